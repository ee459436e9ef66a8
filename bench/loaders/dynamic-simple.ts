/**
 * The article's `dynamic_simple`, for `npm run article`: `with_static` and `with_extern` of one library, one after the other.
 * In Node.js through koffi, in the Rust host through libloading, as the article did.
 */
import type { Loader } from '../loader.ts';

const dynamicSimple: Loader = {
  mechanism: 'dynamic-simple',
  title: "The article's dynamic_simple",
  note: 'Both exports, one after the other: an iteration is two calls.',
  group: 'engines',
  boundary: 'native',
  artifact: 'shared-library',
  functions: ['min'],
  callStyle: 'sync',
  callsPerAnswer: 2,
  packages: ['koffi'],
  inRust: true,

  async openHost() {
    const { default: koffi } = await import('koffi');
    return {
      load(artifactPath, _asked, endPhase) {
        const library = koffi.load(artifactPath);
        endPhase('load');
        // Without a name: a named type can be declared once in a process only.
        const pointer = koffi.decode(library.symbol('with_static'), 'void *');
        const withStatic = koffi.decode(pointer, koffi.proto('int32_t', ['int32_t', 'int32_t']));
        const withExtern = library.func('int32_t with_extern(int32_t a, int32_t b)');
        endPhase('resolve');
        // The second call needs the answer of the first, so that neither can be left out.
        const call = (a: number, b: number): number => withExtern(withStatic(a, b), b);
        return { callStyle: 'sync', call, close: () => library.unload() };
      },
      close() {},
    };
  },
};

export default dynamicSimple;
