/**
 * `node:ffi`, built into Node.js (https://nodejs.org/api/ffi.html): signatures are bound once by `dlopen`; once a caller is
 * optimised, V8 calls through a trampoline.
 */
import { exportName } from '../contract/function.ts';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

type OfPointer = (bytes: Uint8Array, length: bigint) => number;

/** The part of the module that is used; older types of Node.js do not know it. */
interface NodeFfi {
  dlopen(path: string, definitions: object): { functions: Record<string, CallSync & OfPointer>; lib: Library };
}
interface Library {
  close(): void;
}

const MODULE = 'node:ffi';
const SINCE = [26, 9] as const;
const TYPES = {
  'i32-i32-to-i32': { arguments: ['i32', 'i32'], return: 'i32' },
  'f64-f64-to-f64': { arguments: ['f64', 'f64'], return: 'f64' },
};
/** A typed array in place of the pointer; integers of 64 bits are `BigInt`. */
const BYTES_TYPE = { arguments: ['buffer', 'u64'], return: 'u32' };

const nodeFfi: Loader = {
  mechanism: 'node-ffi',
  title: 'node:ffi',
  note: "Node.js's own foreign function interface: checks numbers strictly, but believes any signature.",
  group: 'native',
  boundary: 'native',
  artifact: 'shared-library',
  signatures: ['i32-i32-to-i32', 'f64-f64-to-f64', 'bytes-to-u32'],
  callStyle: 'sync',
  packages: [],

  unsupported({ family, version: [major, minor] }) {
    const isKnown = family === 'node' && (major > SINCE[0] || (major === SINCE[0] && minor >= SINCE[1]));
    return isKnown
      ? null
      : 'node:ffi is part of Node.js from 26.9 on; put one on PATH, or run "npm run setup -- node-26" in a checkout.';
  },

  async openHost() {
    const { dlopen } = (await import(MODULE)) as NodeFfi;
    return {
      load(artifactPath, asked, endPhase) {
        const name = exportName(asked, 'shared-library');
        const { lib, functions } = dlopen(artifactPath, { [name]: TYPES[asked.signature] });
        endPhase('load');
        const call = functions[name] as CallSync;
        endPhase('resolve');
        return { callStyle: 'sync', call, close: () => lib.close() };
      },
      loadBytes(artifactPath, asked, endPhase) {
        const name = exportName(asked, 'shared-library');
        const { lib, functions } = dlopen(artifactPath, { [name]: BYTES_TYPE });
        endPhase('load');
        const named = functions[name] as OfPointer;
        endPhase('resolve');
        return { callStyle: 'sync', call: (bytes) => named(bytes, BigInt(bytes.length)), close: () => lib.close() };
      },
      close() {},
    };
  },
};

export default nodeFfi;
