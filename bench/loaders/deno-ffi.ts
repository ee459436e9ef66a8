/** `Deno.dlopen` (https://docs.deno.com/runtime/fundamentals/ffi/): V8 fast calls into symbols that are declared once. */
import { exportName } from '../contract/function.ts';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

interface DenoFfi {
  dlopen(path: string, symbols: object): { symbols: Record<string, CallSync & OfPointer>; close(): void };
}

type OfPointer = (bytes: Uint8Array, length: number) => number;

const TYPES = {
  'i32-i32-to-i32': { parameters: ['i32', 'i32'], result: 'i32' },
  'f64-f64-to-f64': { parameters: ['f64', 'f64'], result: 'f64' },
};
/** The pointer is that of a typed array. */
const BYTES_TYPE = { parameters: ['buffer', 'usize'], result: 'u32' };

const denoFfi: Loader = {
  mechanism: 'deno-ffi',
  title: 'Deno.dlopen',
  note: "Deno's own foreign function interface; the process needs --allow-ffi, which opens every door.",
  group: 'native',
  boundary: 'native',
  artifact: 'shared-library',
  signatures: ['i32-i32-to-i32', 'f64-f64-to-f64', 'bytes-to-u32'],
  callStyle: 'sync',
  packages: [],

  unsupported: ({ family }) =>
    family === 'deno'
      ? null
      : 'Deno.dlopen is part of Deno; put it on PATH, or run "npm run setup -- deno" in a checkout.',

  async openHost() {
    const { dlopen } = (globalThis as unknown as { Deno: DenoFfi }).Deno;
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

export default denoFfi;
