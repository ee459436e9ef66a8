/** `Deno.dlopen` (https://docs.deno.com/runtime/fundamentals/ffi/): V8 fast calls into symbols that are declared once. */
import type { MinSync } from '../contract.ts';
import type { Loader } from '../loader.ts';

interface DenoFfi {
  dlopen(path: string, symbols: object): { symbols: Record<string, MinSync>; close(): void };
}

const I32_PAIR = { parameters: ['i32', 'i32'], result: 'i32' };
const F64_PAIR = { parameters: ['f64', 'f64'], result: 'f64' };

const denoFfi: Loader = {
  mechanism: 'deno-ffi',
  title: 'Deno.dlopen',
  note: "Deno's own foreign function interface; the process needs --allow-ffi, which opens every door.",
  group: 'native',
  artifact: 'shared-library',
  callStyle: 'sync',
  packages: [],

  unsupported: ({ family }) =>
    family === 'deno' ? null : 'Deno.dlopen is part of Deno; "npm run setup -- deno" installs one to run it.',

  async openHost() {
    const { dlopen } = (globalThis as unknown as { Deno: DenoFfi }).Deno;
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

export default denoFfi;
