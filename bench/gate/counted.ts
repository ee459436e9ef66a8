/**
 * What is claimed of a row whose values are counts of work. Pure.
 *
 * Processes of one build count nearly the same (calls to some hundredths of a percent, most first loads to half a percent), so there is
 * little to infer: a row is what its processes agree on. To clear, no process may be above the margin against any of the other build: one of each suffices; of three, the two of each
 * that are closest (the shortest half; Andrews et al., "Robust Estimates of Location", 1972), since now and then a first load
 * counts some 15 % more or less than all others. To accuse or praise, all three have to lie apart by more than the margin, and
 * by more than twice what those of one build differ: a row that draws its count from two values would otherwise be accused
 * whenever one build happens to draw the other one.
 */
import type { Block } from '../result/document.ts';
import { blockMinima } from '../statistics/summarize.ts';
import type { Decision, Pair } from './decide.ts';

/** Fewer processes accuse nobody. */
export const COUNTED_BLOCKS = 3;
/** So many times the spread within a build has to lie between two. */
const APART = 2;

export function decideCounted({ before, now, margin }: Pair): Decision {
  const [from, to] = [rangeOf(before), rangeOf(now)];
  if (from === null || to === null) {
    return { change: 'inconclusive', ratio: null, reason: 'nothing was counted in one of the two', smallest: null };
  }
  const ratio = { low: to.least / from.most, median: to.median / from.median, high: to.most / from.least };
  const [slower, faster] = [1 + margin, 1 / (1 + margin)];
  const spread = Math.max(from.most / from.least, to.most / to.least) ** APART;
  const found = { ratio, smallest: Math.max(slower, spread) * (ratio.median / ratio.low) - 1 };
  const isEnough = from.count >= COUNTED_BLOCKS && to.count >= COUNTED_BLOCKS;
  if (isEnough && ratio.low > Math.max(slower, spread))
    return { change: 'regressed', ...found, reason: 'counts more in every process, and by more than the margin' };
  if (isEnough && ratio.high < Math.min(faster, 1 / spread))
    return { change: 'improved', ...found, reason: 'counts less in every process, and by more than the margin' };
  if (to.agreed.most / from.agreed.least <= slower)
    return { change: 'same', ...found, reason: 'counts no more than the margin allows' };
  const reason = isEnough
    ? 'its processes do not agree on whether it counts more'
    : `fewer than ${COUNTED_BLOCKS} processes of each build were counted`;
  return { change: 'inconclusive', ...found, reason };
}

interface Range {
  readonly count: number;
  readonly least: number;
  readonly median: number;
  readonly most: number;
  /** Of the processes that are closest to each other: more than half of them. */
  readonly agreed: { readonly least: number; readonly most: number };
}

/** Of the processes of one build; null when there is none, or one that counted nothing. */
function rangeOf(blocks: readonly Block[]): Range | null {
  const sorted = blockMinima(blocks).sort((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined || least <= 0) return null;
  const half = Math.floor(sorted.length / 2) + 1;
  const runs = sorted.slice(0, sorted.length - half + 1).map((value, index) => ({
    least: value,
    most: sorted[index + half - 1] as number,
  }));
  const agreed = runs.reduce((best, run) => (run.most / run.least < best.most / best.least ? run : best));
  return { count: sorted.length, least, median: sorted[Math.floor(sorted.length / 2)] as number, most, agreed };
}
