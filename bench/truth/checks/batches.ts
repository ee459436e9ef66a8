/**
 * Steady samples: a figure must not depend on how many iterations a sample has. Every row of every scenario that repeats is
 * sampled in four sizes, by one runner and in random turns, so that what belongs to the process is in all of them.
 */
import type { PluginFunction } from '../../contract/function.ts';
import { discoverFunctions } from '../../discover.ts';
import { artifactOf, type Loader, reaches } from '../../loader.ts';
import { gapOf, nameInIds } from '../../plan/cases.ts';
import { formatChange, formatValue } from '../../report/format.ts';
import { type CaseParameters, caseId } from '../../result/case.ts';
import type { Block } from '../../result/document.ts';
import { findRuntimes, HOST, type Runtime } from '../../sampling/runtimes.ts';
import type { Scenario } from '../../scenario.ts';
import { isFloor } from '../../statistics/evaluate.ts';
import { fitLine } from '../../statistics/ladder.ts';
import { medianInterval } from '../../statistics/median-interval.ts';
import { mean, median } from '../../statistics/quantiles.ts';
import { seededRandom, shuffled } from '../../statistics/random.ts';
import { pairedRatio, type Ratio } from '../../statistics/ratio.ts';
import { blockMedians } from '../../statistics/summarize.ts';
import type { Check, CheckContext } from '../check.ts';
import type { Finding, Judgement } from '../document.ts';
import { type LabRow, type LabRun, runLab } from '../lab.ts';
import { judgeTie, tieBound } from '../tie.ts';

const FACTORS: readonly number[] = [1, 2, 4, 8];
const LARGEST = 8;
const RUN = {
  full: { blocks: 5, samplesPerBlock: 12, warmUpMs: 150 },
  quick: { blocks: 2, samplesPerBlock: 2, warmUpMs: 60 },
};
/** A row that has not enough data is measured again, so many times at most. */
const ROUNDS = { full: 3, quick: 1 };
/** Rows that take turns: few, so that samples of two sizes are near in time; several, so that each comes from a pause. */
const ROWS_AT_ONCE = 4;
/** Difference between samples of the smallest and of the largest size. */
const LIMITS = { sync: 0.02, async: 0.03 };
/** Between the first and the last samples of a runner. */
const MOST_TREND = 0.1;
/** Lengths of payloads, in bytes: one that caches hold, and one that they do not. */
const LENGTHS = { full: ['4096', '1048576'], quick: ['4096'] };
/** The article's own benchmarks repeat too. */
const AS_PUBLISHED = ['dynamic-simple', 'wasmer', 'wasmtime'];

interface Row {
  readonly name: string;
  readonly callStyle: 'sync' | 'async';
}

type LabResult = LabRun['rows'][number];

interface Samples {
  readonly rows: Row[];
  readonly results: LabResult[];
}

