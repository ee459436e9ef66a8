/**
 * Ranks that claim no more than was seen: rows share a rank unless they can be told apart.
 *
 * Two rows are told apart when the interval of their paired ratio excludes 1, at a level that holds for all pairs of the
 * list at once (99 %, Bonferroni). A rank ends where a row is told apart from every row before it: whoever is linked to a
 * rank by any of its members belongs to it. The floor takes part as a link, so that no row is ranked finer than that.
 *
 * Two to four blocks, as a quick run has, reach no such level. There rows are told apart where one is slower in every block, by
 * the factor CLEARLY at least: of three blocks of equals that happens to 4 in 10,000 pairs whose processes differ by 10 %
 * (`ranks.test.ts` counts it), and not to a pair in 50 even where they differ by 20 %.
 */
import type { Summary } from '../result/document.ts';
import { blockRatios, type Sampled } from './ratio.ts';
import { trimmedInterval } from './trimmed.ts';

/** Probability that any pair of equals in a list is told apart. */
const FAMILY_WISE_ERROR = 0.01;
/** Fewer blocks than this reach no level that would hold for a list. */
const ENOUGH_BLOCKS = 5;
const CLEARLY = 1.25;

export interface RankedRow extends Sampled {
  readonly summary: Summary;
}

/** @returns rank of each row in the order given, from 1 for the fastest; without gaps */
export function rankRows(rows: readonly RankedRow[]): number[] {
  const order = rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => a.row.summary.perIteration.median - b.row.summary.perIteration.median);
  const pairs = (rows.length * (rows.length - 1)) / 2;
  const tail = FAMILY_WISE_ERROR / Math.max(1, pairs) / 2;
  const linked = (i: number, j: number) => !toldApart(order[i]?.row as RankedRow, order[j]?.row as RankedRow, tail);
  const ranks = new Array<number>(rows.length).fill(1);
  let rank = 1;
  for (let next = 1; next < order.length; next++) {
    if (!anyLink(next, order.length, linked)) rank++;
    ranks[order[next]?.index as number] = rank;
  }
  return ranks;
}

/** Whether a pair of equals would show a difference like this with probability `tail` to either side. */
export function toldApart(a: Sampled, b: Sampled, tail: number): boolean {
  const ratios = blockRatios(a, b);
  if (ratios.some((ratio) => ratio <= 0)) return false;
  if (ratios.length < ENOUGH_BLOCKS) {
    const isSlower = ratios.every((ratio) => ratio >= CLEARLY);
    return ratios.length > 1 && (isSlower || ratios.every((ratio) => ratio <= 1 / CLEARLY));
  }
  const interval = trimmedInterval(ratios.map(Math.log), tail);
  return interval !== null && (interval.low > 0 || interval.high < 0);
}

/** Whether a row at or after `next` is linked to one before it: then no rank ends there. */
function anyLink(next: number, count: number, linked: (i: number, j: number) => boolean): boolean {
  for (let before = 0; before < next; before++) {
    for (let after = next; after < count; after++) if (linked(before, after)) return true;
  }
  return false;
}
