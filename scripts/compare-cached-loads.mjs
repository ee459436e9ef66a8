// What a naive loop around a load shows, beside loads that are real: `node scripts/compare-cached-loads.mjs`.
// Both loops run in one process and in the same rhythm, one load after the other; only what is loaded differs. The first
// plugin stays open, as it would in a naive benchmark.
import { readFileSync, rmSync } from 'node:fs';
import { makeCopiesFolder, makeFreshCopy } from '../dist/artifacts.js';
import { importLoader } from '../dist/discover.js';
import { systemClock } from '../dist/sampling/clock.js';
import { takeSample } from '../dist/sampling/sample.js';
import { median } from '../dist/statistics/quantiles.js';
import { ensureArtifacts } from '../dist/toolchain.js';

const LOADS = 200;
const DISCARDED = 20;
const artifacts = ensureArtifacts(console.error);
const copies = makeCopiesFolder();

/** Median microseconds of a load and its first call, over a row of loads. */
async function loop(loads) {
  const durations = [];
  for (const load of loads) {
    let plugin;
    const routine = {
      run() {
        plugin = load();
        return plugin.min(1, 2);
      },
      afterSample: async () => plugin.close(),
    };
    durations.push((await takeSample(routine, 1, systemClock)).durationNs / 1000);
  }
  return median(durations.slice(DISCARDED));
}

async function compare(title, mechanism, repeated) {
  const loader = await importLoader(mechanism);
  const host = await loader.openHost();
  const { path } = artifacts.get(loader.artifact);
  host.load(path, () => {}).min(1, 2);
  const fresh = [];
  for (let i = 0; i < LOADS; i++) fresh.push((await makeFreshCopy(loader.artifact, path, copies)).path);
  const naive = await loop(Array(LOADS).fill(() => repeated(host, path)));
  const real = await loop(fresh.map((copy) => () => host.load(copy, () => {})));
  const cells = [naive, real].map((us) => `${us.toFixed(1)} µs`.padStart(13));
  console.log(`${title.padEnd(28)} ${cells.join(' ')} ${(real / naive).toFixed(2).padStart(8)}`);
}

const bytes = readFileSync(artifacts.get('wasm-module').path);
console.log('load + first call, median       naive loop    real loads    ratio');
await compare('koffi, same path', 'koffi', (host, path) => host.load(path, () => {}));
await compare('wasm, same bytes', 'wasm', () => {
  const { with_extern } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  return { min: with_extern, close() {} };
});
rmSync(copies, { recursive: true });
process.exit(0);
