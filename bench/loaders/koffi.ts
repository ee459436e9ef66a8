/**
 * The native library through koffi: the exported function `with_extern`, declared once, outside any loop, as
 * https://koffi.dev/load says ("Functions", "Definition syntax"); its documentation knows no faster way to call. Bytes are a typed
 * array in place of a pointer, which koffi passes as it lies (https://koffi.dev/input#typed-arrays), and their length.
 */
import { exportName } from '../contract/function.ts';
import type { Loader } from '../loader.ts';

const TYPES = { 'i32-i32-to-i32': 'int32_t', 'f64-f64-to-f64': 'double' };

const koffiLoader: Loader = {
  mechanism: 'koffi',
  title: 'koffi',
  note: 'Foreign function interface: a wrong signature is not noticed, and a crash of the plugin ends the host.',
  group: 'core',
  boundary: 'native',
  artifact: 'shared-library',
  signatures: ['i32-i32-to-i32', 'f64-f64-to-f64', 'bytes-to-u32'],
  callStyle: 'sync',
  packages: ['koffi'],

  async openHost() {
    const { default: koffi } = await import('koffi');
    return {
      load(artifactPath, asked, endPhase) {
        const library = koffi.load(artifactPath);
        endPhase('load');
        const [name, type] = [exportName(asked, 'shared-library'), TYPES[asked.signature]];
        const call = library.func(`${type} ${name}(${type} a, ${type} b)`);
        endPhase('resolve');
        return { callStyle: 'sync', call, close: () => library.unload() };
      },
      loadBytes(artifactPath, asked, endPhase) {
        const library = koffi.load(artifactPath);
        endPhase('load');
        const named = library.func(
          `uint32_t ${exportName(asked, 'shared-library')}(const uint8_t *bytes, size_t length)`,
        );
        endPhase('resolve');
        return { callStyle: 'sync', call: (bytes) => named(bytes, bytes.length), close: () => library.unload() };
      },
      close() {},
    };
  },
};

export default koffiLoader;
