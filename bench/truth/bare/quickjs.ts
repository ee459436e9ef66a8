/** QuickJS by hand: handles of arguments are made and disposed of within the loop itself. */
import { readFileSync } from 'node:fs';
import type { QuickJSSyncVariant } from 'quickjs-emscripten-core';
import { bareSubject } from '../bare.ts';

const A = new Int32Array(4096);
const B = new Int32Array(4096);

export default bareSubject('quickjs', async (artifactPath, inputs) => {
  A.set(inputs.a);
  B.set(inputs.b);
  const { newQuickJSWASMModuleFromVariant } = await import('quickjs-emscripten-core');
  const { default: variant } = await import('@jitl/quickjs-wasmfile-release-sync');
  const engine = await newQuickJSWASMModuleFromVariant(variant as unknown as QuickJSSyncVariant);
  const context = engine.newContext();
  context.unwrapResult(context.evalCode(readFileSync(artifactPath, 'utf8'))).dispose();
  const min = context.getProp(context.global, 'min');
  return {
    run(iterations) {
      let result = 0;
      let checksum = 0;
      for (let i = 0; i < iterations; i++) {
        const a = context.newNumber(result ^ (A[i & 4095] as number));
        const b = context.newNumber(B[i & 4095] as number);
        const answer = context.unwrapResult(context.callFunction(min, context.undefined, a, b));
        result = context.getNumber(answer);
        a.dispose();
        b.dispose();
        answer.dispose();
        checksum = ((checksum << 1) | (checksum >>> 31)) ^ result;
      }
      return checksum;
    },
    close() {
      min.dispose();
      context.dispose();
    },
  };
});
