/** Version of this program, from its package.json. Two versions may measure differently: the gate does not compare them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from './artifacts/files.ts';

export const TOOL_VERSION = (
  JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as { version: string }
).version;
