/** `bun:ffi` (https://bun.com/docs/runtime/ffi): Bun compiles a binding for each symbol that `dlopen` declares. */
import type { MinSync } from '../contract.ts';
import type { Loader } from '../loader.ts';

interface BunFfi {
  dlopen(path: string, symbols: object): { symbols: Record<string, MinSync>; close(): void };
}

const MODULE = 'bun:ffi';
const I32_PAIR = { args: ['i32', 'i32'], returns: 'i32' };
const F64_PAIR = { args: ['f64', 'f64'], returns: 'f64' };

const bunFfi: Loader = {
  mechanism: 'bun-ffi',
  title: 'bun:ffi',
  note: "Bun's own foreign function interface; its documentation calls it experimental and recommends Node-API.",
  group: 'native',
  artifact: 'shared-library',
  callStyle: 'sync',
  packages: [],

  unsupported: ({ family }) =>
    family === 'bun' ? null : 'bun:ffi is part of Bun; "npm run setup -- bun" installs one to run it.',

  async openHost() {
    const { dlopen } = (await import(MODULE)) as BunFfi;
    return {
      load(artifactPath, endPhase) {
        const library = dlopen(artifactPath, { with_extern: I32_PAIR });
        endPhase('load');
        const min = library.symbols['with_extern'] as MinSync;
        endPhase('resolve');
        const open = (name: string, types: object) => dlopen(artifactPath, { [name]: types }).symbols[name] as MinSync;
        return {
          callStyle: 'sync',
          min,
          bind: (name) => open(name, I32_PAIR),
          misdeclare: () => open('with_extern', F64_PAIR),
          close: () => library.close(),
        };
      },
      close() {},
    };
  },
};

export default bunFfi;
