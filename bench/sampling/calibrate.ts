/**
 * Warms a routine up and finds the size of its samples.
 *
 * A runner sleeps between its samples, and comes back cold: the first calls after a pause are slow, over pipes by a hundred
 * microseconds in all. Whatever part of that lies between the two clock readings is divided by the size of the batch, so that
 * the figure would depend on the size. Therefore every sample has a lead-in, as long as the routine takes to become steady
 * after a pause, and all arms of a case have one size from a coarse grid.
 */
import type { Routine } from '../scenario.ts';
import { mean, median } from '../statistics/quantiles.ts';
import type { Clock } from './clock.ts';
import type { Collections } from './garbage.ts';
import { type Batch, takeSample } from './sample.ts';

export interface WarmUp {
  /** Wall time to spend before anything is kept. */
  readonly warmUpNs: number;
  /** Length of a sample, about: the size is a power of two, so it lasts between 0.7 and 1.4 times as long. */
  readonly targetNs: number;
  /**
   * Whether the code that is timed is the code that will stay. A slow machine needs longer for that, not forever: what is
   * unsettled after so many warm-ups is sampled, and whoever replaces it then is found out.
   */
  isSettled?(): boolean;
}

const LONGEST_WARM_UP = 5;

/** What the last batch of a warm-up says. */
export interface Warmth {
  readonly nsPerIter: number;
  /** Its size. */
  readonly iterations: number;
}

/**
 * Runs the routine until it has been warm for long enough.
 *
 * V8 compiles in steps (interpreter, baseline, optimising compilers; for WebAssembly after a budget of calls), so the
 * first batches are slower: the last one, by then compiled, says how long an iteration takes, about.
 */
export async function warmUp(
  routine: Routine,
  { warmUpNs, targetNs, isSettled = () => true }: WarmUp,
  clock: Clock,
): Promise<Warmth> {
  let iterations = 1;
  let largest = 1;
  let spentNs = 0;
  let nsPerIter = Number.POSITIVE_INFINITY;
  const goesOn = () =>
    spentNs < warmUpNs ||
    nsPerIter === Number.POSITIVE_INFINITY ||
    (!isSettled() && spentNs < LONGEST_WARM_UP * warmUpNs);
  while (goesOn()) {
    const durationNs = await runBatch(routine, iterations, clock);
    largest = iterations;
    spentNs += durationNs;
    nsPerIter = durationNs > 0 ? durationNs / iterations : Number.POSITIVE_INFINITY;
    // Batches grow until they reach the target: long enough to trust, short enough to end near the wanted time.
    if (durationNs < targetNs) iterations *= 2;
  }
  return { nsPerIter, iterations: largest };
}

/** Batches that agree on a size. */
const SIZING_BATCHES = 5;
/** A size that does not settle swings between two neighbours of the grid; either will do. */
const SIZING_ATTEMPTS = 4;
/** From one batch to the next. Work whose time does not grow with its size would get samples without end. */
const MOST_GROWTH = 4;

const LARGEST_EXPONENT = 30;

/**
 * The nearest power of two, at least 1: the same size again, although no two calibrations see the same nanoseconds. Made of integers:
 * V8 takes the result of `**` for a floating-point number, and compiles the loop that counts to it in another way.
 */
export function gridSize(iterations: number): number {
  return 1 << Math.min(LARGEST_EXPONENT, Math.max(0, Math.round(Math.log2(iterations))));
}

export interface Calibration {
  readonly targetNs: number;
  /** Garbage is watched for as long. */
  readonly warmUpNs: number;
  readonly warmth: Warmth;
  /** Lets time pass in which the routine does nothing, as the runner does between two samples. */
  pause(): Promise<void>;
  /** Watches the garbage collector until the answer is called; default: there is none. */
  watchCollections?(): () => Promise<Collections>;
}

/** Sizes the samples of a routine that is warm, while nothing else runs. */
export async function calibrate(
  routine: Routine,
  { targetNs, warmUpNs, warmth, pause, watchCollections }: Calibration,
  clock: Clock,
): Promise<Batch> {
  let iterationsPerSample = gridSize(Math.min(targetNs / warmth.nsPerIter, MOST_GROWTH * warmth.iterations));
  for (let attempt = 0; attempt < SIZING_ATTEMPTS; attempt++) {
    const durations: number[] = [];
    for (let batch = 0; batch < SIZING_BATCHES; batch++) {
      durations.push(await runBatch(routine, iterationsPerSample, clock));
    }
    const growth = Math.min(targetNs / Math.max(1, median(durations)), MOST_GROWTH);
    const better = gridSize(growth * iterationsPerSample);
    if (better === iterationsPerSample) break;
    iterationsPerSample = better;
  }
  const pieces = await watchAfterPauses(routine, iterationsPerSample, pause, clock);
  const factor = watchCollections
    ? await lengthen(routine, iterationsPerSample, { targetNs, warmUpNs, watchCollections }, clock)
    : 1;
  return {
    iterationsPerSample: iterationsPerSample * factor,
    leadInIterations: leadInOf(
      pieces.map((durations) => median(durations)),
      iterationsPerSample,
    ),
  };
}

