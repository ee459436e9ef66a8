/** koffi by hand. */
import { bareSubject } from '../bare.ts';

const A = new Int32Array(4096);
const B = new Int32Array(4096);

export default bareSubject('koffi', async (artifactPath, inputs) => {
  A.set(inputs.a);
  B.set(inputs.b);
  const { default: koffi } = await import('koffi');
  const library = koffi.load(artifactPath);
  const min = library.func('int32_t with_extern(int32_t a, int32_t b)');
  return {
    run(iterations) {
      let result = 0;
      let checksum = 0;
      for (let i = 0; i < iterations; i++) {
        result = min(result ^ (A[i & 4095] as number), B[i & 4095] as number);
        checksum = ((checksum << 1) | (checksum >>> 31)) ^ result;
      }
      return checksum;
    },
    close: () => library.unload(),
  };
});
