/**
 * Intervals of a trimmed mean: for verdicts and ranks, which need levels (99.9 % and more) that order statistics of a
 * dozen blocks cannot reach. What lies at either end may be anything, so that blocks of a machine that was slow for seconds
 * do not decide.
 * One sample: Tukey & McLaughlin (Sankhyā A 25, 1963). Two samples: Yuen, "The two-sample trimmed t for unequal
 * population variances", Biometrika 61 (1974).
 */
import { mean, sorted } from './quantiles.ts';
import { studentQuantile } from './student.ts';

/**
 * Share of the values that is left out at either end: of one sample, which is of ratios, and of each of two, which are of
 * times. In a ratio the machine cancels mostly, and what is left is an outlier now and then: one of twelve at either end is
 * enough. More would be wrong: when two of either end are left out, the eight in the middle of a row with two speeds can
 * be nearly alike by chance, and look certain at any level. Of twelve times, three are now and then of a process that was
 * slow throughout.
 */
const TRIM = { one: 0.125, two: 0.25 };

export interface TrimmedInterval {
  readonly low: number;
  readonly centre: number;
  readonly high: number;
}

/** What an interval at any level is made of. */
export interface TrimmedEstimate {
  readonly centre: number;
  /** Of the centre, in units of the values, squared. */
  readonly squaredError: number;
  readonly degreesOfFreedom: number;
}

/** @param tail probability beyond either end */
export function intervalAt({ centre, squaredError, degreesOfFreedom }: TrimmedEstimate, tail: number): TrimmedInterval {
  if (squaredError === 0) return { low: centre, centre, high: centre };
  const reach = studentQuantile(tail, degreesOfFreedom) * Math.sqrt(squaredError);
  return { low: centre - reach, centre, high: centre + reach };
}

/** @returns null when there are fewer than two values */
export function estimateMean(values: readonly number[]): TrimmedEstimate | null {
  return values.length < 2 ? null : trim(values, TRIM.one);
}

/** @returns null when there are fewer than two values. @param tail probability beyond either end */
export function trimmedInterval(values: readonly number[], tail: number): TrimmedInterval | null {
  const estimate = estimateMean(values);
  return estimate && intervalAt(estimate, tail);
}

/** Interval of `to - from`. @returns null when either has fewer than two values. @param tail probability beyond either end */
export function trimmedDifference(
  from: readonly number[],
  to: readonly number[],
  tail: number,
): TrimmedInterval | null {
  const estimate = estimateDifference(from, to);
  return estimate && intervalAt(estimate, tail);
}

/**
 * Of `to - from`; on logarithms the difference is a ratio.
 * @returns null when either has fewer than two values
 */
export function estimateDifference(from: readonly number[], to: readonly number[]): TrimmedEstimate | null {
  if (from.length < 2 || to.length < 2) return null;
  const [a, b] = [trim(from, TRIM.two), trim(to, TRIM.two)];
  const squaredError = a.squaredError + b.squaredError;
  const centre = b.centre - a.centre;
  if (squaredError === 0) return { centre, squaredError, degreesOfFreedom: 1 };
  const welch =
    squaredError ** 2 / (a.squaredError ** 2 / a.degreesOfFreedom + b.squaredError ** 2 / b.degreesOfFreedom);
  // Rounded down to a tenth, the cautious side, so that quantiles need not be computed anew for every pair of runs.
  return { centre, squaredError, degreesOfFreedom: Math.floor(welch * 10) / 10 };
}

/** The longest reach to either side that an interval of so many values can have, as a multiple of the width of the range they lie in. */
export function longestReach(count: number, tail: number): number {
  const kept = count - 2 * Math.floor(TRIM.one * count);
  // No values within a range vary more than those of which half lie at either end.
  return studentQuantile(tail, kept - 1) * Math.sqrt(count / (4 * kept * (kept - 1)));
}

function trim(values: readonly number[], share: number): TrimmedEstimate {
  const ascending = sorted(values);
  const n = ascending.length;
  const cut = Math.floor(share * n);
  const kept = ascending.slice(cut, n - cut);
  const [least, most] = [kept[0] as number, kept.at(-1) as number];
  const winsorized = ascending.map((value) => Math.min(most, Math.max(least, value)));
  const centre = mean(winsorized);
  const squares = winsorized.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return {
    centre: mean(kept),
    squaredError: squares / (kept.length * (kept.length - 1)),
    degreesOfFreedom: kept.length - 1,
  };
}
