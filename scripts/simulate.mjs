// Writes bench/STATISTICS.md: what the intervals cover and how often the gate is right, by seeded simulation.
// `node scripts/simulate.mjs` writes it, `--check` fails when it would change. No clock is read: the same bytes everywhere.
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { decide } from '../dist/gate/decide.js';
import { interimLook, lastLook, MOST_BLOCKS } from '../dist/gate/looks.js';
import { DEFAULT_MARGIN, judge } from '../dist/gate/verdict.js';
import { coverage as levelOf, medianInterval } from '../dist/statistics/median-interval.js';
import { median } from '../dist/statistics/quantiles.js';
import { normal, seededRandom } from '../dist/statistics/random.js';
import { trimmedDifference } from '../dist/statistics/trimmed.js';

const COVERAGE_TRIALS = 20_000;
const COVERAGE_BLOCKS = [5, 6, 8, 12, 24];
const DEFAULT_BLOCKS = 12;
const GATE_TRIALS = 1000;
const ALARM_TRIALS = 10_000;
const GATE_BLOCKS = [5, 8, 12, 24, 40];
const EFFECTS = [0, 0.02, 0.03, 0.05, 0.1, 0.2];
const NOISES = [0.003, 0.01, 0.03, 0.1];
/** Share of processes that a busy machine slows from start to end, and by how much, at worst. */
const SLOW = { share: 0.08, by: 0.5 };
/** Rows of a default run, besides its floors. */
const ROWS = 30;
const COMPARED_TRIALS = 100;
const COMPARED_ALARM_TRIALS = 1000;
const COMPARED_NOISES = [0.005, 0.02, 0.05];
const COMPARED_EFFECTS = [0, 0.03, 0.05, 0.1, 0.2];

/** Name -> block number `i` of `n`, and the true median of such blocks (null: found by simulation). */
const SHAPES = {
  normal: [(random) => normal(random), 0],
  'log-normal': [(random) => Math.exp(normal(random)), 1],
  'bimodal (two clocks, 60 : 40)': [(random) => (random() < 0.6 ? 0 : 8) + normal(random), 0.9674215661017014],
  'Pareto-spiked (1 in 10)': [(random) => normal(random) + (random() < 0.1 ? 3 * (1 - random()) ** -0.5 : 0), null],
  'drifting (1 deviation over the run)': [(random, i, n) => normal(random) + i / (n - 1) - 0.5, 0],
  'correlated samples (intra-class 0)': [(random) => medianOfSamples(random, 0), 0],
  'correlated samples (intra-class 0.37)': [(random) => medianOfSamples(random, 0.37), 0],
  'correlated samples (intra-class 0.7)': [(random) => medianOfSamples(random, 0.7), 0],
};

/** A block of 20 samples that share a part of their variance, by its median. */
function medianOfSamples(random, intraClass) {
  const shared = Math.sqrt(intraClass) * normal(random);
  return median(Array.from({ length: 20 }, () => shared + Math.sqrt(1 - intraClass) * normal(random)));
}

const draw = (shape, random, blocks) => Array.from({ length: blocks }, (_, i) => shape(random, i, blocks));

/** Share of runs whose interval of the median encloses the true one. */
function medianCoverage([shape, truth], blocks, seed) {
  const random = seededRandom(seed);
  const centre = truth ?? median(Array.from({ length: 1_000_001 }, () => shape(random, 0, blocks)));
  let hits = 0;
  for (let trial = 0; trial < COVERAGE_TRIALS; trial++) {
    const { low, high } = medianInterval(draw(shape, random, blocks));
    if (low <= centre && centre <= high) hits++;
  }
  return hits / COVERAGE_TRIALS;
}

/** Share of pairs of runs without a change whose interval of the change encloses none. */
function changeCoverage([shape], blocks, seed) {
  const random = seededRandom(seed);
  let hits = 0;
  for (let trial = 0; trial < COVERAGE_TRIALS; trial++) {
    const { low, high } = trimmedDifference(draw(shape, random, blocks), draw(shape, random, blocks), 0.025);
    if (low <= 0 && 0 <= high) hits++;
  }
  return hits / COVERAGE_TRIALS;
}

