/**
 * The ladder: `spin(x, k)` does k steps of known work. A harness that tells the truth sees a straight line over k, whose
 * slope is what the library's own clock says of a step.
 *
 * The undisturbed time of a rung is used: the fastest sample of each process, because disturbance only adds, and of those
 * the lowest that a second process reproduces, because a single lucky one is no truth either.
 */
import type { LadderFigures, LadderSamples } from '../result/document.ts';
import { mean, median, sorted } from './quantiles.ts';

type LadderRunner = LadderSamples['runners'][number];
type Timed = NonNullable<LadderRunner['call']>;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Share of the variance that the line explains. */
  readonly rSquared: number;
}

export function ladderFigures({ runners }: LadderSamples): LadderFigures {
  const points = ladderPoints({ runners });
  const { slope, intercept, rSquared } = fitLine(points);
  const ownClockNs = ownClock(runners);
  return {
    slopeNs: slope,
    interceptNs: intercept,
    rSquared,
    emptySpinNs: points.find(({ x }) => x === 0)?.y ?? intercept,
    callNs: undisturbed(runners.flatMap(({ call }) => (call === null ? [] : [fastestNs(call)]))),
    ownClockNs,
    slopeError: ownClockNs === null ? null : slope / ownClockNs - 1,
  };
}

/** `spin(x, 0)` as rows of `call` see it, in nanoseconds; null when they were not taken. */
export function emptySpinRowNs({ runners }: Pick<LadderSamples, 'runners'>): number | null {
  return undisturbed(runners.flatMap(({ emptySpin }) => (emptySpin === undefined ? [] : [fastestNs(emptySpin)])));
}

/** Steps -> undisturbed nanoseconds per call. */
export function ladderPoints({ runners }: Pick<LadderSamples, 'runners'>): Point[] {
  const rungs = runners[0]?.rungs.map(({ steps }) => steps) ?? [];
  return rungs.map((steps, index) => ({
    x: steps,
    y: undisturbed(runners.map((runner) => fastestNs(runner.rungs[index] as Timed))) as number,
  }));
}

/**
 * Steps -> median nanoseconds per call, over processes and samples. For work whose fastest sample is luck rather than truth: an
 * interpreter runs a third faster while the processor happens to predict its jumps.
 */
export function medianLadderPoints({ runners }: Pick<LadderSamples, 'runners'>): Point[] {
  const rungs = runners[0]?.rungs.map(({ steps }) => steps) ?? [];
  return rungs.map((steps, index) => ({
    x: steps,
    y: median(runners.map((runner) => medianNs(runner.rungs[index] as Timed))),
  }));
}

/** Ordinary least squares. @throws RangeError for fewer than two different x */
export function fitLine(points: readonly Point[]): Line {
  const [meanX, meanY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const sum = (term: (point: Point) => number) => points.reduce((total, point) => total + term(point), 0);
  const squaresX = sum(({ x }) => (x - meanX) ** 2);
  if (!(squaresX > 0)) throw new RangeError('A line needs points at two different places.');
  const slope = sum(({ x, y }) => (x - meanX) * (y - meanY)) / squaresX;
  const intercept = meanY - slope * meanX;
  const squaresY = sum(({ y }) => (y - meanY) ** 2);
  const residual = sum(({ x, y }) => (y - intercept - slope * x) ** 2);
  return { slope, intercept, rSquared: squaresY === 0 ? 1 : 1 - residual / squaresY };
}

function fastestNs({ iterationsPerSample, sampleDurationsNs }: Timed): number {
  return Math.min(...sampleDurationsNs) / iterationsPerSample;
}

function medianNs({ iterationsPerSample, sampleDurationsNs }: Timed): number {
  return median(sampleDurationsNs) / iterationsPerSample;
}

function ownClock(runners: readonly LadderRunner[]): number | null {
  const perStep = runners.flatMap(({ ownClock: clock }) =>
    clock === null ? [] : [Math.min(...clock.readingsNs) / clock.stepsPerReading],
  );
  return undisturbed(perStep);
}

/** Two processes reproduce each other when they differ by no more. */
const REPRODUCED = 0.02;

/** @param fastest one value per process; a single one has to do */
function undisturbed(fastest: readonly number[]): number | null {
  const ascending = sorted(fastest);
  const isReproduced = (value: number, index: number) => (ascending[index + 1] ?? 0) <= value * (1 + REPRODUCED);
  return ascending.slice(0, -1).find(isReproduced) ?? ascending[0] ?? null;
}
