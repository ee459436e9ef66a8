/** A WebAssembly core module in the host's own engine, through the synchronous JavaScript API. */
import { readFileSync } from 'node:fs';
import type { MinSync } from '../contract.ts';
import type { Loader } from '../loader.ts';

const wasm: Loader = {
  mechanism: 'wasm',
  title: 'WebAssembly in V8',
  note: 'V8 compiles functions lazily: much of the compilation falls into the first call.',
  artifact: 'wasm-module',
  callStyle: 'sync',
  packages: [],

  async openHost() {
    return {
      load(artifactPath, endPhase) {
        const bytes = readFileSync(artifactPath);
        endPhase('load');
        const module = new WebAssembly.Module(bytes);
        endPhase('compile');
        const instance = new WebAssembly.Instance(module);
        endPhase('instantiate');
        const min = instance.exports['with_extern'];
        if (typeof min !== 'function') {
          throw new Error(
            `${artifactPath} does not export the function "with_extern"; rebuild it with "npm run build".`,
          );
        }
        endPhase('resolve');
        return { callStyle: 'sync', min: min as MinSync, close() {} };
      },
      close() {},
    };
  },
};

export default wasm;
