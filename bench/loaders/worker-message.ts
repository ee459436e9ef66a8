/** The JavaScript plugin in a worker thread, called by messages. This file is both sides: host, and what the worker runs. */
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

const MECHANISM = 'worker-message';

if (!isMainThread && workerData?.mechanism === MECHANISM) {
  const plugin = (await import(pathToFileURL(workerData.artifactPath).href)) as Record<string, CallSync>;
  const call = plugin[workerData.name];
  if (call === undefined) throw new Error(`The plugin has no function "${workerData.name}".`);
  parentPort?.on('message', ([a, b]: [number, number]) => parentPort?.postMessage(call(a, b)));
  parentPort?.postMessage('ready');
}

const workerMessage: Loader = {
  mechanism: 'worker-message',
  title: 'Worker, messages',
  note: 'Another thread with its own heap: it can be ended from outside, but native code that crashes there ends the host.',
  group: 'process',
  boundary: 'script',
  artifact: 'javascript',
  callStyle: 'async',
  usesThreads: true,
  packages: [],

  async openHost() {
    const { Worker } = await import('node:worker_threads');
    return {
      async load(artifactPath, { name }, endPhase) {
        const worker = new Worker(new URL(import.meta.url), {
          workerData: { mechanism: MECHANISM, artifactPath, name },
        });
        let waiting: { resolve(answer: number): void; reject(error: Error): void } | undefined;
        await once(worker, 'message');
        endPhase('load');
        worker.on('message', (answer: number) => waiting?.resolve(answer));
        worker.on('error', (error) => waiting?.reject(error));
        worker.on('exit', () => waiting?.reject(new Error('The worker of the plugin has ended.')));
        return {
          callStyle: 'async',
          call: (a, b) =>
            new Promise((resolve, reject) => {
              waiting = { resolve, reject };
              worker.postMessage([a, b]);
            }),
          close: async () => void (await worker.terminate()),
        };
      },
      close() {},
    };
  },
};

export default workerMessage;
