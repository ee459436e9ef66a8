/**
 * The native library through koffi: the exported function `with_extern`, declared once, outside any loop, as
 * https://koffi.dev/load says ("Functions", "Definition syntax"); its documentation knows no faster way to call.
 */
import type { Loader } from '../loader.ts';

const koffiLoader: Loader = {
  mechanism: 'koffi',
  title: 'koffi',
  note: 'Foreign function interface: a wrong signature is not noticed, and a crash of the plugin ends the host.',
  group: 'core',
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
        const misdeclare = () => library.func('double with_extern(double a, double b)');
        return { callStyle: 'sync', min, bind, misdeclare, close: () => library.unload() };
      },
      close() {},
    };
  },
};

export default koffiLoader;
