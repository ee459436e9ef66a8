/** The floor of asynchronous calls: `await` of a promise that is resolved already. Nothing is loaded. */
import { FLOOR_FUNCTION, FLOOR_OF_BYTES } from '../contract/function.ts';
import type { Loader } from '../loader.ts';

const nullAsync: Loader = {
  mechanism: 'null-async',
  title: 'Async floor (no plugin)',
  note: 'What the loop, the clock and an await of a resolved promise cost by themselves. It returns its first argument, or the length of bytes.',
  group: 'core',
  boundary: 'none',
  artifact: null,
  callStyle: 'async',
  packages: [],
  functions: [FLOOR_FUNCTION, FLOOR_OF_BYTES],

  async openHost() {
    return {
      load(_artifactPath, _asked, endPhase) {
        const call = (a: number, _b: number) => Promise.resolve(a);
        endPhase('load');
        return { callStyle: 'async', call, close() {} };
      },
      loadBytes(_artifactPath, _asked, endPhase) {
        const call = (bytes: Uint8Array) => Promise.resolve(bytes.length);
        endPhase('load');
        return { callStyle: 'async', call, close() {} };
      },
      close() {},
    };
  },
};

export default nullAsync;
