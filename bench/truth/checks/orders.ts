/** Orders: is a figure the same whoever is started and sampled before it? */
import { formatChange, formatNs, formatShare } from '../../report/format.ts';
import { FLOOR_MECHANISM, measuredCases } from '../../statistics/evaluate.ts';
import { median, robustDeviation } from '../../statistics/quantiles.ts';
import { pairedRatio, REFERENCE_MECHANISM } from '../../statistics/ratio.ts';
import { trimmedInterval } from '../../statistics/trimmed.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../document.ts';
import { availableLoaders, evaluateLab, type LabRun, runLab } from '../lab.ts';

const MECHANISMS = [FLOOR_MECHANISM, REFERENCE_MECHANISM, 'wasm', 'koffi'];
const ORDERS = 20;
const RUN = { blocks: 3, samplesPerBlock: 12, warmUpMs: 100 };
/** Spread of a row over orders: within its own interval, or this. */
const SPREAD_LIMIT = 0.02;
/** Of the test that a row is slower or faster when it is started late. */
const SIGNIFICANCE = 0.01;

const orders: Check<LabRun[]> = {
  name: 'orders',
  title: 'Orders',
  question: 'Would another order of the suite have given other figures?',

  async measure(context) {
    const rows = availableLoaders(MECHANISMS, context).map((loader) => ({ name: loader.mechanism, loader }));
    const runs: LabRun[] = [];
    for (let order = 0; order < ORDERS; order++) {
      context.say(`order ${order + 1} of ${ORDERS}`);
      runs.push(await runLab(rows, { ...RUN, seed: context.seed + order }, context));
    }
    return runs;
  },

  judge(runs): Judgement {
    const evaluated = runs.map((run) => measuredCases(evaluateLab(run)));
    const mechanisms = evaluated[0]?.map(({ mechanism }) => mechanism) ?? [];
    const rows = mechanisms.map((mechanism) => {
      const own = evaluated.flatMap((cases) => cases.filter((row) => row.mechanism === mechanism));
      const medians = own.map(({ summary }) => summary.nsPerIter.median);
      const widths = own.map(
        ({
          summary: {
            nsPerIter: { low, high },
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
    const nearFloor = evaluated.flat().filter(({ warnings }) => warnings.some(({ code }) => code === 'near-floor'));
    return {
      findings: [
        ...rows.map(({ mechanism, spread, halfInterval }) => ({
          claim: `${mechanism} has the same figure in ${ORDERS} orders`,
          bound: `spread within its own interval or ${SPREAD_LIMIT * 100} %`,
          seen: `${formatShare(spread)}, interval ±${formatShare(halfInterval)}`,
          holds: spread <= Math.max(SPREAD_LIMIT, halfInterval),
        })),
        {
          claim: 'No row is slower or faster for being started late',
          bound: `no effect at ${(1 - SIGNIFICANCE) * 100} % for all rows at once`,
          seen: rows.map(({ mechanism, late }) => `${mechanism} ${formatChange(late.ratio)}`).join(', '),
          holds: rows.every(({ late }) => !late.isSure),
        },
        {
          claim: 'No row above the floor is said to touch it',
          bound: `0 warnings in ${ORDERS} runs`,
          seen: String(nearFloor.length),
          holds: nearFloor.length === 0,
        },
      ],
      tables: [
        {
          title: `${ORDERS} runs in ${ORDERS} random orders`,
          columns: [
            'mechanism',
            'ns/iter',
            'spread of medians',
            'half its interval',
            'spread of ratios to static import',
          ],
          rows: rows.map(({ mechanism, ns, spread, halfInterval, ratio }) => [
            mechanism,
            formatNs(ns),
            formatShare(spread),
            formatShare(halfInterval),
            ratio === null ? '' : formatShare(ratio),
          ]),
          note: `Runs of ${RUN.blocks} blocks, as a quick run takes them.`,
        },
      ],
    };
  },
};

export default orders;

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

/** Blocks in which a runner was started in the second half of the order, against those of the first half, by logarithms. */
function effectOfLateStart(runs: readonly LabRun[], mechanism: string): { ratio: number; isSure: boolean } {
  const effects = runs.flatMap(({ rows, startOrder }) => {
    const blocks = rows.find((row) => row.mechanism === mechanism)?.blocks ?? [];
    const groups: { early: number[]; late: number[] } = { early: [], late: [] };
    for (const block of blocks) {
      const order = startOrder.slice(block.block * rows.length, (block.block + 1) * rows.length);
      const isLate = order.indexOf(mechanism) >= rows.length / 2;
      const fastest = Math.min(...block.sampleDurationsNs) / block.iterationsPerSample;
      groups[isLate ? 'late' : 'early'].push(Math.log(fastest));
    }
    return groups.early.length > 0 && groups.late.length > 0 ? [median(groups.late) - median(groups.early)] : [];
  });
  const interval = trimmedInterval(effects, SIGNIFICANCE / MECHANISMS.length / 2);
  if (interval === null) return { ratio: 1, isSure: false };
  return { ratio: Math.exp(interval.centre), isSure: interval.low > 0 || interval.high < 0 };
}
