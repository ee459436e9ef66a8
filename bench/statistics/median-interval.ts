/**
 * Distribution-free confidence interval of a median.
 *
 * The order statistics x(k) and x(n+1-k) enclose the median with probability 1 - 2 P(Binomial(n, 1/2) < k), whatever the
 * distribution. Those levels come in coarse steps, so the two pairs that bracket the wanted level are interpolated after
 * Hettmansperger & Sheather, "Confidence intervals based on interpolated order statistics", Stat. Probab. Lett. 4 (1986).
 */
import { sorted } from './quantiles.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** What the interval really covers: the wanted level, or less when there are too few values for it (0 for one value). */
  readonly level: number;
}

/**
 * @param values independent values, one per block
 * @param level wanted coverage, 0..1
 */
export function medianInterval(values: readonly number[], level = 0.95): Interval {
  const ascending = sorted(values);
  const n = ascending.length;
  const at = (index: number) => ascending[index - 1] as number;
  const widest = coverage(n, 1);
  if (widest <= level) return { low: at(1), high: at(n), level: widest };

  let k = 1;
  while (coverage(n, k + 1) >= level) k++;
  const [outer, inner] = [coverage(n, k), coverage(n, k + 1)];
  const share = (outer - level) / (outer - inner);
  const weight = ((n - k) * share) / (k + (n - 2 * k) * share);
  return {
    low: (1 - weight) * at(k) + weight * at(k + 1),
    high: (1 - weight) * at(n + 1 - k) + weight * at(n - k),
    level,
  };
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
