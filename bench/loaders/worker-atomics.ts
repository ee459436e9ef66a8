/**
 * The JavaScript plugin in a worker thread, called synchronously through shared memory: the host writes arguments, wakes the
 * worker, and sleeps until it is woken (Atomics.wait; ECMAScript 2024, 25.4.15). This file is both sides.
 */
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { type BytesCallSync, MOST_BYTES } from '../contract/signatures/bytes-to-u32.ts';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { EndPhase, Loader } from '../loader.ts';

const MECHANISM = 'worker-atomics';
/** Places in the shared memory; `TURN` says whose turn it is. */
const [TURN, A, B, RESULT, LENGTH] = [0, 1, 2, 3, 4];
/** Where a payload is copied to; its length is in place of the first number. The memory grows with the longest one, up to the most. */
const PAYLOAD = 64;
const [HOST, PLUGIN, STOPPED] = [0, 1, 2];

/** What the worker is told; without a payload its function is one of numbers. */
interface Data {
  readonly artifactPath: string;
  readonly name: string;
  readonly shared: Int32Array;
  readonly payload?: Uint8Array;
}

if (!isMainThread && workerData?.mechanism === MECHANISM) {
  const { artifactPath, name, shared, payload } = workerData as Data;
  const plugin = (await import(pathToFileURL(artifactPath).href)) as Record<string, CallSync & BytesCallSync>;
  const call = plugin[name];
  // The host will sleep until it is answered: whatever is wrong has to be said before.
  if (call === undefined) throw new Error(`The plugin has no function "${name}".`);
  parentPort?.postMessage('ready');
  if (payload === undefined) serve(shared, () => call(shared[A] as number, shared[B] as number));
  else serve(shared, () => call(payload.subarray(0, shared[A])));
}

function serve(shared: Int32Array, call: () => number): void {
  for (;;) {
    waitWhile(shared, HOST);
    if (Atomics.load(shared, TURN) === STOPPED) return;
    shared[RESULT] = call();
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

/** Wakes the worker and sleeps until it has answered. */
function ask(shared: Int32Array): number {
  Atomics.store(shared, TURN, PLUGIN);
  Atomics.notify(shared, TURN);
  waitWhile(shared, PLUGIN);
  return shared[RESULT] as number;
}

const workerAtomics: Loader = {
  mechanism: 'worker-atomics',
  title: 'Worker, shared memory',
  note: 'A synchronous call into another thread: both sleep in turn, so it costs two wake-ups by the operating system.',
  group: 'process',
  boundary: 'script',
  artifact: 'javascript',
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'sync',
  usesThreads: true,
  packages: [],

  async openHost() {
    const { Worker } = await import('node:worker_threads');
    async function start(data: Data, endPhase: EndPhase) {
      const { shared } = data;
      const worker = new Worker(new URL(import.meta.url), { workerData: { ...data, mechanism: MECHANISM } });
      await once(worker, 'message');
      endPhase('load');
      return {
        async close() {
          Atomics.store(shared, TURN, STOPPED);
          Atomics.notify(shared, TURN);
          await worker.terminate();
        },
      };
    }
    return {
      async load(artifactPath, { name }, endPhase) {
        const shared = new Int32Array(new SharedArrayBuffer(LENGTH * Int32Array.BYTES_PER_ELEMENT));
        const { close } = await start({ artifactPath, name, shared }, endPhase);
        const call = (a: number, b: number) => {
          shared[A] = a;
          shared[B] = b;
          return ask(shared);
        };
        return { callStyle: 'sync', call, close };
      },
      async loadBytes(artifactPath, { name }, endPhase) {
        const memory = new SharedArrayBuffer(PAYLOAD, { maxByteLength: PAYLOAD + MOST_BYTES });
        const [shared, payload] = [new Int32Array(memory, 0, LENGTH), new Uint8Array(memory, PAYLOAD)];
        const { close } = await start({ artifactPath, name, shared, payload }, endPhase);
        const call = (bytes: Uint8Array) => {
          if (PAYLOAD + bytes.length > memory.byteLength) memory.grow(PAYLOAD + bytes.length);
          payload.set(bytes);
          shared[A] = bytes.length;
          return ask(shared) >>> 0;
        };
        return { callStyle: 'sync', call, close };
      },
      close() {},
    };
  },
};

export default workerAtomics;
