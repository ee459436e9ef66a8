/**
 * A process of its own: from a core module and a WIT world to a component, and from that to JavaScript, by jco's own library.
 * Arguments: the core module, the world, the folder for what is made.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface WasmTools {
  componentEmbed(options: { binary: Uint8Array; witSource: string; world: string }): Promise<Uint8Array>;
  componentNew(core: Uint8Array, adapters: readonly unknown[]): Promise<Uint8Array>;
}

interface Transpiler {
  readonly $init: Promise<unknown>;
  generate(component: Uint8Array, options: object): { files: [name: string, content: Uint8Array][] };
}

// Only where jco is installed: its names are no imports that a compiler has to know.
const JCO = '@bytecodealliance/jco-transpile';
const { componentEmbed, componentNew } = (await import(`${JCO}/wasm-tools`)) as WasmTools;
const { $init, generate } = (await import(`${JCO}/component`)) as Transpiler;

const [, , corePath = '', worldPath = '', folder = ''] = process.argv;
const binary = new Uint8Array(readFileSync(corePath));
const embedded = await componentEmbed({ binary, witSource: readFileSync(worldPath, 'utf8'), world: 'plugin' });
const component = await componentNew(embedded, []);
await $init;
mkdirSync(folder, { recursive: true });
// The host brings the core module, so that it may be another one for every load (`--instantiation sync`).
const options = { name: 'plugin', instantiation: { tag: 'sync' }, noTypescript: true, base64Cutoff: 0 };
writeFileSync(join(folder, 'plugin.component.wasm'), component);
for (const [name, content] of generate(component, options).files) writeFileSync(join(folder, name), content);