const batches: Check<Samples> = {
  name: 'batches',
  suite: 'truth',
  order: 6,
  title: 'Steady samples',
  question: 'Would samples of another size have given other figures?',

  async measure(context) {
    const rows = await rowsOf(context);
    const settings = context.quick ? RUN.quick : RUN.full;
    const rounds = context.quick ? ROUNDS.quick : ROUNDS.full;
    let results: LabResult[] = [];
    let pending = rows;
    for (let round = 0; round < rounds && pending.length > 0; round++) {
      const seed = context.seed + 1000 * round;
      const groups = chunks(shuffled(pending, seededRandom(seed)), ROWS_AT_ONCE);
      for (const [index, group] of groups.entries()) {
        const names = group.map(({ name }) => name).join(', ');
        const again = round === 0 ? '' : ', again for want of data';
        context.say(`samples of ${FACTORS.length} sizes, ${index + 1} of ${groups.length}${again}: ${names}`);
        const run = await runLab(group, { ...settings, seed: seed + index }, context);
        results = joinResults(results, run.rows);
      }
      pending = rows.flatMap((row) =>
        judgeRow(row, results).holds === null ? [{ ...row, ...sizeOf(row, results) }] : [],
      );
    }
    return { rows: rows.map((row) => ({ name: row.name, callStyle: callStyleOf(row) })), results };
  },

  judge({ rows, results }): Judgement {
    const figures = rows.flatMap((row) => {
      const own = results.find(({ name }) => name === row.name);
      return own === undefined ? [] : [{ ...row, ...figuresOf(own) }];
    });
    return {
      findings: [
        ...figures.map(
          ({ name, callStyle, ratio }): Finding => ({
            claim: `${name} has one figure in samples of N and of ${LARGEST} N`,
            bound: tieBound(LIMITS[callStyle]),
            ...judgeTie(ratio, LIMITS[callStyle]),
          }),
        ),
        warmFinding(figures),
      ],
      tables: [
        {
          title: 'Nanoseconds per iteration, by the size of the sample',
          columns: [
            'row',
            'N',
            'lead-in',
            ...FACTORS.map((factor) => `at ${factor === 1 ? '' : `${factor} `}N`),
          ].concat([`${LARGEST} N / N`, 'slope over N', 'last / first', 'first call']),
          rows: figures.map(({ name, iterations, leadIn, medians, ratio, slope, trend, firstCall }) => [
            name,
            String(iterations),
            String(leadIn),
            ...medians.map(formatValue),
            ratio === null ? '' : formatChange(ratio.median),
            formatValue(slope),
            trend === null ? '' : formatChange(trend.median),
            formatValue(firstCall),
          ]),
          note: `One runner takes all sizes in random turns, ${Math.min(...results.map(({ blocks }) => blocks.length))} runners for each row, more where they do not suffice. Lead-in: untimed iterations before each sample, the same for all sizes. Slope: of the time of a whole sample over its iterations, least squares; what a sample costs besides is not in it. Last / first: the last third of a runner's samples of N against the first third. First call: one call after the pause between samples, ns.`,
        },
      ],
    };
  },
};

export default batches;

function callStyleOf({ loader, runtime }: LabRow): Row['callStyle'] {
  return runtime?.info.family === 'rust' ? 'sync' : loader.callStyle;
}

/** What the first blocks have found. */
function sizeOf(row: LabRow, results: readonly LabResult[]): Pick<LabRow, 'batch'> {
  const block = results.find(({ name }) => name === row.name)?.blocks[0];
  if (block === undefined) return {};
  const { iterationsPerSample, leadInIterations = 0 } = block;
  return { batch: { iterationsPerSample, leadInIterations } };
}

function judgeRow(row: LabRow, results: readonly LabResult[]): Pick<Finding, 'seen' | 'holds'> {
  const own = results.find(({ name }) => name === row.name);
  return judgeTie(own === undefined ? null : figuresOf(own).ratio, LIMITS[callStyleOf(row)]);
}

/** Further blocks of a row are numbered on. */
function joinResults(earlier: readonly LabResult[], later: readonly LabResult[]): LabResult[] {
  const taken = new Map(earlier.map((row) => [row.name, row]));
  for (const row of later) {
    const before = taken.get(row.name);
    taken.set(row.name, before === undefined ? row : joinResult(before, row));
  }
  return [...taken.values()];
}

