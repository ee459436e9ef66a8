// What a repeated load of the same path or bytes costs, beside our real loads, alternating in one process:
// `node scripts/compare-cached-loads.mjs`. The first plugin stays open, as it would in a naive benchmark.
import { artifactPath, makeFreshCopy } from '../dist/artifacts.js';
import { importLoader } from '../dist/discover.js';
import { systemClock } from '../dist/sampling/clock.js';
import { takeSample } from '../dist/sampling/sample.js';
import { median } from '../dist/statistics/quantiles.js';

const SAMPLES = 200;
console.log('median of load + first call   repeated load     real load    ratio');
for (const mechanism of ['koffi', 'wasm']) {
  const loader = await importLoader(mechanism);
  const host = await loader.openHost();
  const path = artifactPath(loader.artifact);
  await host.load(path, () => {}).min(1, 2);
  const [cached, real] = [[], []];
  for (let i = 0; i < SAMPLES; i++) {
    const copy = await makeFreshCopy(loader.artifact, path);
    for (const [from, durations] of [
      [path, cached],
      [copy.path, real],
    ]) {
      let plugin;
      const routine = {
        run(_iterations, markPhase) {
          plugin = host.load(from, markPhase);
          return plugin.min(1, 2);
        },
        async afterSample() {
          await plugin.close();
        },
      };
      durations.push((await takeSample(routine, 1, systemClock)).durationNs / 1000);
    }
    await copy.remove();
  }
  const [again, fresh] = [median(cached.slice(10)), median(real.slice(10))];
  console.log(
    `${mechanism.padEnd(28)} ${again.toFixed(1).padStart(11)} µs ${fresh.toFixed(1).padStart(11)} µs ${(fresh / again).toFixed(2).padStart(8)}`,
  );
}
process.exit(0);
