/**
 * Warms a routine up and finds the size of its samples for a meter that counts work. No clock is asked: how often the routine has
 * run, hence what V8 has compiled, is the same in every process, and so is the count.
 */
import type { Routine } from '../scenario.ts';
import { gridSize } from './calibrate.ts';
import type { Clock } from './clock.ts';
import type { Meter } from './metric.ts';
import { type Batch, type Sample, takeSample } from './sample.ts';

export interface CountedWarmUp {
  /** What a sample should count, about: the size is a power of two. */
  readonly target: number;
  /** The size, where it is known. */
  readonly batch: Batch | null;
  /** Whether the code that is counted is the code that will stay. */
  isSettled(): boolean;
}

/** What a routine has counted before it is sampled, in targets: V8 compiles what has run often, and not all of it can be watched. */
const SHORTEST_WARM_UP = 50;
/** And how often it has run: functions that are called once in an iteration are compiled for good after some thousands of calls. */
const FEWEST_ITERATIONS = 20_000;
/** What is not steady by then is sampled as it is. */
const LONGEST_WARM_UP = 400;
/** Two batches of one size are steady when they differ by less: nothing but the code itself makes them differ. */
const STEADY = 0.001;

/** Runs batches until they have counted enough and are steady, of code that was settled when they began; then one sample for nothing. */
export async function warmByCount(
  routine: Routine,
  { target, batch, isSettled }: CountedWarmUp,
  meter: Meter,
  clock: Clock,
): Promise<Batch> {
  const count = async (iterations: number) => (await takeBatch(routine, iterations, meter, clock)).reading;
  let [iterations, counted, isSteady] = [1, 0, false];
  const done = { counted: 0, iterations: 0 };
  const isWarm = () => done.counted >= SHORTEST_WARM_UP * target && done.iterations >= FEWEST_ITERATIONS && isSteady;
  while (!isWarm() && done.counted < LONGEST_WARM_UP * target) {
    const previous = counted < target ? null : counted;
    if (previous === null) iterations *= 2;
    const wasSettled = isSettled();
    counted = await count(iterations);
    done.counted += counted;
    done.iterations += iterations;
    isSteady = wasSettled && previous !== null && Math.abs(counted / previous - 1) < STEADY;
  }
  const size = batch?.iterationsPerSample ?? gridSize((target * iterations) / counted);
  await countSample(routine, size, meter, clock);
  return { iterationsPerSample: size, leadInIterations: 0 };
}

/**
 * What so many iterations count: the difference of two batches, one of which has so many more. Whatever else lies between two
 * readings is in both.
 */
export async function countSample(routine: Routine, iterations: number, meter: Meter, clock: Clock): Promise<Sample> {
  const once = await takeBatch(routine, iterations, meter, clock);
  const twice = await takeBatch(routine, 2 * iterations, meter, clock);
  return { ...twice, reading: twice.reading - once.reading };
}

async function takeBatch(routine: Routine, iterationsPerSample: number, meter: Meter, clock: Clock) {
  const sample = await takeSample(routine, { iterationsPerSample, leadInIterations: 0 }, clock, meter);
  return { ...sample, reading: sample.reading ?? 0 };
}

/** Checks of answers that stand for any length of time where no clock is asked. */
const CHECKS = 64;

/** @returns a function that says "enough" after a fixed number of questions */
export function countdown(): () => boolean {
  let left = CHECKS;
  return () => --left < 0;
}
