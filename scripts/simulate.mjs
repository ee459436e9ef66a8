// Writes bench/STATISTICS.md: what the intervals cover and how often the gate is right, by seeded simulation.
// `node scripts/simulate.mjs` writes it, `--check` fails when it would change. No clock is read: the same bytes everywhere.
import { readFileSync, writeFileSync } from 'node:fs';
import { judge } from '../dist/gate/verdict.js';
import { evaluate } from '../dist/statistics/evaluate.js';
import { medianInterval } from '../dist/statistics/median-interval.js';
import { median } from '../dist/statistics/quantiles.js';
import { normal, seededRandom } from '../dist/statistics/random.js';

const COVERAGE_TRIALS = 20_000;
const COVERAGE_BLOCKS = [6, 8, 12, 24];
const GATE_TRIALS = 400;
const GATE_BLOCKS = [8, 12, 24, 40];
const EFFECTS = [0, 0.02, 0.03, 0.05, 0.1, 0.2];
const NOISES = [0.01, 0.03, 0.1];
const MECHANISMS = [
  'null',
  'static-import',
  'dynamic-import',
  'wasm',
  'koffi',
  'koffi-static',
  'wasmer-sdk',
  'wasmer-sdk-pipe',
];

/** Name -> block median number `i` of `n`, and the true median of such blocks. */
const SHAPES = {
  normal: [(random) => normal(random), 0],
  'log-normal': [(random) => Math.exp(normal(random)), 1],
  'bimodal (two clocks, 60 : 40)': [(random) => (random() < 0.6 ? 0 : 8) + normal(random), quantileOfMixture()],
  'Pareto-spiked (1 in 10)': [(random) => normal(random) + (random() < 0.1 ? 3 * (1 - random()) ** -0.5 : 0), null],
  'drifting (2 deviations over the run)': [(random, i, n) => normal(random) + 2 * (i / (n - 1) - 0.5), 0],
  'correlated samples (intra-class 0.37)': [(random) => medianOfSamples(random, 0.37), 0],
  'correlated samples (intra-class 0.7)': [(random) => medianOfSamples(random, 0.7), 0],
};

/** A block of 20 samples that share a part of their variance, by its median. */
function medianOfSamples(random, intraClass) {
  const shared = Math.sqrt(intraClass) * normal(random);
  return median(Array.from({ length: 20 }, () => shared + Math.sqrt(1 - intraClass) * normal(random)));
}

/** Median of 60 % N(0, 1) and 40 % N(8, 1): where 0.6 Phi(x) = 0.5, the upper mode being out of reach. */
function quantileOfMixture() {
  return 0.9674215661017014;
}

function coverage(draw, truth, blocks, seed) {
  const random = seededRandom(seed);
  const centre = truth ?? median(Array.from({ length: 1_000_001 }, () => draw(random, 0, blocks)));
  let hits = 0;
  for (let trial = 0; trial < COVERAGE_TRIALS; trial++) {
    const { low, high } = medianInterval(Array.from({ length: blocks }, (_, i) => draw(random, i, blocks)));
    if (low <= centre && centre <= high) hits++;
  }
  return hits / COVERAGE_TRIALS;
}

/** A run of all mechanisms, whose blocks differ by `noise`; koffi is slower by `effect`. */
function suite(random, blocks, noise, effect) {
  const collected = MECHANISMS.map((mechanism) => ({
    identity: {
      id: `call/${mechanism}`,
      scenario: 'call',
      mechanism,
      title: mechanism,
      runtime: 'any',
      callStyle: 'sync',
    },
    outcome: 'sampled',
    blocks: Array.from({ length: blocks }, (_, block) => {
      const ns = 100 * (mechanism === 'koffi' ? 1 + effect : 1) * Math.exp(noise * normal(random));
      return { block, iterationsPerSample: 1, sampleDurationsNs: [ns] };
    }),
  }));
  const environment = { flags: [], memoryBytes: 0 };
  const cases = evaluate(collected, { plannedBlocks: blocks, timerResolutionNs: 0.001 });
  return { tool: { version: 'any' }, environment, cases };
}

function verdicts(blocks, noise, effect, seed) {
  const random = seededRandom(seed);
  const counts = { regressed: 0, passed: 0, wrong: 0 };
  for (let trial = 0; trial < GATE_TRIALS; trial++) {
    const { comparisons } = judge(suite(random, blocks, noise, 0), suite(random, blocks, noise, effect));
    const koffi = comparisons.find(({ id }) => id === 'call/koffi').change;
    if (koffi === 'regressed') counts.regressed++;
    if (koffi === 'same' || koffi === 'improved') counts.passed++;
    if (comparisons.some(({ id, change }) => change === 'regressed' && (id !== 'call/koffi' || effect === 0)))
      counts.wrong++;
  }
  return counts;
}

const percent = (share) => `${(share * 100).toFixed(1)} %`;
const row = (cells) => `| ${cells.join(' | ')} |`;
const head = (cells) => [row(cells), row(cells.map((_, i) => (i === 0 ? '---' : '---:')))];

function coverageTable() {
  const lines = Object.entries(SHAPES).map(([name, [draw, truth]], shape) =>
    row([name, ...COVERAGE_BLOCKS.map((blocks) => percent(coverage(draw, truth, blocks, 1000 * shape + blocks)))]),
  );
  return [...head(['noise between blocks', ...COVERAGE_BLOCKS.map((blocks) => `${blocks} blocks`)]), ...lines].join(
    '\n',
  );
}

function gateTable(noise, index) {
  const lines = EFFECTS.map((effect, e) =>
    row([
      `+${effect * 100} %`,
      ...GATE_BLOCKS.map((blocks) => {
        const { regressed, passed, wrong } = verdicts(blocks, noise, effect, 1e6 * (index + 1) + 1000 * e + blocks);
        const alarms = wrong === 0 ? '' : ` (${percent(wrong / GATE_TRIALS)} false)`;
        return `${percent(regressed / GATE_TRIALS)} / ${percent(passed / GATE_TRIALS)}${alarms}`;
      }),
    ]),
  );
  return [...head(['true change', ...GATE_BLOCKS.map((blocks) => `${blocks} blocks`)]), ...lines].join('\n');
}

const text = `# What the statistics can do

Written by \`node scripts/simulate.mjs\`, seeded, without a clock; CI checks that it would be written the same again.

## Coverage of the 95 % interval

How often the interval of a median encloses the true one, in ${COVERAGE_TRIALS.toLocaleString('en')} runs each. Correlated samples are those of one process, 20
to a block: only the median of the block counts, so the correlation does no harm.

${coverageTable()}

## Verdicts of the gate

One case of a suite of ${MECHANISMS.length} is slower by the true change, margin 5 %, two runs of as many blocks. First figure: called regressed;
second: cleared; the rest is inconclusive. "False" is the share of runs in which some *other* case (or, at +0 %, any) was accused, over
${GATE_TRIALS} runs; nothing is written where there was none.

${NOISES.map((noise, index) => `Blocks that differ by ${noise * 100} % (one standard deviation):\n\n${gateTable(noise, index)}`).join('\n\n')}

A change of exactly the margin is neither: a gate that called +5 % regressed at a margin of 5 % would be wrong half of the time. To find
changes of 5 %, set \`--margin 2\`. \`plugin-bench doctor\` says how much runners differ on a machine.
`;

const target = new URL('../bench/STATISTICS.md', import.meta.url);
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('bench/STATISTICS.md is not what the statistics do now; run "node scripts/simulate.mjs".');
  process.exitCode = 1;
}
