/** `bun:ffi` (https://bun.com/docs/runtime/ffi): Bun compiles a binding for each symbol that `dlopen` declares. */
import { exportName } from '../contract/function.ts';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

interface BunFfi {
  dlopen(path: string, symbols: object): { symbols: Record<string, CallSync & OfPointer>; close(): void };
}

const MODULE = 'bun:ffi';
type OfPointer = (bytes: Uint8Array, length: number) => number;

const TYPES = {
  'i32-i32-to-i32': { args: ['i32', 'i32'], returns: 'i32' },
  'f64-f64-to-f64': { args: ['f64', 'f64'], returns: 'f64' },
};
/** The pointer is that of a typed array. */
const BYTES_TYPE = { args: ['ptr', 'usize'], returns: 'u32' };

const bunFfi: Loader = {
  mechanism: 'bun-ffi',
  title: 'bun:ffi',
  note: "Bun's own foreign function interface; its documentation calls it experimental and recommends Node-API.",
  group: 'native',
  boundary: 'native',
  artifact: 'shared-library',
  signatures: ['i32-i32-to-i32', 'f64-f64-to-f64', 'bytes-to-u32'],
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
      loadBytes(artifactPath, asked, endPhase) {
        const name = exportName(asked, 'shared-library');
        const library = dlopen(artifactPath, { [name]: BYTES_TYPE });
        endPhase('load');
        const named = library.symbols[name] as OfPointer;
        endPhase('resolve');
        return { callStyle: 'sync', call: (bytes) => named(bytes, bytes.length), close: () => library.close() };
      },
      close() {},
    };
  },
};

export default bunFfi;
