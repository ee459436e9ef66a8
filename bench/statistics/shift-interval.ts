/**
 * Distribution-free confidence interval of the shift between two independent samples: the Hodges-Lehmann estimate with
 * the interval that inverts the Wilcoxon rank-sum test (Hollander, Wolfe & Chicken, "Nonparametric Statistical Methods",
 * 3rd ed., 4.3). On logarithms a shift is a ratio.
 */
import { median, sorted } from './quantiles.ts';

export interface ShiftInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** False when so few values cannot reach the level: the ends are then infinite. */
  readonly reachable: boolean;
}

/** @param level two-sided coverage, 0..1 */
export function shiftInterval(from: readonly number[], to: readonly number[], level: number): ShiftInterval {
  const differences = sorted(from.flatMap((a) => to.map((b) => b - a)));
  const centre = median(differences);
  const skip = rankSumQuantile(from.length, to.length, (1 - level) / 2);
  if (skip === 0) {
    return { median: centre, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, reachable: false };
  }
  return {
    median: centre,
    low: differences[skip - 1] as number,
    high: differences[differences.length - skip] as number,
    reachable: true,
  };
}

const quantileCache = new Map<string, number>();

/** Largest k with P(U < k) <= tail, U being the Mann-Whitney statistic of m and n values when nothing differs. */
export function rankSumQuantile(m: number, n: number, tail: number): number {
  const key = `${m} ${n} ${tail}`;
  const known = quantileCache.get(key);
  if (known !== undefined) return known;
  const counts = rankSumCounts(m, n);
  const total = counts.reduce((sum, ways) => sum + ways, 0);
  let below = 0;
  let k = 0;
  while (below + (counts[k] as number) <= tail * total) below += counts[k++] as number;
  quantileCache.set(key, k);
  return k;
}

/**
 * How many arrangements of m and n values give each U = 0..mn: the coefficients of the Gaussian binomial, built up factor
 * by factor (Mann & Whitney, 1947). Exact for the block counts of a run; beyond 2^53 rounded like any double.
 */
function rankSumCounts(m: number, n: number): number[] {
  const size = m * n + 1;
  const counts = new Array<number>(size).fill(0);
  counts[0] = 1;
  for (let i = 1; i <= m; i++) {
    for (let u = size - 1; u >= n + i; u--) counts[u] = (counts[u] as number) - (counts[u - n - i] as number);
    for (let u = i; u < size; u++) counts[u] = (counts[u] as number) + (counts[u - i] as number);
  }
  return counts;
}
