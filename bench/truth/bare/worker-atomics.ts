/** A worker behind shared memory by hand: the turn is taken and given back within the loop itself. This file is both sides. */
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { bareSubject } from '../bare.ts';

const A = new Int32Array(4096);
const B = new Int32Array(4096);

if (!isMainThread && workerData?.bare === true) {
  const { min } = (await import(pathToFileURL(workerData.artifactPath).href)) as { min(a: number, b: number): number };
  const shared = workerData.shared as Int32Array;
  parentPort?.postMessage('ready');
  for (;;) {
    while (Atomics.load(shared, 0) === 0) Atomics.wait(shared, 0, 0);
    shared[3] = min(shared[1] as number, shared[2] as number);
    Atomics.store(shared, 0, 0);
    Atomics.notify(shared, 0);
  }
}

export default bareSubject('worker-atomics', async (artifactPath, inputs) => {
  A.set(inputs.a);
  B.set(inputs.b);
  const shared = new Int32Array(new SharedArrayBuffer(16));
  const worker = new Worker(new URL(import.meta.url), { workerData: { bare: true, artifactPath, shared } });
  await once(worker, 'message');
  return {
    run(iterations) {
      let result = 0;
      let checksum = 0;
      for (let i = 0; i < iterations; i++) {
        shared[1] = result ^ (A[i & 4095] as number);
        shared[2] = B[i & 4095] as number;
        Atomics.store(shared, 0, 1);
        Atomics.notify(shared, 0);
        while (Atomics.load(shared, 0) === 1) Atomics.wait(shared, 0, 1);
        result = shared[3] as number;
        checksum = ((checksum << 1) | (checksum >>> 31)) ^ result;
      }
      return checksum;
    },
    close: async () => void (await worker.terminate()),
  };
});
