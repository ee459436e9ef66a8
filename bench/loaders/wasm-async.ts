/** A WebAssembly core module through the asynchronous JavaScript API, which compiles off the main thread. */
import { readFile } from 'node:fs/promises';
import type { MinSync } from '../contract.ts';
import type { Loader } from '../loader.ts';

const wasmAsync: Loader = {
  mechanism: 'wasm-async',
  title: (engine) => `WebAssembly in ${engine}, async load`,
  note: 'Loaded without blocking the host; calls are those of the synchronous API.',
  group: 'wasm',
  artifact: 'wasm-module',
  callStyle: 'sync',
  packages: [],

  async openHost() {
    return {
      async load(artifactPath, endPhase) {
        const bytes = await readFile(artifactPath);
        endPhase('load');
        const { instance } = await WebAssembly.instantiate(bytes);
        endPhase('instantiate');
        const bind = (name: string) => instance.exports[name] as MinSync;
        const min = bind('with_extern');
        endPhase('resolve');
        return { callStyle: 'sync', min, bind, close() {} };
      },
      close() {},
    };
  },
};

export default wasmAsync;
