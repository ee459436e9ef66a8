/**
 * The JavaScript plugin in a worker thread, called synchronously through shared memory: the host writes arguments, wakes the
 * worker, and sleeps until it is woken (Atomics.wait; ECMAScript 2024, 25.4.15). This file is both sides.
 */
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

const MECHANISM = 'worker-atomics';
/** Places in the shared memory; `TURN` says whose turn it is. */
const [TURN, A, B, RESULT, LENGTH] = [0, 1, 2, 3, 4];
const [HOST, PLUGIN, STOPPED] = [0, 1, 2];

if (!isMainThread && workerData?.mechanism === MECHANISM) {
  const { artifactPath, name, shared } = workerData as { artifactPath: string; name: string; shared: Int32Array };
  const plugin = (await import(pathToFileURL(artifactPath).href)) as Record<string, CallSync>;
  const call = plugin[name];
  // The host will sleep until it is answered: whatever is wrong has to be said before.
  if (call === undefined) throw new Error(`The plugin has no function "${name}".`);
  parentPort?.postMessage('ready');
  serve(call, shared);
}

function serve(call: CallSync, shared: Int32Array): void {
  for (;;) {
    waitWhile(shared, HOST);
    if (Atomics.load(shared, TURN) === STOPPED) return;
    shared[RESULT] = call(shared[A] as number, shared[B] as number);
    Atomics.store(shared, TURN, HOST);
    Atomics.notify(shared, TURN);
  }
}

/**
 * Asks again after waking up: the other side may have been seen to be done before it came to notify, and that notification
 * then ends the wait of the turn after.
 */
function waitWhile(shared: Int32Array, turn: number): void {
  while (Atomics.load(shared, TURN) === turn) Atomics.wait(shared, TURN, turn);
}

const workerAtomics: Loader = {
  mechanism: 'worker-atomics',
  title: 'Worker, shared memory',
  note: 'A synchronous call into another thread: both sleep in turn, so it costs two wake-ups by the operating system.',
  group: 'process',
  boundary: 'script',
  artifact: 'javascript',
  callStyle: 'sync',
  usesThreads: true,
  packages: [],

  async openHost() {
    const { Worker } = await import('node:worker_threads');
    return {
      async load(artifactPath, { name }, endPhase) {
        const shared = new Int32Array(new SharedArrayBuffer(LENGTH * Int32Array.BYTES_PER_ELEMENT));
        const worker = new Worker(new URL(import.meta.url), {
          workerData: { mechanism: MECHANISM, artifactPath, name, shared },
        });
        await once(worker, 'message');
        endPhase('load');
        return {
          callStyle: 'sync',
          call(a, b) {
            shared[A] = a;
            shared[B] = b;
            Atomics.store(shared, TURN, PLUGIN);
            Atomics.notify(shared, TURN);
            waitWhile(shared, PLUGIN);
            return shared[RESULT] as number;
          },
          async close() {
            Atomics.store(shared, TURN, STOPPED);
            Atomics.notify(shared, TURN);
            await worker.terminate();
          },
        };
      },
      close() {},
    };
  },
};

export default workerAtomics;
