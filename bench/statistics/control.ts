/** Identical arms: a case that is measured twice must not be told apart from itself. */
import type { SelfCheck } from '../result/document.ts';
import { toldApart } from './ranks.ts';
import { pairedRatio, type Ratio, type Sampled } from './ratio.ts';

/** Probability that a sound harness disagrees with itself, by chance, in one run. */
const SIGNIFICANCE = 0.01;
/** A difference of this size is of no concern, however surely it is there. */
const TOLERATED_SHIFT = 0.02;

export type Control = Extract<SelfCheck['control'], { status: 'measured' }>;

/** @returns null when the two share no block */
export function judgeControl(control: Sampled, original: Sampled): Pick<Control, 'ratio' | 'agrees'> | null {
  const ratio: Ratio | null = pairedRatio(control, original);
  if (ratio === null) return null;
  const isShifted = Math.abs(ratio.median - 1) > TOLERATED_SHIFT;
  return { ratio, agrees: !(isShifted && toldApart(control, original, SIGNIFICANCE / 2)) };
}
