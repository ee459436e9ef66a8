/**
 * Whether a runner was steady while it was sampled: a test for one change of level among its samples.
 *
 * The test is Pettitt's ("A non-parametric approach to the change-point problem", Appl. Statist. 28(2), 1979), by ranks,
 * so that spikes do not trigger it. A machine that changes its speed changes all runners of a round; what counts here is
 * how a runner moves against the others, so each sample is first divided by what the others did in the same round.
 */
import { median, medianWithout, sorted } from './quantiles.ts';

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

/** Fewer others could not outvote one that is itself unsteady. */
const FEWEST_OTHERS = 3;

/**
 * Samples of each runner relative to the rounds they were taken in: divided by the median of all others in that round.
 * @param runners ns/iter of each runner of a block, in the order of rounds
 */
export function relativeToRounds(runners: readonly (readonly number[])[]): number[][] {
  const scaled = runners.map(scale);
  const relative = scaled.map((values) => [...values]);
  // A runner is held against those that took part in all of its rounds. Rounds are sorted once for all runners of a length.
  for (const rounds of new Set(runners.map(({ length }) => length))) {
    const judges = scaled.flatMap((values, runner) => (values.length >= rounds ? [{ values, runner }] : []));
    if (judges.length - 1 < FEWEST_OTHERS) continue;
    for (let round = 0; round < rounds; round++) {
      const ascending = judges
        .map(({ values, runner }) => ({ value: values[round] as number, runner, isOwn: values.length === rounds }))
        .sort((a, b) => a.value - b.value);
      const values = ascending.map(({ value }) => value);
      ascending.forEach(({ value, runner, isOwn }, place) => {
        if (isOwn) (relative[runner] as number[])[round] = value / medianWithout(values, place);
      });
    }
  }
  return relative;
}

/** @returns the change, or null when the values are as steady as chance makes them */
export function findChangePoint(values: readonly number[]): ChangePoint | null {
  const n = values.length;
  if (!values.every(Number.isFinite)) return null;
  const balanceOf = balances(values);
  let [sum, most, at] = [0, 0, 0];
  for (let t = 0; t < n - 1; t++) {
    sum += balanceOf.get(values[t] as number) as number;
    if (Math.abs(sum) > most) [most, at] = [Math.abs(sum), t + 1];
  }
  const probability = 2 * Math.exp((-6 * most ** 2) / (n ** 3 + n ** 2));
  if (at === 0 || probability > SIGNIFICANCE) return null;
  const ratio = median(values.slice(at)) / median(values.slice(0, at));
  return Math.abs(ratio - 1) < SMALLEST_CHANGE ? null : { at, ratio };
}

/** Of each value, how many are smaller less how many are larger. */
function balances(values: readonly number[]): Map<number, number> {
  const ascending = sorted(values);
  const smaller = new Map<number, number>();
  const larger = new Map<number, number>();
  ascending.forEach((value, place) => {
    if (!smaller.has(value)) smaller.set(value, place);
    larger.set(value, values.length - 1 - place);
  });
  return new Map([...smaller].map(([value, count]) => [value, count - (larger.get(value) as number)]));
}

function scale(values: readonly number[]): number[] {
  const centre = median(values);
  return values.map((value) => value / centre);
}
