/**
 * Identical arms: three copies of a row must tie, a suite without a change must pass, and a slowdown must be found. Blocks
 * are recorded once; runs are drawn from them, because a thousand real runs would take two days.
 */
import { type Comparable, judge } from '../../gate/verdict.ts';
import { formatShare } from '../../report/format.ts';
import type { Block } from '../../result/document.ts';
import { FLOOR_MECHANISM } from '../../statistics/evaluate.ts';
import { median, robustDeviation } from '../../statistics/quantiles.ts';
import { type Random, seededRandom, shuffled } from '../../statistics/random.ts';
import { rankRows } from '../../statistics/ranks.ts';
import { blockRatios } from '../../statistics/ratio.ts';
import { findChangePoint } from '../../statistics/steadiness.ts';
import { blockFigures, blockMedians, blockMinima, summarize } from '../../statistics/summarize.ts';
import { type ArmRow, armsOf, blocksOfOne } from '../arms.ts';
import type { Check } from '../check.ts';
import type { Finding, Judgement, TruthTable } from '../document.ts';
import { availableLoaders, type LabRun, runLab } from '../lab.ts';

/** With the slowdown that is claimed to be found: slow and asynchronous rows differ more from process to process. */
const CLAIMED_SLOWDOWNS: Readonly<Record<string, number>> = {
  'static-import': 0.05,
  wasm: 0.05,
  koffi: 0.05,
  quickjs: 0.2,
  'worker-message': 0.2,
  'process-pipe': 0.2,
  'wasmer-sdk': 0.2,
};
const MECHANISMS = Object.keys(CLAIMED_SLOWDOWNS);
const CLONES = 3;
/** Twice as many blocks as a default run has, to draw from. */
const RUN = {
  full: { blocks: 24, samplesPerBlock: 40, warmUpMs: 150 },
  quick: { blocks: 3, samplesPerBlock: 3, warmUpMs: 60 },
};
const BLOCKS_PER_RUN = 12;
const DRAWN_RUNS = 500;
/** For each row, each slowdown and each way to compare. */
const DRAWN_FOR_POWER = 200;
/** Rows of a suite as large as the default one, all without a change. */
const SUITE_ROWS = 21;
const SLOWDOWNS: readonly number[] = [0.03, 0.05, 0.1, 0.2];

const clones: Check<LabRun> = {
  name: 'clones',
  suite: 'truth',
  order: 8,
  title: 'Identical arms',
  question: 'Does the suite see differences where there are none, and does it see those that are there?',

  async measure(context) {
    const loaders = availableLoaders([...MECHANISMS, FLOOR_MECHANISM], context);
    const rows = loaders.flatMap((loader) => {
      const copies = loader.mechanism === FLOOR_MECHANISM ? 1 : CLONES;
      return Array.from({ length: copies }, (_, copy) => ({
        name: `${loader.mechanism}#${copy + 1}`,
        loader,
        sizedWith: loader.mechanism,
      }));
    });
    const settings = context.quick ? RUN.quick : RUN.full;
    context.say(`${rows.length} rows in ${settings.blocks} blocks`);
    return runLab(rows, { ...settings, seed: context.seed }, context);
  },

  judge(run): Judgement {
    const mechanisms = [...new Set(run.rows.map(({ mechanism }) => mechanism))].filter(
      (name) => name !== FLOOR_MECHANISM,
    );
    const ties = mechanisms.map((mechanism) => ({ mechanism, ...tiesOf(run, mechanism) }));
    const verdicts = drawVerdicts(run, mechanisms);
    return {
      findings: [...ties.map(tieFinding), ...verdictFindings(verdicts)],
      tables: [noiseTable(run, mechanisms), powerTable(verdicts)],
    };
  },
};

export default clones;

function blocksOf(run: LabRun, mechanism: string): Block[][] {
  return run.rows.filter((row) => row.mechanism === mechanism).map(({ blocks }) => [...blocks]);
}

