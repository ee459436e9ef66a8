/**
 * Whether a runner was steady while it was sampled: a test for one change of level among its samples.
 *
 * The test is Pettitt's ("A non-parametric approach to the change-point problem", Appl. Statist. 28(2), 1979), by ranks,
 * so that spikes do not trigger it. A machine that changes its speed changes all runners of a round; what counts here is
 * how a runner moves against the others, so each sample is first divided by what the others did in the same round.
 */
import { median } from './quantiles.ts';

/** A change of level within one runner. */
export interface ChangePoint {
  /** Samples before the change. */
  readonly at: number;
  /** Level after the change divided by that before it. */
  readonly ratio: number;
}

/** A runner without any change is called unsteady with this probability. */
const SIGNIFICANCE = 0.001;
/** A smaller change of level is of no concern. */
const SMALLEST_CHANGE = 0.05;

/**
 * Samples of one runner relative to the rounds they were taken in.
 * @param runners ns/iter of each runner of a block, in the order of rounds; the first is the one in question
 */
export function relativeToRounds([own = [], ...others]: readonly (readonly number[])[]): number[] {
  const scaled = others.filter((runner) => runner.length >= own.length).map(scale);
  // Two others could not outvote one that is itself unsteady.
  if (scaled.length < 3) return scale(own);
  return scale(own).map((value, round) => value / median(scaled.map((runner) => runner[round] as number)));
}

/** @returns the change, or null when the values are as steady as chance makes them */
export function findChangePoint(values: readonly number[]): ChangePoint | null {
  const n = values.length;
  let [sum, most, at] = [0, 0, 0];
  for (let t = 0; t < n - 1; t++) {
    for (const other of values) sum += Math.sign((values[t] as number) - other);
    if (Math.abs(sum) > most) [most, at] = [Math.abs(sum), t + 1];
  }
  const probability = 2 * Math.exp((-6 * most ** 2) / (n ** 3 + n ** 2));
  if (at === 0 || probability > SIGNIFICANCE) return null;
  const ratio = median(values.slice(at)) / median(values.slice(0, at));
  return Math.abs(ratio - 1) < SMALLEST_CHANGE ? null : { at, ratio };
}

function scale(values: readonly number[]): number[] {
  const centre = median(values);
  return values.map((value) => value / centre);
}
