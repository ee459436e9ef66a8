/**
 * Identical arms: three copies of a row must tie, a suite without a change must pass, and a slowdown must be found. Blocks
 * are recorded once; runs are drawn from them, because a thousand real runs would take two days.
 */
import { judge } from '../../gate/verdict.ts';
import { formatShare } from '../../report/format.ts';
import type { Block, ResultDocument } from '../../result/document.ts';
import { FLOOR_MECHANISM } from '../../statistics/evaluate.ts';
import { median, robustDeviation } from '../../statistics/quantiles.ts';
import { type Random, seededRandom, shuffled } from '../../statistics/random.ts';
import { rankRows } from '../../statistics/ranks.ts';
import { findChangePoint } from '../../statistics/steadiness.ts';
import { blockMedians, blockMinima, blockNsPerIter, summarize } from '../../statistics/summarize.ts';
import type { Check } from '../check.ts';
import type { Finding, Judgement, TruthTable } from '../document.ts';
import { availableLoaders, type LabRun, runLab } from '../lab.ts';

const MECHANISMS = ['static-import', 'wasm', 'koffi'];
const CLONES = 3;
/** Like a default run of `call`, but twice as many blocks to draw from. */
const RUN = { blocks: 24, samplesPerBlock: 60, warmUpMs: 150 };
const BLOCKS_PER_RUN = 12;
const DRAWN_RUNS = 1000;
/** Rows of a suite as large as the default one, all without a change. */
const SUITE_ROWS = 21;
const SLOWDOWN = 0.05;

const clones: Check<LabRun> = {
  name: 'clones',
  title: 'Identical arms',
  question: 'Does the suite see differences where there are none, and does it see those that are there?',

  async measure(context) {
    const loaders = availableLoaders([...MECHANISMS, FLOOR_MECHANISM], context);
    const rows = loaders.flatMap((loader) => {
      const copies = loader.mechanism === FLOOR_MECHANISM ? 1 : CLONES;
      return Array.from({ length: copies }, (_, copy) => ({ name: `${loader.mechanism}#${copy + 1}`, loader }));
    });
    context.say(`${rows.length} rows in ${RUN.blocks} blocks`);
    return runLab(rows, { ...RUN, seed: context.seed }, context);
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

interface Verdicts {
  readonly falseAlarms: number;
  readonly power: readonly { readonly mechanism: string; readonly found: number; readonly cleared: number }[];
}

function drawVerdicts(run: LabRun, mechanisms: readonly string[]): Verdicts {
  const random = seededRandom(2);
  const pools = new Map(
    [...mechanisms, FLOOR_MECHANISM].map((name) => [name, blocksOf(run, name).flat().map(fastestOnly)]),
  );
  let falseAlarms = 0;
  for (let drawn = 0; drawn < DRAWN_RUNS; drawn++) {
    const [before, now] = [drawSuite(pools, mechanisms, random), drawSuite(pools, mechanisms, random)];
    if (judge(before, now).comparisons.some(({ change }) => change === 'regressed')) falseAlarms++;
  }
  const power = mechanisms.map((mechanism) => {
    const tally = { mechanism, found: 0, cleared: 0 };
    for (let drawn = 0; drawn < DRAWN_RUNS; drawn++) {
      const [before, now] = [drawSuite(pools, [mechanism], random), drawSuite(pools, [mechanism], random, SLOWDOWN)];
      const slowed = judge(before, now).comparisons[0]?.change;
      if (slowed === 'regressed') tally.found++;
      if (slowed === 'same' || slowed === 'improved') tally.cleared++;
    }
    return tally;
  });
  return { falseAlarms, power };
}

/**
 * A run of a whole suite, as far as the gate looks at it: every row is drawn, with replacement, from all recorded blocks of a
 * mechanism, each of which is there with its fastest sample.
 * @param slowdown of the first row
 */
function drawSuite(pools: ReadonlyMap<string, Block[]>, mechanisms: readonly string[], random: Random, slowdown = 0) {
  const drawn = (mechanism: string, factor: number) => {
    const pool = pools.get(mechanism) ?? [];
    return Array.from({ length: BLOCKS_PER_RUN }, (_, block): Block => {
      const fastest = pool[Math.floor(random() * pool.length)] as Block;
      return { ...fastest, block, sampleDurationsNs: fastest.sampleDurationsNs.map((ns) => ns * factor) };
    });
  };
  const rows = Array.from({ length: SUITE_ROWS }, (_, index) => mechanisms[index % mechanisms.length] as string);
  const cases = [...rows, FLOOR_MECHANISM].map((mechanism, index) => ({
    id: mechanism === FLOOR_MECHANISM ? 'call/null' : `call/${mechanism}-${index}`,
    scenario: 'call',
    mechanism,
    status: 'measured',
    blocks: drawn(mechanism, index === 0 ? 1 + slowdown : 1),
  }));
  return { ...EQUAL_CIRCUMSTANCES, cases } as unknown as ResultDocument;
}

function fastestOnly({ block, iterationsPerSample, sampleDurationsNs }: Block): Block {
  return { block, iterationsPerSample, sampleDurationsNs: [Math.min(...sampleDurationsNs)] };
}

/** What the gate wants to be equal in both runs, and here is. */
const EQUAL_CIRCUMSTANCES = {
  tool: { version: 'same' },
  environment: { flags: [], memoryBytes: 0 },
  selfCheck: { control: { status: 'skipped' } },
};

function verdictFindings({ falseAlarms, power }: Verdicts): Finding[] {
  return [
    {
      claim: `A suite of ${SUITE_ROWS} rows without a change accuses nobody`,
      bound: `in 99 % of ${DRAWN_RUNS} pairs of runs`,
      seen: formatShare(1 - falseAlarms / DRAWN_RUNS),
      holds: falseAlarms <= 0.01 * DRAWN_RUNS,
    },
    ...power.map(({ mechanism, found }) => ({
      claim: `A ${mechanism} that becomes ${SLOWDOWN * 100} % slower is called so`,
      bound: `in 95 % of ${DRAWN_RUNS} pairs of runs of ${BLOCKS_PER_RUN} blocks`,
      seen: formatShare(found / DRAWN_RUNS),
      holds: found >= 0.95 * DRAWN_RUNS,
    })),
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
      const changed = blocks.filter((block) => findChangePoint(blockNsPerIter(block)) !== null).length;
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
    title: `Verdicts when one row is ${SLOWDOWN * 100} % slower`,
    columns: ['row', 'regressed', 'cleared', 'inconclusive'],
    rows: power.map(({ mechanism, found, cleared }) => [
      mechanism,
      formatShare(found / DRAWN_RUNS),
      formatShare(cleared / DRAWN_RUNS),
      formatShare(1 - (found + cleared) / DRAWN_RUNS),
    ]),
    note: `Two runs of ${BLOCKS_PER_RUN} blocks, drawn from the recorded ones, of a suite of ${SUITE_ROWS} rows. What other amounts of noise and of blocks do is in bench/STATISTICS.md.`,
  };
}
