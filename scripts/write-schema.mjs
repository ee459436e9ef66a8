// Writes the JSON Schema of the stored document from its one definition.
import { writeFileSync } from 'node:fs';
import { documentJsonSchema } from '../dist/result/parse.js';

const target = new URL('../bench/result/document.schema.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(documentJsonSchema(), null, 2)}\n`);
