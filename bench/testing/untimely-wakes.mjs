// Child of worker-atomics.test.ts: a third thread wakes both sides of the shared memory without end, as a late notification
// does now and then. Prints how many of the calls were answered rightly.
import { Worker } from 'node:worker_threads';
import { importFunction, importLoader } from '../../dist/discover.js';

const [, , artifactPath, callCount] = process.argv;
const made = [];
globalThis.SharedArrayBuffer = class extends SharedArrayBuffer {
  constructor(length) {
    super(length);
    made.push(this);
  }
};
const host = await (await importLoader('worker-atomics')).openHost();
const plugin = await host.load(artifactPath, await importFunction('min'), () => {});
const waker = new Worker(
  `const { workerData, parentPort } = require('node:worker_threads');
  parentPort.postMessage('ready');
  for (const shared = new Int32Array(workerData); ; ) Atomics.notify(shared, 0);`,
  { eval: true, workerData: made[0] },
);
await new Promise((resolve) => waker.once('message', resolve));
let right = 0;
for (let i = 0; i < Number(callCount); i++) if (plugin.call(i, -i) === -i) right++;
process.stdout.write(JSON.stringify({ buffers: made.length, right }), () => process.exit(0));