/** A run of a whole suite, by the fastest samples of its blocks; the first row is slower by `effect`. */
function suite(random, blocks, noise, effect) {
  const cases = Array.from({ length: ROWS + 1 }, (_, row) => {
    const mechanism = row === ROWS ? 'null' : `row-${row}`;
    const factor = row === 0 ? 1 + effect : 1;
    const taken = Array.from({ length: blocks }, (_, block) => {
      const slow = random() < SLOW.share ? 1 + SLOW.by * random() : 1;
      const ns = 100 * factor * slow * Math.exp(noise * normal(random));
      return { block, iterationsPerSample: 1, sampleValues: [ns] };
    });
    return { id: `call/${mechanism}`, scenario: 'call', mechanism, status: 'measured', blocks: taken };
  });
  const environment = { flags: [], memoryBytes: 0, runtimes: [] };
  const settings = { quick: false, samplesPerBlock: {} };
  return {
    tool: { version: 'any' },
    settings,
    pair: null,
    environment,
    selfCheck: { control: { status: 'skipped' } },
    cases,
  };
}

function verdicts(blocks, noise, effect, seed, trials) {
  const random = seededRandom(seed);
  const counts = { regressed: 0, passed: 0, wrong: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const { comparisons } = judge(suite(random, blocks, noise, 0), suite(random, blocks, noise, effect));
    const slowed = comparisons[0].change;
    if (slowed === 'regressed') counts.regressed++;
    if (slowed === 'same' || slowed === 'improved') counts.passed++;
    if (comparisons.some(({ change }, row) => change === 'regressed' && (row > 0 || effect === 0))) counts.wrong++;
  }
  return counts;
}

/** All looks of a comparison that takes as many blocks as there may be. */
function plannedLooks() {
  const looks = Array.from({ length: MOST_BLOCKS }, (_, done) => interimLook(done + 1)).filter((look) => look !== null);
  return [...looks, lastLook(MOST_BLOCKS, looks)];
}

/** Rows of two builds side by side: ratios that differ from block to block by `noise`, one in twelve by more; the first row is slower. */
function pairs(random, noise, effect) {
  return Array.from({ length: ROWS }, (_, row) => {
    const blocks = Array.from({ length: MOST_BLOCKS }, (_, block) => {
      const slow = random() < SLOW.share ? 1 + SLOW.by * random() : 1;
      const ratio =
        (row === 0 ? 1 + effect : 1) * (random() < 0.5 ? slow : 1 / slow) * Math.exp(noise * normal(random));
      return { block, iterationsPerSample: 1, sampleValues: [100 * ratio] };
    });
    const before = blocks.map(({ block }) => ({ block, iterationsPerSample: 1, sampleValues: [100] }));
    return { id: String(row), before, now: blocks, margin: DEFAULT_MARGIN };
  });
}

const PAIRED = { isPaired: true, machine: null, family: ROWS };

/** What becomes of the first row, and after how many blocks. */
function compared(noise, effect, seed, trials) {
  const random = seededRandom(seed);
  const looks = plannedLooks();
  const counts = { regressed: 0, passed: 0, blocks: [] };
  for (let trial = 0; trial < trials; trial++) {
    const rows = pairs(random, noise, effect);
    const known = looks.findIndex((_, last) => {
      const { change } = decide(rows, { ...PAIRED, looks: looks.slice(0, last + 1) }).get('0');
      if (change === 'regressed') counts.regressed++;
      if (change === 'same' || change === 'improved') counts.passed++;
      return change !== 'inconclusive';
    });
    counts.blocks.push(looks.at(known).blocks);
  }
  return counts;
}

/** Share of comparisons of equals that accuse or praise a row. @param margin next to nothing, so that only the level protects */
function comparedAlarms(noise, isSpent, seed, trials) {
  const random = seededRandom(seed);
  const looks = plannedLooks().map((look) => (isSpent ? look : { ...look, share: 1 }));
  let wrong = 0;
  for (let trial = 0; trial < trials; trial++) {
    const rows = pairs(random, noise, 0).map((row) => ({ ...row, margin: 1e-9 }));
    const decisions = decide(rows, { ...PAIRED, looks });
    if ([...decisions.values()].some(({ change }) => change === 'regressed' || change === 'improved')) wrong++;
  }
  return wrong / trials;
}

