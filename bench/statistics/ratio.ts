/** Ratios between two cases of one run, paired by block: both were sampled side by side, so common disturbances cancel. */
import type { MeasuredCase } from '../result/document.ts';
import { type Interval, medianInterval } from './median-interval.ts';
import { median } from './quantiles.ts';
import { blockMedians } from './summarize.ts';

export interface Ratio extends Interval {
  readonly median: number;
}

/** The mechanism that others are divided by, within their scenario. */
export const REFERENCE_MECHANISM = 'static-import';

/**
 * Median over common blocks of `numerator / denominator`, with its interval.
 * @returns null when they share no block or the denominator is 0
 */
export function pairedRatio(numerator: MeasuredCase, denominator: MeasuredCase): Ratio | null {
  const denominators = mediansByBlock(denominator);
  const ratios: number[] = [];
  for (const [block, value] of mediansByBlock(numerator)) {
    const divisor = denominators.get(block);
    if (divisor !== undefined && divisor > 0) ratios.push(value / divisor);
  }
  return ratios.length === 0 ? null : { median: median(ratios), ...medianInterval(ratios) };
}

function mediansByBlock(measured: MeasuredCase): Map<number, number> {
  const medians = blockMedians(measured.blocks);
  return new Map(measured.blocks.map((block, index) => [block.block, medians[index] as number]));
}