/** How often some pair of the copies is told apart, in runs of blocks drawn without replacement, same blocks for all. */
function tiesOf(run: LabRun, mechanism: string): { readonly told: number } {
  const random = seededRandom(1);
  const copies = blocksOf(run, mechanism);
  let told = 0;
  for (let drawn = 0; drawn < DRAWN_RUNS; drawn++) {
    const chosen = shuffled(copies[0]?.map(({ block }) => block) ?? [], random).slice(0, BLOCKS_PER_RUN);
    const rows = copies.map((blocks) => {
      const kept = blocks.filter(({ block }) => chosen.includes(block));
      return { blocks: kept, summary: summarize(kept) };
    });
    if (new Set(rankRows(rows)).size > 1) told++;
  }
  return { told };
}

function tieFinding({ mechanism, told }: { mechanism: string; told: number }): Finding {
  return {
    claim: `Three copies of ${mechanism} share a rank`,
    bound: `in 99 % of ${DRAWN_RUNS} runs of ${BLOCKS_PER_RUN} blocks`,
    seen: formatShare(1 - told / DRAWN_RUNS),
    holds: told <= 0.01 * DRAWN_RUNS,
  };
}

/** How often a slowdown of one row is called so, over DRAWN_FOR_POWER comparisons. */
interface Power {
  readonly mechanism: string;
  readonly mode: Mode;
  /** One for each of SLOWDOWNS. */
  readonly found: readonly number[];
}

interface Verdicts {
  readonly falseAlarms: Readonly<Record<Mode, number>>;
  readonly power: readonly Power[];
}

/** The two ways to compare builds: two runs, or both in one (`run --against`). */
const MODES = { apart: 'in two runs', paired: 'side by side in one run' } as const;
type Mode = keyof typeof MODES;
const MODE_NAMES = Object.keys(MODES) as Mode[];

function drawVerdicts(run: LabRun, mechanisms: readonly string[]): Verdicts {
  const random = seededRandom(2);
  const pools = new Map(mechanisms.map((mechanism) => [mechanism, poolOf(run, mechanism)]));
  const count = (mode: Mode, names: readonly string[], slowdown: number) => {
    let accusations = 0;
    const runs = slowdown === 0 ? DRAWN_RUNS : DRAWN_FOR_POWER;
    for (let drawn = 0; drawn < runs; drawn++) {
      const { comparisons } = judge(...drawArms(pools, names, { mode, random, slowdown }));
      const accused = slowdown === 0 ? comparisons : comparisons.slice(0, 1);
      if (accused.some(({ change }) => change === 'regressed')) accusations++;
    }
    return accusations / runs;
  };
  return {
    falseAlarms: { apart: count('apart', mechanisms, 0), paired: count('paired', mechanisms, 0) },
    power: MODE_NAMES.flatMap((mode) =>
      mechanisms.map((mechanism) => ({
        mechanism,
        mode,
        found: SLOWDOWNS.map((slowdown) => count(mode, [mechanism], slowdown)),
      })),
    ),
  };
}

/** What a comparison draws from, for one mechanism. */
interface Pool {
  /** Fastest sample of every recorded block, ns/iter. */
  readonly fastest: readonly number[];
  /** Ratio of two copies in one recorded block, by its rounds. */
  readonly ratios: readonly number[];
}

function poolOf(run: LabRun, mechanism: string): Pool {
  const copies = blocksOf(run, mechanism);
  const pairs = copies.flatMap((one) => copies.filter((other) => other !== one).map((other) => ({ one, other })));
  return {
    fastest: blockMinima(copies.flat()),
    ratios: pairs.flatMap(({ one, other }) => blockRatios({ blocks: one }, { blocks: other })),
  };
}

interface Drawing {
  readonly mode: Mode;
  readonly random: Random;
  /** Of the first row. */
  readonly slowdown: number;
}

