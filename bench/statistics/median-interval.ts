/**
 * Distribution-free confidence interval of a median.
 *
 * The order statistics x(k) and x(n+1-k) enclose the median with probability 1 - 2 P(Binomial(n, 1/2) < k), whatever the
 * distribution (Hahn & Meeker, "Statistical Intervals", 5.2). Those levels come in steps; the nearest to the wanted one
 * is taken, and it is what is printed. Interpolating between steps to hit 95 % would cover less where blocks have two modes.
 */
import { sorted } from './quantiles.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** What the interval really covers, 0..1; 0 for a single value. */
  readonly level: number;
}

/**
 * @param values independent values, one per block
 * @param level wanted coverage, 0..1
 */
export function medianInterval(values: readonly number[], level = 0.95): Interval {
  const ascending = sorted(values);
  const n = ascending.length;
  const miss = (k: number) => Math.abs(coverage(n, k) - level);
  let k = 1;
  while (k + 1 <= n / 2 && miss(k + 1) < miss(k)) k++;
  return { low: ascending[k - 1] as number, high: ascending[n - k] as number, level: coverage(n, k) };
}

/** Probability that the k-th smallest and k-th largest of n values enclose the median. */
export function coverage(n: number, k: number): number {
  let below = 0;
  let term = 0.5 ** n;
  for (let i = 0; i < k; i++) {
    below += term;
    term *= (n - i) / (i + 1);
  }
  return 1 - 2 * below;
}
