// Child of compare-mitata.mjs: one mechanism, the chained call of the `call` scenario, timed by mitata in its own process.
import { measure } from 'mitata';
import { artifactPath } from '../dist/artifacts.js';
import { makeInputs } from '../dist/contract.js';
import { importLoader } from '../dist/discover.js';

const loader = await importLoader(process.argv[2]);
const host = await loader.openHost();
const { min } = await host.load(loader.artifact === null ? '' : artifactPath(loader.artifact), () => {});
const { a, b } = makeInputs(1);
let result = 0;
let i = 0;
const stats = await measure(() => {
  result = min(result ^ a[i & 4095], b[i & 4095]);
  i++;
  return result;
});
console.log(JSON.stringify({ avg: stats.avg, p50: stats.p50, result }));
process.exit(0);
