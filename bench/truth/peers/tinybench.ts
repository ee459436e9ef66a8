/** tinybench, used plainly: one timestamp around every call, the mean that its table shows. */
import { text } from 'node:stream/consumers';
import { Bench } from 'tinybench';
import { makeBodies, type PeerAnswer, type PeerRequest } from './subject.ts';

const NS_PER_MS = 1e6;
const bench = new Bench({ time: 200, throws: true });
for (const [name, body] of await makeBodies(JSON.parse(await text(process.stdin)) as PeerRequest))
  bench.add(name, body);
await bench.run();
const answer: PeerAnswer = {};
for (const { name, result } of bench.tasks) {
  if (result.state === 'completed') answer[name] = result.latency.mean * NS_PER_MS;
}
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
