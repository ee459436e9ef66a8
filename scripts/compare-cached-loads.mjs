// What a repeated load of the same path or bytes costs, beside our real loads, alternating in one process:
// `node scripts/compare-cached-loads.mjs`. The first plugin stays open, as it would in a naive benchmark.
import { readFileSync, rmSync } from 'node:fs';
import { makeCopiesFolder, makeFreshCopy } from '../dist/artifacts.js';
import { importLoader } from '../dist/discover.js';
import { systemClock } from '../dist/sampling/clock.js';
import { takeSample } from '../dist/sampling/sample.js';
import { median } from '../dist/statistics/quantiles.js';
import { ensureArtifacts } from '../dist/toolchain.js';

const SAMPLES = 200;
const artifacts = ensureArtifacts(console.error);
const copies = makeCopiesFolder();

/** Median microseconds of load and first call, without the first loads of the process. */
async function measure(mechanism, load, repeated) {
  const loader = await importLoader(mechanism);
  const host = await loader.openHost();
  const path = artifacts.get(loader.artifact).path;
  host.load(path, () => {}).min(1, 2);
  const [again, real] = [[], []];
  for (let i = 0; i < SAMPLES; i++) {
    const copy = await makeFreshCopy(loader.artifact, path, copies);
    for (const [loadOne, durations] of [
      [() => repeated(host, path), again],
      [() => load(host, copy.path), real],
    ]) {
      let plugin;
      const routine = {
        run() {
          plugin = loadOne();
          return plugin.min(1, 2);
        },
        afterSample: async () => plugin.close(),
      };
      durations.push((await takeSample(routine, 1, systemClock)).durationNs / 1000);
    }
    await copy.remove();
  }
  return [median(again.slice(20)), median(real.slice(20))];
}

const load = (host, path) => host.load(path, () => {});
const bytes = readFileSync(artifacts.get('wasm-module').path);
const sameBytes = () => {
  const { with_extern } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  return { min: with_extern, close() {} };
};

console.log('load + first call, median         repeated          real    ratio');
for (const [title, mechanism, repeated] of [
  ['koffi, same path', 'koffi', load],
  ['wasm, same file read again', 'wasm', load],
  ['wasm, same bytes in memory', 'wasm', sameBytes],
]) {
  const [again, real] = await measure(mechanism, load, repeated);
  const cells = [
    `${again.toFixed(1)} µs`.padStart(13),
    `${real.toFixed(1)} µs`.padStart(13),
    (real / again).toFixed(2).padStart(8),
  ];
  console.log(`${title.padEnd(28)} ${cells.join(' ')}`);
}
rmSync(copies, { recursive: true });
process.exit(0);
