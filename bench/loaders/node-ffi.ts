/**
 * `node:ffi`, built into Node.js (https://nodejs.org/api/ffi.html): signatures are bound once by `dlopen`; once a caller is
 * optimised, V8 calls through a trampoline.
 */
import type { MinSync } from '../contract.ts';
import type { Loader } from '../loader.ts';

/** The part of the module that is used; older types of Node.js do not know it. */
interface NodeFfi {
  dlopen(path: string, definitions: object): { functions: Record<string, MinSync>; lib: Library };
}
interface Library {
  getFunction(name: string, signature: object): MinSync;
  close(): void;
}

const MODULE = 'node:ffi';
const SINCE = [26, 9] as const;
const I32_PAIR = { arguments: ['i32', 'i32'], return: 'i32' };
const F64_PAIR = { arguments: ['f64', 'f64'], return: 'f64' };

const nodeFfi: Loader = {
  mechanism: 'node-ffi',
  title: 'node:ffi',
  note: "Node.js's own foreign function interface: checks numbers strictly, but believes any signature.",
  group: 'native',
  artifact: 'shared-library',
  callStyle: 'sync',
  packages: [],

  unsupported({ family, version: [major, minor] }) {
    const isKnown = family === 'node' && (major > SINCE[0] || (major === SINCE[0] && minor >= SINCE[1]));
    return isKnown
      ? null
      : 'node:ffi is part of Node.js from 26.9 on; "npm run setup -- node-26" installs one to run it.';
  },

  async openHost() {
    const { dlopen } = (await import(MODULE)) as NodeFfi;
    return {
      load(artifactPath, endPhase) {
        const { lib, functions } = dlopen(artifactPath, { with_extern: I32_PAIR });
        endPhase('load');
        const min = functions['with_extern'] as MinSync;
        endPhase('resolve');
        return {
          callStyle: 'sync',
          min,
          bind: (name) => lib.getFunction(name, I32_PAIR),
          misdeclare: () => dlopen(artifactPath, { with_extern: F64_PAIR }).functions['with_extern'] as MinSync,
          close: () => lib.close(),
        };
      },
      close() {},
    };
  },
};

export default nodeFfi;
