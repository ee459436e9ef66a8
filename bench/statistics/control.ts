/** The two ties that a run checks in itself: a case that is measured twice, and one in samples of two sizes. */
import type { SelfCheck } from '../result/document.ts';
import { toldApart } from './ranks.ts';
import { pairedRatio, type Ratio, type Sampled } from './ratio.ts';

/** Probability that a sound harness disagrees with itself, by chance, in one run. */
const SIGNIFICANCE = 0.01;
/** Differences of this size are of no concern, however surely they are there. */
const TOLERATED = { control: 0.02, batches: 0.03 };

type Measured<K extends 'control' | 'batches'> = Extract<SelfCheck[K], { status: 'measured' }>;
export type Control = Measured<'control'>;
export type Batches = Measured<'batches'>;

interface Tie {
  readonly ratio: Ratio;
  readonly agrees: boolean;
}

/** Identical arms. @returns null when the two share no block */
export function judgeControl(control: Sampled, original: Sampled): Tie | null {
  return judgeTie(control, original, TOLERATED.control);
}

/** Samples of two sizes, from the same runners and rounds. @returns null when the two share no block */
export function judgeBatches({ small, large }: Pick<Batches, 'small' | 'large'>): Tie | null {
  return judgeTie({ blocks: large }, { blocks: small }, TOLERATED.batches);
}

function judgeTie(one: Sampled, other: Sampled, tolerated: number): Tie | null {
  const ratio = pairedRatio(one, other);
  if (ratio === null) return null;
  const isShifted = Math.abs(ratio.median - 1) > tolerated;
  return { ratio, agrees: !(isShifted && toldApart(one, other, SIGNIFICANCE / 2)) };
}