// Verdicts take most of the time, and each has a seed of its own: all processors work on them.
const JOBS = { verdicts, compared, comparedAlarms };
if (!isMainThread) {
  parentPort.on('message', ([kind, ...args]) => parentPort.postMessage(JOBS[kind](...args)));
  await once(parentPort, 'close');
}

/** One entry for each job: its kind and arguments -> what it counts. */
async function inParallel(jobs) {
  const counts = new Map();
  const queue = jobs.values();
  const work = async () => {
    const worker = new Worker(new URL(import.meta.url));
    for (const job of queue) {
      worker.postMessage(job);
      const [answer] = await once(worker, 'message');
      counts.set(job.join(' '), answer);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return counts;
}

const gateJob = (noise, index, effect, e, blocks) => [
  'verdicts',
  blocks,
  noise,
  effect,
  1e6 * (index + 1) + 1000 * e + blocks,
  GATE_TRIALS,
];
const alarmJob = (noise, index) => ['verdicts', DEFAULT_BLOCKS, noise, 0, 9e6 + index, ALARM_TRIALS];
const comparedJob = (noise, index, effect, e) => ['compared', noise, effect, 2e7 + 100 * index + e, COMPARED_TRIALS];
const comparedAlarmJob = (noise, index, isSpent) => [
  'comparedAlarms',
  noise,
  isSpent,
  3e7 + index,
  COMPARED_ALARM_TRIALS,
];
const counted = await inParallel([
  ...COMPARED_NOISES.flatMap((noise, index) => [
    ...[true, false].map((isSpent) => comparedAlarmJob(noise, index, isSpent)),
    ...COMPARED_EFFECTS.map((effect, e) => comparedJob(noise, index, effect, e)),
  ]),
  ...NOISES.map(alarmJob),
  // The longest first, so that no processor is left with one at the end.
  ...GATE_BLOCKS.toReversed().flatMap((blocks) =>
    NOISES.flatMap((noise, index) => EFFECTS.map((effect, e) => gateJob(noise, index, effect, e, blocks))),
  ),
]);

const percent = (share) => `${(share * 100).toFixed(1)} %`;
const row = (cells) => `| ${cells.join(' | ')} |`;
const head = (cells) => [row(cells), row(cells.map((_, i) => (i === 0 ? '---' : '---:')))];
const table = (columns, lines) => [...head(columns), ...lines.map(row)].join('\n');

function coverageTable() {
  const printed = COVERAGE_BLOCKS.map((blocks) => percent(medianInterval(Array(blocks).fill(0)).level));
  const lines = Object.entries(SHAPES).map(([name, shape], index) => [
    name,
    ...COVERAGE_BLOCKS.map((blocks) => percent(medianCoverage(shape, blocks, 1000 * index + blocks))),
  ]);
  return table(
    ['noise between blocks', ...COVERAGE_BLOCKS.map((blocks) => `${blocks} blocks`)],
    [['**printed level**', ...printed.map((level) => `**${level}**`)], ...lines],
  );
}

function changeTable() {
  const blocks = COVERAGE_BLOCKS.filter((count) => count >= 8);
  const lines = Object.entries(SHAPES).map(([name, shape], index) => [
    name,
    ...blocks.map((count) => percent(changeCoverage(shape, count, 5e5 + 1000 * index + count))),
  ]);
  return table(['noise between blocks', ...blocks.map((count) => `${count} blocks`)], lines);
}

function gateTable(noise, index) {
  const lines = EFFECTS.map((effect, e) => [
    `+${effect * 100} %`,
    ...GATE_BLOCKS.map((blocks) => {
      const { regressed, passed, wrong } = counted.get(gateJob(noise, index, effect, e, blocks).join(' '));
      const alarms = wrong === 0 ? '' : ` (${percent(wrong / GATE_TRIALS)} false)`;
      return `${percent(regressed / GATE_TRIALS)} / ${percent(passed / GATE_TRIALS)}${alarms}`;
    }),
  ]);
  return table(['true change', ...GATE_BLOCKS.map((blocks) => `${blocks} blocks`)], lines);
}

function alarmTable() {
  const lines = NOISES.map((noise, index) => [
    percent(noise),
    percent(counted.get(alarmJob(noise, index).join(' ')).wrong / ALARM_TRIALS),
  ]);
  return table(['noise of fastest samples', 'runs that accuse anybody'], lines);
}

function comparedTable() {
  const lines = COMPARED_EFFECTS.map((effect, e) => [
    `+${effect * 100} %`,
    ...COMPARED_NOISES.map((noise, index) => {
      const { regressed, passed, blocks } = counted.get(comparedJob(noise, index, effect, e).join(' '));
      return `${percent(regressed / COMPARED_TRIALS)} / ${percent(passed / COMPARED_TRIALS)} in ${median(blocks)}`;
    }),
  ]);
  return table(['true change', ...COMPARED_NOISES.map((noise) => `ratios that differ by ${percent(noise)}`)], lines);
}

function comparedAlarmTable() {
  const lines = COMPARED_NOISES.map((noise, index) => [
    percent(noise),
    ...[true, false].map((isSpent) => percent(counted.get(comparedAlarmJob(noise, index, isSpent).join(' ')))),
  ]);
  return table(['noise of ratios', 'looks share the error', 'each look takes all of it'], lines);
}

const text = `# What the statistics can do

Written by \`node scripts/simulate.mjs\`, seeded, without a clock; CI checks that it would be written the same again. What a machine
really does, \`plugin-bench doctor --full\` measures.

## Coverage of the interval of a median

How often the interval encloses the true median, in ${COVERAGE_TRIALS.toLocaleString('en')} runs each. It is made of order statistics, whose level is exact for
any noise and comes in steps; the step nearest to 95 % is taken and printed (with ${DEFAULT_BLOCKS} blocks, ${percent(levelOf(DEFAULT_BLOCKS, 3))}). Correlated samples are
those of one process, 20 to a block: only the median of the block counts, so the correlation does no harm. A drift within a run makes
the interval wider than it needs to be, so it errs to the safe side. The interval of a ratio in the tables is the same one, of the ratios of blocks.

${coverageTable()}

## Coverage of the interval of a change

The gate compares trimmed means of two runs; how often its 95 % interval encloses no change when there is none, ${COVERAGE_TRIALS.toLocaleString('en')} pairs each.

${changeTable()}

## False alarms

Two runs of ${DEFAULT_BLOCKS} blocks of a suite of ${ROWS} rows, none of which changed, ${ALARM_TRIALS.toLocaleString('en')} pairs each. One process in ${Math.round(1 / SLOW.share)} is slow from start to end, by up to
${SLOW.by * 100} %, as a busy machine makes them.

${alarmTable()}

## Verdicts

One row of that suite is slower by the true change, margin ${DEFAULT_MARGIN * 100} %. First figure: called regressed; second: cleared; the rest is inconclusive.
"False" is the share of runs in which some *other* row (or, at +0 %, any) was accused, over ${GATE_TRIALS.toLocaleString('en')} runs; nothing is written where there
was none. The noise is that of the fastest samples of processes, which \`doctor --full\` reports.

${NOISES.map((noise, index) => `Fastest samples that differ by ${percent(noise)} (one standard deviation):\n\n${gateTable(noise, index)}`).join('\n\n')}

A change of exactly the margin is neither: a gate that called +2 % regressed at a margin of 2 % would be wrong half of the time.

## Comparisons that are looked at

\`compare\` looks at its rows after ${plannedLooks()
  .slice(0, -1)
  .map(({ blocks }) => blocks)
  .join(
    ', ',
  )} and at most ${MOST_BLOCKS} blocks. Ratios of the two builds differ from block to block by the noise; one block in ${Math.round(1 / SLOW.share)} has one
build slowed by up to ${SLOW.by * 100} %. One row of ${ROWS} is slower by the true change. First figure: called regressed; second: cleared; then the median of the
blocks until it was decided (${MOST_BLOCKS}: never, or at the end), ${COMPARED_TRIALS} comparisons each.

${comparedTable()}

How many comparisons of equals accuse or praise any of ${ROWS} rows, with a margin of next to nothing, ${COMPARED_ALARM_TRIALS.toLocaleString('en')} each. Without shares, looking often raises it:

${comparedAlarmTable()}
`;

const target = new URL('../bench/STATISTICS.md', import.meta.url);
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('bench/STATISTICS.md is not what the statistics do now; run "node scripts/simulate.mjs".');
  process.exitCode = 1;
}
