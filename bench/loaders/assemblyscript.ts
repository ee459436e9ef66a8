/**
 * The plugin in AssemblyScript, TypeScript's dialect for WebAssembly, with its compiler's raw bindings, whose module the host
 * brings (https://www.assemblyscript.org/compiler.html#host-bindings).
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

interface Bindings {
  instantiate(module: WebAssembly.Module, imports: object): Promise<Record<string, CallSync>>;
}

const assemblyscript: Loader = {
  mechanism: 'assemblyscript',
  title: (engine) => `AssemblyScript in ${engine}`,
  note: 'Bindings of numbers are the exports themselves; strings and objects would be copied by generated code.',
  group: 'wasm',
  boundary: 'sandbox',
  artifact: 'assemblyscript-module',
  callStyle: 'sync',
  packages: [],

  async openHost() {
    return {
      async load(artifactPath, { name }, endPhase) {
        const { instantiate } = (await import(pathToFileURL(artifactPath).href)) as Bindings;
        const bytes = await readFile(join(dirname(artifactPath), 'plugin.wasm'));
        endPhase('load');
        const module = await WebAssembly.compile(bytes);
        endPhase('compile');
        const plugin = await instantiate(module, {});
        endPhase('instantiate');
        const call = plugin[name] as CallSync;
        endPhase('resolve');
        return { callStyle: 'sync', call, close() {} };
      },
      close() {},
    };
  },
};

export default assemblyscript;
