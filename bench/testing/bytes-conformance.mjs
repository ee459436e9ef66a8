// Child of bytes.test.ts: asks one mechanism both functions of bytes and prints what it saw: wrong answers to the vectors, to
// random payloads and to the longest one, payloads that it changed, and calls that did not arrive in the counting build.
import process from 'node:process';
import { checkBytes } from '../../dist/contract/answers.js';
import checksum from '../../dist/contract/functions/checksum.js';
import { countedAnswer } from '../../dist/contract/functions/spin.js';
import touch from '../../dist/contract/functions/touch.js';
import { MOST_BYTES, randomBytes } from '../../dist/contract/signatures/bytes-to-u32.js';
import { importLoader } from '../../dist/discover.js';

const [mechanism, artifactPath, countingPath, payloadCount, isFresh] = process.argv.slice(2);
const COUNTED = 30;
const loader = await importLoader(mechanism);
const host = await loader.openHost();
const seen = { answers: 0, changed: 0, counted: [], refusal: null };
for (const asked of [touch, checksum]) {
  const plugin = await host.loadBytes(artifactPath, asked, () => {});
  // Lengths of every size, from nothing to some thousand bytes: half of them are short.
  const payloads = Array.from({ length: Number(payloadCount) }, (_, i) =>
    randomBytes(i, (i * 7919) % (i % 2 ? 64 : 5000)),
  );
  payloads.push(randomBytes(7, MOST_BYTES));
  const copies = payloads.map((bytes) => bytes.slice());
  seen.answers += await checkBytes(plugin.call, asked, payloads, () => false);
  seen.changed += payloads.filter((bytes, i) => checksum.answer(bytes) !== checksum.answer(copies[i])).length;
  await plugin.close();
  if (countingPath === '') continue;
  const counting = await host.loadBytes(countingPath, asked, () => {});
  let arrived = 0;
  // A module that the process knows already goes on counting where it was.
  let base = 0;
  for (let n = 1; n <= COUNTED; n++) {
    const bytes = randomBytes(n, n * 13);
    const answer = await counting.call(bytes);
    const numbered = (count) => countedAnswer(asked.answer(bytes), count) >>> 0;
    if (n === 1 && answer === numbered(COUNTED + 1)) base = COUNTED;
    if (answer === numbered(isFresh === 'true' ? 1 : base + n)) arrived++;
  }
  seen.counted.push(arrived);
  await counting.close();
}
// A plugin that was asked nothing closes too.
await (await host.loadBytes(artifactPath, touch, () => {})).close();
try {
  await host.loadBytes('/nowhere/plugin', touch, () => {});
} catch (error) {
  seen.refusal = error.message;
}
await host.close();
console.log(JSON.stringify(seen));
process.exit(0);
