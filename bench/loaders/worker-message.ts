/**
 * The JavaScript plugin in a worker thread, called by messages; bytes are copied by structured clone. This file is both sides: host,
 * and what the worker runs.
 */
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { PluginFunction } from '../contract/function.ts';
import type { EndPhase, Loader } from '../loader.ts';

const MECHANISM = 'worker-message';

if (!isMainThread && workerData?.mechanism === MECHANISM) {
  const plugin = (await import(pathToFileURL(workerData.artifactPath).href)) as Record<
    string,
    (...values: unknown[]) => number
  >;
  const call = plugin[workerData.name];
  if (call === undefined) throw new Error(`The plugin has no function "${workerData.name}".`);
  parentPort?.on('message', (values: unknown[]) => parentPort?.postMessage(call(...values)));
  parentPort?.postMessage('ready');
}

const workerMessage: Loader = {
  mechanism: 'worker-message',
  title: 'Worker, messages',
  note: 'Another thread with its own heap: it can be ended from outside, but native code that crashes there ends the host.',
  group: 'process',
  boundary: 'script',
  artifact: 'javascript',
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'async',
  usesThreads: true,
  packages: [],

  async openHost() {
    const { Worker } = await import('node:worker_threads');
    async function start<Call>(
      artifactPath: string,
      { name }: PluginFunction,
      endPhase: EndPhase,
      callBy: (ask: (values: unknown[]) => Promise<number>) => Call,
    ) {
      const worker = new Worker(new URL(import.meta.url), {
        workerData: { mechanism: MECHANISM, artifactPath, name },
      });
      let waiting: { resolve(answer: number): void; reject(error: Error): void } | undefined;
      await once(worker, 'message');
      endPhase('load');
      worker.on('message', (answer: number) => waiting?.resolve(answer));
      worker.on('error', (error) => waiting?.reject(error));
      worker.on('exit', () => waiting?.reject(new Error('The worker of the plugin has ended.')));
      const ask = (values: unknown[]) =>
        new Promise<number>((resolve, reject) => {
          waiting = { resolve, reject };
          worker.postMessage(values);
        });
      return { callStyle: 'async' as const, call: callBy(ask), close: async () => void (await worker.terminate()) };
    }
    return {
      load: (artifactPath, asked, endPhase) =>
        start(artifactPath, asked, endPhase, (ask) => (a: number, b: number) => ask([a, b])),
      loadBytes: (artifactPath, asked, endPhase) =>
        start(artifactPath, asked, endPhase, (ask) => (bytes: Uint8Array) => ask([bytes])),
      close() {},
    };
  },
};

export default workerMessage;
