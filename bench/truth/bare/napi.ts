/** A Node-API addon by hand. */
import { createRequire } from 'node:module';
import { bareSubject } from '../bare.ts';

const A = new Int32Array(4096);
const B = new Int32Array(4096);

export default bareSubject('napi', async (artifactPath, inputs) => {
  A.set(inputs.a);
  B.set(inputs.b);
  const { min } = createRequire(artifactPath)(artifactPath) as { min(a: number, b: number): number };
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
    close() {},
  };
});
