/**
 * Ranks that claim no more than was seen: rows share a rank unless they can be told apart.
 *
 * Two rows are told apart when the interval of their paired ratio excludes 1, at a level that holds for all pairs of the
 * list at once (99 %, Bonferroni). A rank ends where a row is told apart from every row before it: whoever is linked to a
 * rank by any of its members belongs to it. The floor takes part as a link, so that no row is ranked finer than that.
 *
 * Three or four blocks, as a quick run has, reach no such level. There rows are told apart where one is slower in every block, by
 * a factor that makes it rare among equals: of 10,000 pairs whose processes differ by 10 %, that happens to about 4, and to none
 * where they differ by 5 % (`ranks.test.ts` counts both); to one pair in 50 where they differ by 20 %.
 */
import type { Summary } from '../result/document.ts';
import { extremes } from './quantiles.ts';
import { blockRatios, type Sampled } from './ratio.ts';
import { blockFigures, keptBlocks } from './summarize.ts';
import { longestReach, trimmedInterval } from './trimmed.ts';

/** Probability that any pair of equals in a list is told apart. */
const FAMILY_WISE_ERROR = 0.01;
/** Fewer blocks than this reach no level that would hold for a list. */
const ENOUGH_BLOCKS = 5;
/** Two blocks of equals differ by much now and then: rows of so few share one rank. */
export const FEWEST_BLOCKS = 3;
/**
 * By count of blocks. With processes that differ by a share of s, a ratio of two lies beyond exp(z s sqrt(2)) with the probability
 * of a normal deviate beyond z, and all n ratios with the n-th power of that: s = 0.1 and 2 in 10,000 to either side.
 */
const CLEARLY: ReadonlyMap<number, number> = new Map([
  [3, 1.25],
  [4, 1.18],
]);

/** By what factor a row has to be slower in every one of so few blocks to be told from another; null: a level decides, or nothing. */
export function clearFactor(blocks: number): number | null {
  return CLEARLY.get(blocks) ?? null;
}

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
  const reaches = order.map(({ row }) => reachOf(row));
  const isLinked = (i: number, j: number) =>
    !isFarBelow(reaches[i] as Reach, reaches[j] as Reach, tail) &&
    !toldApart(order[i]?.row as RankedRow, order[j]?.row as RankedRow, tail);
  const isBridged = bridges(rows.length, isLinked);
  const ranks = new Array<number>(rows.length).fill(1);
  let rank = 1;
  for (let next = 1; next < order.length; next++) {
    if (!isBridged(next)) rank++;
    ranks[order[next]?.index as number] = rank;
  }
  return ranks;
}

/** Whether a pair of equals would show a difference like this with probability `tail` to either side. */
export function toldApart(a: Sampled, b: Sampled, tail: number): boolean {
  const ratios = blockRatios(a, b);
  if (ratios.some((ratio) => ratio <= 0)) return false;
  if (ratios.length < ENOUGH_BLOCKS) {
    const factor = clearFactor(ratios.length);
    return (
      factor !== null && (ratios.every((ratio) => ratio >= factor) || ratios.every((ratio) => ratio <= 1 / factor))
    );
  }
  const interval = trimmedInterval(ratios.map(Math.log), tail);
  return interval !== null && (interval.low > 0 || interval.high < 0);
}

/** Between what the samples of a row lie, block by block. */
interface Reach {
  /** Numbers of its blocks. */
  readonly blocks: string;
  readonly least: readonly number[];
  readonly most: readonly number[];
}

function reachOf({ blocks }: RankedRow): Reach {
  const ends = keptBlocks(blocks).map((block) => ({ number: block.block, ...extremes(blockFigures(block)) }));
  return {
    blocks: ends.map(({ number }) => number).join(' '),
    least: ends.map(({ least }) => least),
    most: ends.map(({ most }) => most),
  };
}

/** A result that rounding could change is left to `toldApart`. */
const ROUNDING = 1e-9;

/**
 * Whether `toldApart` is sure to say so, by the ends of blocks alone: most pairs of a long list lie that far apart, and looking at
 * all their samples takes a hundred times as long.
 */
function isFarBelow(fast: Reach, slow: Reach, tail: number): boolean {
  const count = fast.least.length;
  if (count < FEWEST_BLOCKS || fast.blocks !== slow.blocks) return false;
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let block = 0; block < count; block++) {
    least = Math.min(least, (slow.least[block] as number) / (fast.most[block] as number));
    most = Math.max(most, (slow.most[block] as number) / (fast.least[block] as number));
  }
  if (!(least > 1 && Number.isFinite(most))) return false;
  if (count < ENOUGH_BLOCKS) return least > (clearFactor(count) ?? Number.POSITIVE_INFINITY) + ROUNDING;
  const [from, to] = [Math.log(least), Math.log(most)];
  return from - longestReach(count, tail) * (to - from) > ROUNDING;
}

/**
 * Whether a row at or after `next` is linked to one before it: then no rank ends there. To be asked in ascending order. Each pair
 * is looked at once at most, neighbours first, since they are linked the most.
 */
function bridges(count: number, isLinked: (i: number, j: number) => boolean): (next: number) => boolean {
  /** The last row that is known to be linked to one before the place in question. */
  let furthest = 0;
  /** For each row, the last one after it that it was held against. */
  const seen = Array.from({ length: count }, (_, row) => row);
  return (next) => {
    for (let before = next - 1; before >= 0 && furthest < next; before--) {
      for (let after = Math.max(next, (seen[before] as number) + 1); after < count && furthest < next; after++) {
        seen[before] = after;
        if (isLinked(before, after)) furthest = after;
      }
    }
    return furthest >= next;
  };
}