/** Two arms of a suite; each block has one sample, which is what the gate makes of all of them. */
function drawArms(
  pools: ReadonlyMap<string, Pool>,
  mechanisms: readonly string[],
  { mode, random, slowdown }: Drawing,
): readonly [before: Comparable, now: Comparable] {
  const draw = (values: readonly number[], factor: number) =>
    blocksOfOne(
      Array.from({ length: BLOCKS_PER_RUN }, () => (values[Math.floor(random() * values.length)] as number) * factor),
    );
  const isPaired = mode === 'paired';
  const rows = Array.from({ length: SUITE_ROWS }, (_, index): ArmRow => {
    const { fastest, ratios } = pools.get(mechanisms[index % mechanisms.length] as string) as Pool;
    const factor = index === 0 ? 1 + slowdown : 1;
    return {
      id: `call/row-${index}`,
      mechanism: `row-${index}`,
      before: draw(isPaired ? [1] : fastest, 1),
      now: draw(isPaired ? ratios : fastest, factor),
    };
  });
  return armsOf(rows, isPaired);
}

function verdictFindings({ falseAlarms, power }: Verdicts): Finding[] {
  return [
    ...MODE_NAMES.map((mode) => ({
      claim: `A suite of ${SUITE_ROWS} rows without a change accuses nobody, ${MODES[mode]}`,
      bound: `in 99 % of ${DRAWN_RUNS} comparisons`,
      seen: formatShare(1 - falseAlarms[mode]),
      holds: falseAlarms[mode] <= 0.01,
    })),
    ...[...new Set(power.map(({ mechanism }) => mechanism))].map((mechanism) => {
      const slowdown = CLAIMED_SLOWDOWNS[mechanism] ?? 0;
      const found = MODE_NAMES.map((mode) => {
        const own = power.find((item) => item.mechanism === mechanism && item.mode === mode);
        return { mode, share: own?.found[SLOWDOWNS.indexOf(slowdown)] ?? 0 };
      });
      return {
        claim: `A ${mechanism} that becomes ${slowdown * 100} % slower is called so`,
        bound: `in 95 % of ${DRAWN_FOR_POWER} comparisons of ${BLOCKS_PER_RUN} blocks, at the noise of this machine`,
        seen: found.map(({ mode, share }) => `${formatShare(share)} ${MODES[mode]}`).join(', '),
        holds: found.some(({ share }) => share >= 0.95),
      };
    }),
  ];
}

function noiseTable(run: LabRun, mechanisms: readonly string[]): TruthTable {
  const spread = (values: readonly number[]) => formatShare(robustDeviation(values) / median(values));
  return {
    title: 'Noise of this machine, between processes',
    columns: [
      'mechanism',
      'runners',
      'of medians',
      'of fastest samples',
      'fastest sample over 5 % off',
      'changed speed within',
    ],
    rows: [...mechanisms, FLOOR_MECHANISM].map((mechanism) => {
      const blocks = blocksOf(run, mechanism).flat();
      const minima = blockMinima(blocks);
      const typical = median(minima);
      const off = minima.filter((value) => Math.abs(value / typical - 1) > 0.05).length;
      const changed = blocks.filter((block) => findChangePoint(blockFigures(block)) !== null).length;
      return [
        mechanism,
        String(blocks.length),
        spread(blockMedians(blocks)),
        spread(minima),
        String(off),
        String(changed),
      ];
    }),
    note: 'Robust deviations. "Changed speed within" counts runners whose samples have a change point, whatever caused it.',
  };
}

function powerTable({ power }: Verdicts): TruthTable {
  return {
    title: 'How often a slower row is called so',
    columns: ['row', 'compared', ...SLOWDOWNS.map((slowdown) => `+${(slowdown * 100).toFixed(0)} %`)],
    rows: power.map(({ mechanism, mode, found }) => [mechanism, MODES[mode], ...found.map(formatShare)]),
    note: `${BLOCKS_PER_RUN} blocks, drawn from the recorded ones, in a suite of ${SUITE_ROWS} rows. What is not called slower is inconclusive, not passed. Side by side is "run --against". What other amounts of noise and of blocks do is in bench/STATISTICS.md.`,
  };
}
