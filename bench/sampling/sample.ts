/** Takes samples of a routine: two clock readings around it, phases in between, and how long a sample has to be. */
import type { Phase } from '../result/document.ts';
import type { Routine } from '../scenario.ts';
import type { Clock } from './clock.ts';

/** One timed batch. Phases are there when the routine marked any, and sum to the duration. */
export interface Sample {
  readonly durationNs: number;
  readonly phasesNs: Partial<Record<Phase, number>>;
}

export async function takeSample(routine: Routine, iterations: number, clock: Clock): Promise<Sample> {
  await routine.beforeSample?.();
  const marks: [Phase, bigint][] = [];
  const start = clock.nowNs();
  const pending = routine.run(iterations, (phase) => marks.push([phase, clock.nowNs()]));
  // A synchronous routine must not pay for an await.
  const checksum = typeof pending === 'number' ? pending : await pending;
  const end = marks.at(-1)?.[1] ?? clock.nowNs();
  await routine.afterSample(checksum, iterations);
  return { durationNs: Number(end - start), phasesNs: phasesBetween(start, marks) };
}

function phasesBetween(start: bigint, marks: readonly [Phase, bigint][]): Partial<Record<Phase, number>> {
  const phases: Partial<Record<Phase, number>> = {};
  let previous = start;
  for (const [phase, at] of marks) {
    phases[phase] = (phases[phase] ?? 0) + Number(at - previous);
    previous = at;
  }
  return phases;
}

export interface WarmUp {
  /** Wall time to spend before anything is kept. */
  readonly warmUpNs: number;
  /** Shortest sample wanted. */
  readonly targetNs: number;
  /**
   * Whether the code that is timed is the code that will stay. A slow machine needs longer for that, not forever: what is
   * unsettled after so many warm-ups is sampled, and whoever replaces it then is found out.
   */
  isSettled?(): boolean;
}

const LONGEST_WARM_UP = 5;

/**
 * Runs the routine until it has been warm for long enough, then sizes a sample.
 *
 * V8 compiles in steps (interpreter, baseline, optimising compilers; for WebAssembly after a budget of calls), so the
 * first batches are slower: only the last ones, by then compiled, decide how many iterations fill the target.
 * @returns iterations per sample, a positive integer
 */
export async function warmUpAndCalibrate(
  routine: Routine,
  { warmUpNs, targetNs, isSettled = () => true }: WarmUp,
  clock: Clock,
): Promise<number> {
  let iterations = 1;
  let spentNs = 0;
  let nsPerIter = Number.POSITIVE_INFINITY;
  const goesOn = () =>
    spentNs < warmUpNs ||
    nsPerIter === Number.POSITIVE_INFINITY ||
    (spentNs < LONGEST_WARM_UP * warmUpNs && !isSettled());
  while (goesOn()) {
    const { durationNs } = await takeSample(routine, iterations, clock);
    spentNs += durationNs;
    nsPerIter = durationNs > 0 ? durationNs / iterations : Number.POSITIVE_INFINITY;
    // Batches grow until they reach the target: long enough to trust, short enough to end near the wanted time.
    if (durationNs < targetNs) iterations *= 2;
  }
  return Math.max(1, Math.ceil(targetNs / nsPerIter));
}
