/**
 * A WebAssembly core module in the host's own engine, through the synchronous JavaScript API. Bytes are copied into its linear memory,
 * for which it has another module, with an allocator.
 */
import { readFileSync } from 'node:fs';
import { exportName } from '../contract/function.ts';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';
import { bytesByMemory, type MemoryExports, ofMemory } from './shared/linear-memory.ts';

const wasm: Loader = {
  mechanism: 'wasm',
  title: (engine) => `WebAssembly in ${engine}`,
  note: 'Engines compile functions lazily: much of the compilation falls into the first call.',
  group: 'core',
  boundary: 'sandbox',
  artifact: 'wasm-module',
  artifacts: { 'bytes-to-u32': 'wasm-memory-module' },
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'sync',
  packages: [],

  async openHost() {
    return {
      load(artifactPath, asked, endPhase) {
        const bytes = readFileSync(artifactPath);
        endPhase('load');
        const module = new WebAssembly.Module(bytes);
        endPhase('compile');
        const instance = new WebAssembly.Instance(module);
        endPhase('instantiate');
        const name = exportName(asked, 'wasm-module');
        const call = instance.exports[name];
        if (typeof call !== 'function') {
          throw new Error(`${artifactPath} does not export the function "${name}"; rebuild it with "npm run build".`);
        }
        endPhase('resolve');
        return { callStyle: 'sync', call: call as CallSync, close() {} };
      },
      loadBytes(artifactPath, { name }, endPhase) {
        const source = readFileSync(artifactPath);
        endPhase('load');
        const module = new WebAssembly.Module(source);
        endPhase('compile');
        const { exports } = new WebAssembly.Instance(module);
        endPhase('instantiate');
        const { call, close } = bytesByMemory(exports as unknown as MemoryExports, ofMemory(exports, name));
        endPhase('resolve');
        return { callStyle: 'sync', call, close };
      },
      close() {},
    };
  },
};

export default wasm;
