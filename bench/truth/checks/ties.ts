/**
 * Identical builds: this build and a copy of it are measured side by side as `run --against` does, every row of every scenario,
 * and handed to the gate. Whatever it says of them is wrong.
 */
import { join } from 'node:path';
import { changeOf } from '../../gate/decide.ts';
import { judge } from '../../gate/verdict.ts';
import { choose } from '../../plan/choice.ts';
import { planRun } from '../../plan/plan-run.ts';
import { formatChange, formatShare } from '../../report/format.ts';
import { tableId } from '../../result/case.ts';
import type { Block, ResultDocument } from '../../result/document.ts';
import { inBuild, openBase } from '../../run/arms.ts';
import { measure } from '../../run/measure.ts';
import { stepText } from '../../run/progress.ts';
import { baseDocument, beginSession, toDocument } from '../../run/session.ts';
import { binomialQuantile, binomialUpperBound } from '../../statistics/binomial.ts';
import { isFloor, measuredCases } from '../../statistics/evaluate.ts';
import { median } from '../../statistics/quantiles.ts';
import { seededRandom } from '../../statistics/random.ts';
import { blockRatios } from '../../statistics/ratio.ts';
import { armsOf, blocksOfOne } from '../arms.ts';
import type { Check, CheckContext } from '../check.ts';
import { copyBuild } from '../copy-build.ts';
import type { Finding, Judgement, TruthTable } from '../document.ts';
import { WIDEST } from '../tie.ts';

/** Of the default run, so that what is shown is true of it. */
const BLOCKS = { full: 12, quick: 2 };
/** For the short form: a row of each kind. */
const QUICK_GLOBS = ['*/null', '*/koffi', '*/wasm', '*/process-pipe'];
const TIME_LIMIT_MS = 60_000;
/** Suites that are made of the recorded blocks. */
const DRAWN_SUITES = 1000;
const FALSE_ALARMS = 0.01;
/** Of ordinary intervals; and how surely more of them than that exclude "no change" before it is no chance. */
const ORDINARY_LEVEL = 0.95;
const SURELY = 0.99;

/** One row of both builds. */
interface Pair {
  readonly id: string;
  /** Its table. */
  readonly table: string;
  readonly mechanism: string;
  readonly base: readonly Block[];
  readonly current: readonly Block[];
}

interface Samples {
  readonly pairs: Pair[];
  /** Rows that were measured in one build and not in the other, with the reason. */
  readonly gaps: string[];
  readonly seconds: number;
}

const ties: Check<Samples> = {
  name: 'ties',
  suite: 'truth',
  order: 9,
  title: 'Identical builds',
  question: 'Does the gate accuse or praise a row of a build that is compared with a copy of itself?',

  async measure(context) {
    const [base, current] = await measureBoth(context);
    const others = new Map(measuredCases(base.cases).map((row) => [row.id, row]));
    const pairs = measuredCases(current.cases).flatMap(({ id, mechanism, blocks, ...row }): Pair[] => {
      const other = others.get(id);
      return other === undefined ? [] : [{ id, table: tableId(row), mechanism, base: other.blocks, current: blocks }];
    });
    const gaps = [base, current].flatMap(({ cases }) =>
      cases.flatMap((row) => (row.status === 'failed' ? [`${row.id}: ${row.error}`] : [])),
    );
    return { pairs, gaps, seconds: current.durationSeconds };
  },

  judge({ pairs, gaps, seconds }): Judgement {
    const verdict = judge(
      ...armsOf(
        pairs.map(({ base, current, ...row }) => ({ ...row, before: base, now: current })),
        true,
      ),
    );
    const rows = pairs
      .filter((pair) => !isFloor(pair))
      .map((pair) => ({
        ...pair,
        change: verdict.comparisons.find(({ id }) => id === pair.id)?.change ?? 'not compared',
        interval: changeOf(pair.base, pair.current, { tail: (1 - ORDINARY_LEVEL) / 2, isPaired: true }),
      }));
    const tables = [...new Set(rows.map(({ table }) => table))];
    const drawn = drawSuites(rows.map(({ id, base, current }) => ({ id, ratios: logRatios(base, current) })));
    const excluding = rows.filter(({ interval }) => interval !== null && (interval.low > 1 || interval.high < 1));
    const expected = binomialQuantile(rows.length, 1 - ORDINARY_LEVEL, SURELY);
    return {
      findings: [
        { claim: 'Every row could be compared', bound: 'no row failed, nothing was refused', ...gapsOf(gaps, verdict) },
        ...tables.map((table): Finding => {
          const own = rows.filter((row) => row.table === table);
          const called = own.filter(({ change }) => change === 'regressed' || change === 'improved');
          const names = called.map(({ id, change }) => `${id} ${change}`).join(', ');
          return {
            claim: `No row of ${table} is accused or praised`,
            bound: `0 of ${own.length}, with intervals of ±${WIDEST * 100} % or less in the middle`,
            seen: `${called.length}${names === '' ? '' : ` (${names})`}, intervals of ±${formatShare(typicalReach(own))}`,
            holds: called.length > 0 ? false : typicalReach(own) > WIDEST ? null : true,
          };
        }),
        {
          claim: `Ordinary intervals (${ORDINARY_LEVEL * 100} %) exclude "no change" no more often than they should`,
          bound: `at most ${expected} of ${rows.length}, which chance exceeds once in ${Math.round(1 / (1 - SURELY))} times`,
          seen: `${excluding.length}`,
          holds: rows.length === 0 ? null : excluding.length <= expected,
        },
        {
          claim: 'Suites of such rows accuse or praise nobody',
          bound: `in ${formatShare(1 - FALSE_ALARMS)} of ${DRAWN_SUITES} suites of the recorded blocks, arms exchanged at random`,
          seen: `${formatShare(1 - drawn.alarms / DRAWN_SUITES)}; alarms ${formatShare(drawn.alarms / DRAWN_SUITES)}, at most ${formatShare(binomialUpperBound(drawn.alarms, DRAWN_SUITES, 0.95))} at 95 %`,
          holds: rows.length === 0 ? null : drawn.alarms <= FALSE_ALARMS * DRAWN_SUITES,
        },
      ],
      tables: [tieTable(rows, seconds)],
    };
  },
};

