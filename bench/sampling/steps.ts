/** How far the part of a block is that is being sampled, for whoever waits. */
import type { PlannedCase } from './lockstep.ts';

/** How far a part of a block is. */
export interface Step<C extends PlannedCase = PlannedCase> {
  readonly block: number;
  readonly part: readonly C[];
  /** While a runner is started and gets warm no sample is taken that counts; a set-up is started and sampled in one. */
  readonly doing: 'starting' | 'started' | 'sampling' | 'ending';
  /** Of the case. */
  readonly id: string;
  /** Starts, samples and ends that are done in this part, and how many there are. */
  readonly done: number;
  readonly total: number;
}

export type Stepper = (doing: Step['doing'], planned: PlannedCase, state: 'begun' | 'done') => void;

/** Counts what a part has done. @param onStep told of each step */
export function stepper<C extends PlannedCase>(
  part: readonly C[],
  block: number,
  onStep: ((step: Step<C>) => void) | undefined,
): Stepper {
  // What is counted side by side is one step for each runner, from its start to its end.
  const timed = part.filter(({ isUndisturbed = false }) => !isUndisturbed);
  const starts = timed.filter(({ samplesPerRunner }) => samplesPerRunner === 'many').length;
  const samples = timed.reduce(
    (sum, { samplesPerBlock, sizeFactors = [1] }) => sum + samplesPerBlock * sizeFactors.length,
    0,
  );
  // Each set-up of the first block is preceded by one that is thrown away.
  const discarded = block === 0 ? timed.length - starts : 0;
  let done = 0;
  return (doing, { id }, state) => {
    if (state === 'done') done++;
    const total = part.length - timed.length + 2 * starts + samples + discarded;
    onStep?.({ block, part, doing, id, done, total: Math.max(done, total) });
  };
}
