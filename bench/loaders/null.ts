/** The floor: the same loop around the cheapest callee whose result still depends on its arguments. Nothing is loaded. */
import { FLOOR_FUNCTION, FLOOR_OF_BYTES } from '../contract/function.ts';
import type { Loader } from '../loader.ts';

const nullLoader: Loader = {
  mechanism: 'null',
  title: 'Floor (no plugin)',
  note: 'What the loop and the clock cost by themselves; shown, never subtracted. It returns its first argument, or the length of bytes.',
  group: 'core',
  boundary: 'none',
  artifact: null,
  callStyle: 'sync',
  packages: [],
  inRust: true,
  functions: [FLOOR_FUNCTION, FLOOR_OF_BYTES],

  async openHost() {
    return {
      load(_artifactPath, _asked, endPhase) {
        const call = (a: number, _b: number) => a;
        endPhase('load');
        return { callStyle: 'sync', call, close() {} };
      },
      loadBytes(_artifactPath, _asked, endPhase) {
        const call = (bytes: Uint8Array) => bytes.length;
        endPhase('load');
        return { callStyle: 'sync', call, close() {} };
      },
      close() {},
    };
  },
};

export default nullLoader;
