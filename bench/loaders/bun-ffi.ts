/** `bun:ffi` (https://bun.com/docs/runtime/ffi): Bun compiles a binding for each symbol that `dlopen` declares. */
import { exportName } from '../contract/function.ts';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

interface BunFfi {
  dlopen(path: string, symbols: object): { symbols: Record<string, CallSync>; close(): void };
}

const MODULE = 'bun:ffi';
const TYPES = {
  'i32-i32-to-i32': { args: ['i32', 'i32'], returns: 'i32' },
  'f64-f64-to-f64': { args: ['f64', 'f64'], returns: 'f64' },
};

const bunFfi: Loader = {
  mechanism: 'bun-ffi',
  title: 'bun:ffi',
  note: "Bun's own foreign function interface; its documentation calls it experimental and recommends Node-API.",
  group: 'native',
  boundary: 'native',
  artifact: 'shared-library',
  signatures: ['i32-i32-to-i32', 'f64-f64-to-f64'],
  callStyle: 'sync',
  packages: [],

  unsupported: ({ family }) =>
    family === 'bun' ? null : 'bun:ffi is part of Bun; put it on PATH, or run "npm run setup -- bun" in a checkout.',

  async openHost() {
    const { dlopen } = (await import(MODULE)) as BunFfi;
    return {
      load(artifactPath, asked, endPhase) {
        const name = exportName(asked, 'shared-library');
        const library = dlopen(artifactPath, { [name]: TYPES[asked.signature] });
        endPhase('load');
        const call = library.symbols[name] as CallSync;
        endPhase('resolve');
        return { callStyle: 'sync', call, close: () => library.close() };
      },
      close() {},
    };
  },
};

export default bunFfi;
