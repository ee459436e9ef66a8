/** A WebAssembly core module through the asynchronous JavaScript API, which compiles off the main thread. */
import { readFile } from 'node:fs/promises';
import { exportName } from '../contract/function.ts';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

const wasmAsync: Loader = {
  mechanism: 'wasm-async',
  title: (engine) => `WebAssembly in ${engine}, async load`,
  note: 'Loaded without blocking the host; calls are those of the synchronous API.',
  group: 'wasm',
  boundary: 'sandbox',
  artifact: 'wasm-module',
  callStyle: 'sync',
  packages: [],
  gaps: { 'bytes-to-u32': 'It differs in how it loads: a call would be the row wasm once more.' },

  async openHost() {
    return {
      async load(artifactPath, asked, endPhase) {
        const bytes = await readFile(artifactPath);
        endPhase('load');
        const { instance } = await WebAssembly.instantiate(bytes);
        endPhase('instantiate');
        const call = instance.exports[exportName(asked, 'wasm-module')] as CallSync;
        endPhase('resolve');
        return { callStyle: 'sync', call, close() {} };
      },
      close() {},
    };
  },
};

export default wasmAsync;
