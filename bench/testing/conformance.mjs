// Child of loaders.test.ts: opens one loader twice, checks its plugin against the contract and its second function against
// the ladder's, tries a missing file, closes a plugin it has asked nothing, counts that every call of the timed loop
// arrives, and prints what it saw. A process for each loader, as in a run: host libraries do not have to get along with
// each other.
import { checkAnswers } from '../../dist/contract/answers.js';
import spin from '../../dist/contract/functions/spin.js';
import { makeInputs } from '../../dist/contract/signatures/i32-i32-to-i32.js';
import { importLoader } from '../../dist/discover.js';
import { reaches } from '../../dist/loader.js';
import { functionOf } from '../../dist/sampling/prepare.js';
import { countCrossings } from '../../dist/truth/crossing.js';

const [, , mechanism, artifactPath, countingPath] = process.argv;
const ASYNC_PAIRS = 20;
const UNASKED_TIMES = 3;
const loader = await importLoader(mechanism);
const asked = functionOf(loader);
const rounds = [];
for (let round = 0; round < 2; round++) {
  const phases = [];
  const host = await loader.openHost();
  const plugin = await host.load(artifactPath, asked, (phase) => phases.push(phase));
  let pairs = 0;
  const enough = () => plugin.callStyle === 'async' && pairs++ >= ASYNC_PAIRS;
  const checked = await checkAnswers(plugin.call, asked, makeInputs(3), enough);
  await plugin.close();
  const spins = loader.artifact !== null && reaches(loader, spin) ? await askSpin(host) : [];
  rounds.push({ callStyle: plugin.callStyle, phases, checked, spins });
  await host.close();
}
let refusal = null;
if (loader.artifact !== null) {
  const host = await loader.openHost();
  try {
    await host.load('/nowhere/plugin', asked, () => {});
  } catch (error) {
    refusal = error.message;
  }
  await host.close();
}
// A plugin that was asked nothing closes too: what it started may not yet be where its first call would find it.
for (let time = 0; time < UNASKED_TIMES; time++) {
  const host = await loader.openHost();
  const plugin = await host.load(artifactPath, asked, () => {});
  await plugin.close();
  await host.close();
}
const crossings = countingPath === undefined ? null : await countCrossings(loader, { countingPath });
process.stdout.write(JSON.stringify({ rounds, refusal, crossings }), () => process.exit(0));

async function askSpin(host) {
  const plugin = await host.load(artifactPath, spin, () => {});
  const answers = [];
  for (const [x, k] of spin.vectors) answers.push([await plugin.call(x, k), spin.answer(x, k)]);
  await plugin.close();
  return answers;
}
