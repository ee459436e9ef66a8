/**
 * The native library through koffi: the exported *variable* `with_static`, which holds the function's address.
 * Read as koffi documents it (https://koffi.dev/pointers, "Decode pointer to function"). Unlike a function from
 * `library.func`, a decoded one does not keep the library loaded: `close` holds on to the handle, or the first garbage
 * collection would unload the code under it.
 */
import type { Loader } from '../loader.ts';

const koffiStatic: Loader = {
  mechanism: 'koffi-static',
  title: 'koffi, static pointer',
  note: "The article's with_static: read the pointer variable, call through it.",
  group: 'core',
  boundary: 'native',
  artifact: 'shared-library',
  functions: ['min'],
  signatures: ['i32-i32-to-i32', 'f64-f64-to-f64'],
  callStyle: 'sync',
  packages: ['koffi'],
  gaps: { 'bytes-to-u32': 'It differs in how it finds the function: a call would be the row koffi once more.' },

  async openHost() {
    const { default: koffi } = await import('koffi');
    const i32Pair = koffi.proto('int32_t', ['int32_t', 'int32_t']);
    return {
      load(artifactPath, { signature }, endPhase) {
        const library = koffi.load(artifactPath);
        endPhase('load');
        const variable = library.symbol('with_static');
        const type = signature === 'i32-i32-to-i32' ? i32Pair : koffi.proto('double', ['double', 'double']);
        const call = koffi.decode(koffi.decode(variable, 'void *'), type);
        endPhase('resolve');
        return { callStyle: 'sync', call, close: () => library.unload() };
      },
      close() {},
    };
  },
};

export default koffiStatic;
