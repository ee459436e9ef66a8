/** A WebAssembly core module in the host's own engine, through the synchronous JavaScript API. */
import { readFileSync } from 'node:fs';
import type { MinSync } from '../contract.ts';
import type { Loader } from '../loader.ts';

const wasm: Loader = {
  mechanism: 'wasm',
  title: (engine) => `WebAssembly in ${engine}`,
  note: 'Engines compile functions lazily: much of the compilation falls into the first call.',
  group: 'core',
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
        const bind = (name: string) => {
          const exported = instance.exports[name];
          if (typeof exported === 'function') return exported as MinSync;
          throw new Error(`${artifactPath} does not export the function "${name}"; rebuild it with "npm run build".`);
        };
        const min = bind('with_extern');
        endPhase('resolve');
        return { callStyle: 'sync', min, bind, close() {} };
      },
      close() {},
    };
  },
};

export default wasm;
