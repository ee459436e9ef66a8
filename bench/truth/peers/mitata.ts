/** mitata, used as its README does: `measure` of each body, the average that it prints. */
import { text } from 'node:stream/consumers';
import { measure } from 'mitata';
import { makeBodies, type PeerAnswer, type PeerRequest } from './subject.ts';

const answer: PeerAnswer = {};
for (const [name, body] of await makeBodies(JSON.parse(await text(process.stdin)) as PeerRequest)) {
  answer[name] = (await measure(body)).avg;
}
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
