// Child of loaders.test.ts: opens one loader twice, checks its plugin against the contract, tries a missing file, and
// prints what it saw. A process for each loader, as in a run: host libraries do not have to get along with each other.
import { checkContract, MIN_CONTRACT, makeInputs } from '../../dist/contract.js';
import { importLoader } from '../../dist/discover.js';

const [, , mechanism, artifactPath] = process.argv;
const ASYNC_PAIRS = 20;
const loader = await importLoader(mechanism);
const rounds = [];
for (let round = 0; round < 2; round++) {
  const phases = [];
  const host = await loader.openHost();
  const plugin = await host.load(artifactPath, (phase) => phases.push(phase));
  let pairs = 0;
  const enough = () => plugin.callStyle === 'async' && pairs++ >= ASYNC_PAIRS;
  const checked = await checkContract(plugin.min, loader.contract ?? MIN_CONTRACT, makeInputs(3), enough);
  rounds.push({ callStyle: plugin.callStyle, phases, checked });
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
process.stdout.write(JSON.stringify({ rounds, refusal }), () => process.exit(0));
