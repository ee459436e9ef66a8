/** Takes samples of a routine: a lead-in, then two clock readings around a batch, with phases in between. */
import type { Phase } from '../result/document.ts';
import type { MarkPhase, Routine } from '../scenario.ts';
import type { Clock } from './clock.ts';
import type { Meter } from './metric.ts';

/** The size of a sample; see calibrate.ts. All arms of a case have one. */
export interface Batch {
  /** Iterations between the two clock readings, at least 1. */
  readonly iterationsPerSample: number;
  /** Untimed iterations before them, since a runner comes from a pause; 0 for work that is done once per process. */
  readonly leadInIterations: number;
}

/** Work that is done once per sample, and has no steady state to come to. */
export const SINGLE: Batch = { iterationsPerSample: 1, leadInIterations: 0 };

/** One timed batch. Phases are there when the routine marked any, and sum to the duration. */
export interface Sample {
  readonly durationNs: number;
  readonly phasesNs: Partial<Record<Phase, number>>;
  /** The first iteration of the lead-in: what one call costs after a pause. Absent without a lead-in. */
  readonly firstCallNs?: number | undefined;
  /** What another meter than the clock read, in the unit of its metric. */
  readonly reading?: number | undefined;
}

interface Timed {
  readonly durationNs: number;
  readonly reading: number | undefined;
  readonly marks: readonly (readonly [Phase, bigint])[];
  readonly start: bigint;
  readonly checksum: number;
  readonly iterations: number;
}

/**
 * The lead-in is the same loop, so that what the clock sees begins where the loop already is: caches filled, the other side
 * of a pipe awake. Its first iteration is timed by itself. Another meter than the clock is read around the clock's readings.
 * @throws what `afterSample` throws when an answer was wrong, those of the lead-in included
 */
export async function takeSample(
  routine: Routine,
  { iterationsPerSample, leadInIterations }: Batch,
  clock: Clock,
  meter?: Meter,
): Promise<Sample> {
  await routine.beforeSample?.();
  const leadIn: Timed[] = [];
  if (leadInIterations > 0) leadIn.push(await timed(routine, 1, clock));
  if (leadInIterations > 1) leadIn.push(await timed(routine, leadInIterations - 1, clock));
  const sample = await timed(routine, iterationsPerSample, clock, meter);
  // Verified when all is timed: nothing may come between the lead-in and the sample.
  for (const { checksum, iterations } of [...leadIn, sample]) await routine.afterSample(checksum, iterations);
  const [first] = leadIn;
  return {
    durationNs: sample.durationNs,
    phasesNs: phasesBetween(sample.start, sample.marks),
    ...(first === undefined ? {} : { firstCallNs: first.durationNs }),
    ...(sample.reading === undefined ? {} : { reading: sample.reading }),
  };
}

async function timed(routine: Routine, iterations: number, clock: Clock, meter?: Meter): Promise<Timed> {
  const marks: [Phase, bigint][] = [];
  const markPhase: MarkPhase = (phase) => marks.push([phase, clock.nowNs()]);
  const before = meter?.read();
  const start = clock.nowNs();
  const pending = routine.run(iterations, markPhase);
  // A synchronous routine must not pay for an await.
  const checksum = typeof pending === 'number' ? pending : await pending;
  const end = marks.at(-1)?.[1] ?? clock.nowNs();
  const reading = meter === undefined || before === undefined ? undefined : Number(meter.read() - before);
  return { durationNs: Number(end - start), reading, marks, start, checksum, iterations };
}

function phasesBetween(start: bigint, marks: readonly (readonly [Phase, bigint])[]): Partial<Record<Phase, number>> {
  const phases: Partial<Record<Phase, number>> = {};
  let previous = start;
  for (const [phase, at] of marks) {
    phases[phase] = (phases[phase] ?? 0) + Number(at - previous);
    previous = at;
  }
  return phases;
}
