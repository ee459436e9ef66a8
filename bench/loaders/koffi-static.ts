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
  artifact: 'shared-library',
  callStyle: 'sync',
  packages: ['koffi'],

  async openHost() {
    const { default: koffi } = await import('koffi');
    const minFunction = koffi.proto('int32_t', ['int32_t', 'int32_t']);
    return {
      load(artifactPath, endPhase) {
        const library = koffi.load(artifactPath);
        endPhase('load');
        const variable = library.symbol('with_static');
        const min = koffi.decode(koffi.decode(variable, 'void *'), minFunction);
        endPhase('resolve');
        const misdeclare = () =>
          koffi.decode(koffi.decode(variable, 'void *'), koffi.proto('double', ['double', 'double']));
        return { callStyle: 'sync', min, misdeclare, close: () => library.unload() };
      },
      close() {},
    };
  },
};

export default koffiStatic;
