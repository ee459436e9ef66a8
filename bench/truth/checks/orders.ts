/**
 * Orders: is a figure the same whoever is started and sampled before it? Every order is measured in five blocks, enough for an
 * interval of 94 %, and the orders take turns block by block, so that a machine that changes with time changes all of them.
 */
import { formatChange, formatShare, formatValue } from '../../report/format.ts';
import { FLOOR_MECHANISM, measuredCases } from '../../statistics/evaluate.ts';
import { median, robustDeviation } from '../../statistics/quantiles.ts';
import { pairedRatio, REFERENCE_MECHANISM } from '../../statistics/ratio.ts';
import { blockMinima } from '../../statistics/summarize.ts';
import { trimmedDifference } from '../../statistics/trimmed.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../document.ts';
import { availableLoaders, evaluateLab, type LabRun, runLab } from '../lab.ts';
import { WIDEST } from '../tie.ts';

const MECHANISMS = [FLOOR_MECHANISM, REFERENCE_MECHANISM, 'wasm', 'koffi', 'quickjs', 'process-pipe'];
const COUNTS = { full: { orders: 20, blocksPerOrder: 5 }, quick: { orders: 2, blocksPerOrder: 2 } };
const BLOCK = { blocks: 1, samplesPerBlock: 12, warmUpMs: 60 };
/** Spread of a row over orders: within its own interval, or this. */
const SPREAD_LIMIT = 0.02;
/** Of the test that a row is slower or faster when it is started late. */
const SIGNIFICANCE = 0.01;

const orders: Check<LabRun[]> = {
  name: 'orders',
  suite: 'truth',
  order: 10,
  title: 'Orders',
  question: 'Would another order of the suite have given other figures?',

  async measure(context) {
    const rows = availableLoaders(MECHANISMS, context).map((loader) => ({ name: loader.mechanism, loader }));
    const counts = context.quick ? COUNTS.quick : COUNTS.full;
    const turns: LabRun[][] = Array.from({ length: counts.orders }, () => []);
    for (let block = 0; block < counts.blocksPerOrder; block++) {
      for (const [order, taken] of turns.entries()) {
        context.say(`order ${order + 1} of ${counts.orders}, block ${block + 1} of ${counts.blocksPerOrder}`);
        taken.push(await runLab(rows, { ...BLOCK, seed: context.seed + order }, context));
      }
    }
    return turns.map(joinBlocks);
  },

  judge(runs): Judgement {
    const evaluated = runs.map((run) => measuredCases(evaluateLab(run)));
    const mechanisms = evaluated[0]?.map(({ mechanism }) => mechanism) ?? [];
    const rows = mechanisms.map((mechanism) => {
      const own = evaluated.flatMap((cases) => cases.filter((row) => row.mechanism === mechanism));
      const medians = own.map(({ summary }) => summary.perIteration.median);
      const widths = own.map(
        ({
          summary: {
            perIteration: { low, high },
          },
        }) => (high - low) / 2,
      );
      return {
        mechanism,
        ns: median(medians),
        spread: robustDeviation(medians) / median(medians),
        halfInterval: median(widths) / median(medians),
        ratio: ratioSpread(evaluated, mechanism),
        late: effectOfLateStart(runs, mechanism),
      };
    });
    return {
      findings: [
        ...rows.map(({ mechanism, spread, halfInterval }) => ({
          claim: `${mechanism} has the same figure in ${runs.length} orders`,
          bound: `spread within ${SPREAD_LIMIT * 100} %, or within its own interval of at most ±${WIDEST * 100} %`,
          seen: `${formatShare(spread)}, interval ±${formatShare(halfInterval)}`,
          holds: spreadHolds(spread, halfInterval),
        })),
        {
          claim: 'No row is slower or faster for being started late',
          bound: `no effect at ${(1 - SIGNIFICANCE) * 100} % for all rows at once`,
          seen: rows.map(({ mechanism, late }) => `${mechanism} ${formatChange(late.ratio)}`).join(', '),
          holds: rows.every(({ late }) => !late.isSure),
        },
      ],
      tables: [
        {
          title: `${runs.length} runs in as many random orders`,
          columns: [
            'mechanism',
            'ns/iter',
            'spread of medians',
            'half its interval',
            'spread of ratios to static import',
          ],
          rows: rows.map(({ mechanism, ns, spread, halfInterval, ratio }) => [
            mechanism,
            formatValue(ns),
            formatShare(spread),
            formatShare(halfInterval),
            ratio === null ? '' : formatShare(ratio),
          ]),
          note: `${runs[0]?.rows[0]?.blocks.length ?? 0} blocks for each order; the orders took turns.`,
        },
      ],
    };
  },
};

export default orders;

/** An order that moves a figure shows beside an interval that is narrow; beside a wide one nothing would show. */
function spreadHolds(spread: number, halfInterval: number): boolean | null {
  if (spread <= SPREAD_LIMIT) return true;
  if (halfInterval > WIDEST) return spread > halfInterval ? false : null;
  return spread <= halfInterval;
}

/** One run of the blocks of several, numbered in turn. */
function joinBlocks(parts: readonly LabRun[]): LabRun {
  return {
    rows: (parts[0]?.rows ?? []).map((row, index) => ({
      ...row,
      blocks: parts.flatMap(({ rows }, number) =>
        (rows[index]?.blocks ?? []).map((block) => ({ ...block, block: number })),
      ),
    })),
    startOrder: parts.flatMap(({ startOrder }) => startOrder),
    machineLoad: parts.flatMap(({ machineLoad }, number) => machineLoad.map((load) => ({ ...load, block: number }))),
  };
}

function ratioSpread(evaluated: readonly ReturnType<typeof measuredCases>[], mechanism: string): number | null {
  if (mechanism === REFERENCE_MECHANISM) return null;
  const ratios = evaluated.flatMap((cases) => {
    const [row, reference] = [mechanism, REFERENCE_MECHANISM].map((name) =>
      cases.find((item) => item.mechanism === name),
    );
    const ratio = row === undefined || reference === undefined ? null : pairedRatio(row, reference);
    return ratio === null ? [] : [ratio.median];
  });
  return ratios.length === 0 ? null : robustDeviation(ratios) / median(ratios);
}

/** A row's fastest sample where it was started in the second half of its order, against where it was in the first half. */
function effectOfLateStart(runs: readonly LabRun[], mechanism: string): { ratio: number; isSure: boolean } {
  const logs: Record<'early' | 'late', number[]> = { early: [], late: [] };
  for (const { rows, startOrder } of runs) {
    const blocks = rows.find((row) => row.mechanism === mechanism)?.blocks ?? [];
    const isLate = startOrder.indexOf(mechanism) >= rows.length / 2;
    logs[isLate ? 'late' : 'early'].push(Math.log(median(blockMinima(blocks))));
  }
  const difference = trimmedDifference(logs.early, logs.late, SIGNIFICANCE / MECHANISMS.length / 2);
  if (difference === null) return { ratio: 1, isSure: false };
  return { ratio: Math.exp(difference.centre), isSure: difference.low > 0 || difference.high < 0 };
}
