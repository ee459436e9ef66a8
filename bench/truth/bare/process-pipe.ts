/** A process behind pipes by hand: a frame is written and its answer awaited within the loop itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bareSubject } from '../bare.ts';

const A = new Int32Array(4096);
const B = new Int32Array(4096);

export default bareSubject('process-pipe', async (artifactPath, inputs) => {
  A.set(inputs.a);
  B.set(inputs.b);
  const child = spawn(artifactPath, { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(child, 'spawn');
  const question = Buffer.alloc(12);
  question.writeInt32LE(8, 0);
  let settle = (_answer: number) => {};
  // An answer is its length and a number, four bytes each, and may arrive in two pieces.
  const answer = Buffer.alloc(8);
  let filled = 0;
  child.stdout.on('data', (piece: Buffer) => {
    filled += piece.copy(answer, filled);
    if (filled < answer.length) return;
    filled = 0;
    settle(answer.readInt32LE(4));
  });
  return {
    async run(iterations) {
      let result = 0;
      let checksum = 0;
      for (let i = 0; i < iterations; i++) {
        question.writeInt32LE(result ^ (A[i & 4095] as number), 4);
        question.writeInt32LE(B[i & 4095] as number, 8);
        result = await new Promise<number>((resolve) => {
          settle = resolve;
          child.stdin.write(question);
        });
        checksum = ((checksum << 1) | (checksum >>> 31)) ^ result;
      }
      return checksum;
    },
    async close() {
      child.stdin.end();
      await once(child, 'close');
    },
  };
});
