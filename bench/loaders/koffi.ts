/** The native library through koffi: the exported function `with_extern`, declared once, outside any loop. */
import type { Loader } from '../loader.ts';

const koffiLoader: Loader = {
  mechanism: 'koffi',
  title: 'koffi',
  note: 'Foreign function interface: a wrong signature is not noticed, and a crash of the plugin ends the host.',
  artifact: 'shared-library',
  callStyle: 'sync',
  packages: ['koffi'],

  async openHost() {
    const { default: koffi } = await import('koffi');
    return {
      load(artifactPath, endPhase) {
        const library = koffi.load(artifactPath);
        endPhase('load');
        const min = library.func('int32_t with_extern(int32_t a, int32_t b)');
        endPhase('resolve');
        const bind = (name: string) => library.func(name, 'int32_t', ['int32_t', 'int32_t']);
        return { callStyle: 'sync', min, bind, close: () => library.unload() };
      },
      close() {},
    };
  },
};

export default koffiLoader;