/** Pauses after which the routine is watched. */
const PAUSES = 5;
/** Pieces of a sample that are watched one by one, for the length of four samples. */
const PIECES_PER_SAMPLE = 8;
const SAMPLES_WATCHED = 4;
/**
 * The shortest lead-in, as a share of the sample: what a quiet moment of calibration does not show, a pause in which many
 * runners use caches and processors does.
 */
const LEAD_IN_SHARE = 1;
/**
 * And in iterations: what one leaves behind is tidied up during the next. A single call of @wasmer/sdk after a single one costs
 * an eighth less than the second of two.
 */
const FEWEST_LEAD_IN = 4;
/** What may be left of the pause in a sample. */
const STEADY = 0.01;

/** @returns the durations of each piece after a pause, one for each pause */
async function watchAfterPauses(
  routine: Routine,
  iterationsPerSample: number,
  pause: () => Promise<void>,
  clock: Clock,
): Promise<number[][]> {
  const piece = pieceOf(iterationsPerSample);
  const count = (SAMPLES_WATCHED * iterationsPerSample) / piece;
  const pieces: number[][] = Array.from({ length: count }, () => []);
  for (let time = 0; time < PAUSES; time++) {
    await pause();
    for (const durations of pieces) durations.push(await runBatch(routine, piece, clock));
  }
  return pieces;
}

function pieceOf(iterationsPerSample: number): number {
  return Math.max(1, iterationsPerSample / PIECES_PER_SAMPLE);
}

/**
 * The shortest lead-in after which a whole sample is within 1 % of the last pieces. It is a matter of calls where the other
 * side was asleep, and of time where a processor takes milliseconds to reach its speed after a rest, as in virtual machines.
 * @param pieces median duration of each piece after a pause
 */
function leadInOf(pieces: readonly number[], iterationsPerSample: number): number {
  const piece = pieceOf(iterationsPerSample);
  const perSample = iterationsPerSample / piece;
  const limit = median(pieces.slice(-perSample)) * (1 + STEADY);
  let skipped = 0;
  while (skipped < pieces.length - perSample && mean(pieces.slice(skipped, skipped + perSample)) > limit) skipped++;
  return Math.max(FEWEST_LEAD_IN, iterationsPerSample * LEAD_IN_SHARE, skipped * piece);
}

/** Collections that a sample should contain, where they take a share of the time that shows. */
const COLLECTIONS_PER_SAMPLE = 4;
const COLLECTED_SHARE = 0.04;
/** Fewer may be chance. */
const FEWEST_COLLECTIONS = 2;
const LONGEST_SAMPLE = 32;

/**
 * A cost that comes once in many calls is in some samples and not in others, so that the median is that of the others: such
 * a sample is lengthened until it contains some.
 * @returns the factor, a power of two
 */
async function lengthen(
  routine: Routine,
  iterationsPerSample: number,
  { targetNs, warmUpNs, watchCollections }: Required<Pick<Calibration, 'targetNs' | 'warmUpNs' | 'watchCollections'>>,
  clock: Clock,
): Promise<number> {
  const stopWatching = watchCollections();
  let busyNs = 0;
  // Work whose time does not grow with its size would be watched without end.
  const most = (MOST_GROWTH * warmUpNs) / targetNs;
  for (let batch = 0; batch < most && busyNs < warmUpNs; batch++) {
    busyNs += await runBatch(routine, iterationsPerSample, clock);
  }
  const { count, durationNs } = await stopWatching();
  if (count < FEWEST_COLLECTIONS || durationNs < COLLECTED_SHARE * busyNs) return 1;
  const wanted = (COLLECTIONS_PER_SAMPLE * busyNs) / count / targetNs;
  return Math.min(LONGEST_SAMPLE, 1 << Math.min(LARGEST_EXPONENT, Math.max(0, Math.ceil(Math.log2(wanted)))));
}

async function runBatch(routine: Routine, iterations: number, clock: Clock): Promise<number> {
  const { durationNs } = await takeSample(routine, { iterationsPerSample: iterations, leadInIterations: 0 }, clock);
  return durationNs;
}