function joinResult(before: LabResult, row: LabResult): LabResult {
  const join = (first: readonly Block[], second: readonly Block[]) => [
    ...first,
    ...second.map((block) => ({ ...block, block: block.block + first.length })),
  ];
  return {
    ...row,
    blocks: join(before.blocks, row.blocks),
    resized: row.resized.map(({ factor, blocks }) => ({
      factor,
      blocks: join(before.resized.find((other) => other.factor === factor)?.blocks ?? [], blocks),
    })),
  };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function figuresOf({ blocks, resized }: LabResult) {
  const sizes = FACTORS.map((factor) => ({
    factor,
    blocks: factor === 1 ? blocks : (resized.find((other) => other.factor === factor)?.blocks ?? []),
  })).filter(({ blocks: taken }) => taken.length > 0);
  const medians = sizes.map(({ blocks: taken }) => median(blockMedians(taken)));
  const iterations = blocks[0]?.iterationsPerSample ?? 1;
  const points = sizes.map(({ factor }, index) => ({
    x: factor * iterations,
    y: factor * iterations * (medians[index] as number),
  }));
  const largest = sizes.find(({ factor }) => factor === LARGEST);
  return {
    iterations,
    leadIn: blocks[0]?.leadInIterations ?? 0,
    medians,
    ratio: largest === undefined ? null : pairedRatio({ blocks: largest.blocks }, { blocks }),
    trend: trendOf(blocks),
    slope: points.length < 2 ? mean(medians) : fitLine(points).slope,
    firstCall: median(blocks.flatMap(({ firstCallsNs = [] }) => firstCallsNs)),
  };
}

/** Of the last third of a runner's samples to the first third. */
function trendOf(blocks: readonly Block[]): Ratio | null {
  const ratios = blocks.flatMap(({ sampleValues }) => {
    const third = Math.floor(sampleValues.length / 3);
    return third === 0 ? [] : [median(sampleValues.slice(-third)) / median(sampleValues.slice(0, third))];
  });
  return ratios.length === 0 ? null : { median: median(ratios), ...medianInterval(ratios) };
}

/** What is not compiled, or otherwise not warm, when it is first sampled becomes faster from sample to sample. */
function warmFinding(figures: readonly { readonly name: string; readonly trend: Ratio | null }[]): Finding {
  const drifting = figures.flatMap(({ name, trend }) =>
    trend !== null && (trend.high < 1 - MOST_TREND || trend.low > 1 + MOST_TREND)
      ? [`${name} ${formatChange(trend.median)}`]
      : [],
  );
  return {
    claim: 'Every row is warm when its first sample is taken',
    bound: `no row whose last samples differ from its first ones by more than ${MOST_TREND * 100} %, interval and all`,
    seen: drifting.length === 0 ? 'none' : drifting.join(', '),
    holds: figures.length === 0 ? null : drifting.length === 0,
  };
}

/** Every row of a scenario that repeats, in this runtime and in the Rust host. */
async function rowsOf({ loaders, scenarios, artifacts, quick }: CheckContext): Promise<LabRow[]> {
  const lengths = quick ? LENGTHS.quick : LENGTHS.full;
  const rust = (await findRuntimes()).filter(({ info }) => info.family === 'rust');
  const repeating = scenarios.filter(({ iterationsPerSample }) => iterationsPerSample === 'calibrate');
  const functions = await discoverFunctions();
  const rows = [HOST, ...rust].flatMap((runtime) =>
    repeating.flatMap((scenario) => {
      const asked = functions.find(({ name }) => name === scenario.function) as PluginFunction;
      const own = loaders.filter((loader) => canRun(loader, scenario, asked, runtime, artifacts));
      const parameters = scenario.parameters === undefined ? [{}] : lengths.map((bytes) => ({ bytes }));
      return parameters.flatMap((values) =>
        own.map(
          (loader): LabRow => ({
            name: nameOf(scenario, loader.mechanism, runtime, values),
            ...{ loader, scenario, asked, parameters: values, runtime },
            sizeFactors: FACTORS,
          }),
        ),
      );
    }),
  );
  return quick ? rows.filter(({ loader }) => loader.group === 'core') : rows;
}

function canRun(
  loader: Loader,
  scenario: Scenario,
  asked: PluginFunction,
  runtime: Runtime,
  artifacts: CheckContext['artifacts'],
): boolean {
  if (gapOf(loader, artifacts, runtime.info, artifactOf(loader, asked)) !== null) return false;
  if (runtime.info.family === 'rust' && scenario.native === undefined) return false;
  if (scenario.parameters !== undefined) return isFloor(loader) || reaches(loader, asked);
  return scenario.isExtra !== true || AS_PUBLISHED.includes(loader.mechanism);
}

function nameOf({ name }: Scenario, mechanism: string, runtime: Runtime, parameters: CaseParameters): string {
  return caseId({ scenario: name, mechanism, runtime: nameInIds(runtime), parameters });
}
