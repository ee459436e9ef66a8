// Child of loaders.test.ts: opens one loader twice, checks its plugin against the contract and its second function against
// the ladder's, tries a missing file, closes a plugin it has asked nothing, counts that every call of the timed loop
// arrives, and prints what it saw. A process for each loader, as in a run: host libraries do not have to get along with
// each other.
import { checkContract, MIN_CONTRACT, makeInputs, SPIN_CONTRACT } from '../../dist/contract.js';
import { importLoader } from '../../dist/discover.js';
import { countCrossings } from '../../dist/truth/crossing.js';

const [, , mechanism, artifactPath, countingPath] = process.argv;
const ASYNC_PAIRS = 20;
const UNASKED_TIMES = 3;
const loader = await importLoader(mechanism);
const rounds = [];
for (let round = 0; round < 2; round++) {
  const phases = [];
  const host = await loader.openHost();
  const plugin = await host.load(artifactPath, (phase) => phases.push(phase));
  let pairs = 0;
  const enough = () => plugin.callStyle === 'async' && pairs++ >= ASYNC_PAIRS;
  const checked = await checkContract(plugin.min, loader.contract ?? MIN_CONTRACT, makeInputs(3), enough);
  const spin = plugin.callStyle === 'sync' ? plugin.bind?.('spin') : undefined;
  const spins = spin && [0, 1, 2, 100].map((k) => [spin(-12345, k), SPIN_CONTRACT.answer(-12345, k)]);
  rounds.push({ callStyle: plugin.callStyle, phases, checked, spins });
  await plugin.close();
  await host.close();
}
let refusal = null;
if (loader.artifact !== null) {
  const host = await loader.openHost();
  try {
    await host.load('/nowhere/plugin', () => {});
  } catch (error) {
    refusal = error.message;
  }
  await host.close();
}
// A plugin that was asked nothing closes too: what it started may not yet be where its first call would find it.
for (let time = 0; time < UNASKED_TIMES; time++) {
  const host = await loader.openHost();
  const plugin = await host.load(artifactPath, () => {});
  await plugin.close();
  await host.close();
}
const crossings = countingPath === undefined ? null : await countCrossings(loader, { countingPath });
process.stdout.write(JSON.stringify({ rounds, refusal, crossings }), () => process.exit(0));