export default ties;

type Verdict = ReturnType<typeof judge>;
type Row = Pair & { readonly change: string; readonly interval: ReturnType<typeof changeOf> };

/** Both arms of one run, as `run --against` would write them. */
async function measureBoth(context: CheckContext): Promise<[base: ResultDocument, current: ResultDocument]> {
  const { artifacts, seed, signal, temporaryFolder, quick } = context;
  // Two copies under paths of one length: the original is in the page cache as it was installed, and lies elsewhere.
  const [base, other] = await Promise.all(
    ['build-a', 'build-b'].map((name) => {
      const folder = join(temporaryFolder, name);
      copyBuild(folder);
      return openBase(folder);
    }),
  );
  if (base === undefined || other === undefined) throw new Error('There are two builds.');
  const choice = await choose({ scenario: [], group: ['all'], runtimes: [], metric: [] });
  const blocks = quick ? BLOCKS.quick : BLOCKS.full;
  const request = { only: quick ? QUICK_GLOBS : [], quick: false, blocks, seed, budget: null };
  const plan = planRun(choice, request, artifacts);
  const runnable = plan.planned.filter(({ state }) => state === 'runnable').length;
  context.say(`${runnable} rows of two builds in ${blocks} blocks`);
  const planned = plan.planned.map((item) =>
    item.state === 'runnable' ? { ...item, runnable: inBuild(item.runnable, other) } : item,
  );
  const session = beginSession({ ...plan, planned, artifacts, request, build: other, cwd: temporaryFolder });
  const measured = await measure(session, {
    copiesFolder: temporaryFolder,
    base,
    budget: null,
    timeLimitMs: TIME_LIMIT_MS,
    signal,
    onProgress({ block, endsBlock }) {
      if (endsBlock) context.say(`block ${block + 1} of ${blocks}`);
    },
    onStep: (step) => context.tick?.(`block ${step.block + 1} of ${blocks}, ${stepText(step)}`),
  });
  signal.throwIfAborted();
  return [baseDocument(session, measured, base, null), toDocument(session, measured, null)];
}

function gapsOf(gaps: readonly string[], { refusals }: Verdict): Pick<Finding, 'seen' | 'holds'> {
  const all = [...gaps, ...refusals];
  return { seen: all.length === 0 ? 'all of them' : all.join(' '), holds: all.length === 0 };
}

function logRatios(base: readonly Block[], current: readonly Block[]): number[] {
  return blockRatios({ blocks: current }, { blocks: base }).map(Math.log);
}

/**
 * Suites of the recorded blocks, with the arms of each block exchanged at random: those of identical builds are exchangeable,
 * so that every such suite could have been measured, with the noise of this machine and no difference (a randomisation test:
 * Fisher, "The Design of Experiments", 1935, chapter 3). Blocks are not drawn with replacement: twelve draws from twelve
 * blocks repeat some, and repeated values look like a certainty that no run has. At the level of the gate, one row in
 * 17,000, that is what such suites would mostly be accused for.
 */
function drawSuites(rows: readonly { readonly id: string; readonly ratios: readonly number[] }[]): {
  readonly alarms: number;
} {
  const random = seededRandom(3);
  const draw = (ratios: readonly number[]) => ratios.map((ratio) => Math.exp(random() < 0.5 ? ratio : -ratio));
  let alarms = 0;
  for (let suite = 0; suite < DRAWN_SUITES; suite++) {
    const drawn = rows.map(({ id, ratios }) => ({
      id,
      mechanism: id,
      before: blocksOfOne(ratios.map(() => 1)),
      now: blocksOfOne(draw(ratios)),
    }));
    const { comparisons } = judge(...armsOf(drawn, true));
    if (comparisons.some(({ change }) => change === 'regressed' || change === 'improved')) alarms++;
  }
  return { alarms };
}

function reachOf({ interval }: Row): number {
  return interval === null ? Number.POSITIVE_INFINITY : Math.max(interval.high - 1, 1 - interval.low);
}

function typicalReach(rows: readonly Row[]): number {
  return median(rows.map(reachOf));
}

function tieTable(rows: readonly Row[], seconds: number): TruthTable {
  const sizes = ({ current }: Row) => String(current[0]?.iterationsPerSample ?? '');
  return {
    title: 'A build against a copy of itself',
    columns: ['row', 'verdict', 'change', 'interval', 'N'],
    rows: [...rows]
      .sort((a, b) => reachOf(b) - reachOf(a))
      .map((row) => [
        row.id,
        row.change,
        row.interval === null ? '' : formatChange(row.interval.median),
        row.interval === null ? '' : `${formatChange(row.interval.low)} to ${formatChange(row.interval.high)}`,
        sizes(row),
      ]),
    note: `${rows[0]?.current.length ?? 0} blocks in ${Math.round(seconds)} s. Intervals are ordinary ones (${ORDINARY_LEVEL * 100} %): one row in twenty may lie beside zero. The gate accuses at a level that holds for all rows at once.`,
    isDetail: true,
  };
}
