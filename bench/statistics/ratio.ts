/** Ratios between two cases of one run, paired: both were sampled side by side, so common disturbances cancel. */
import type { Block, MeasuredCase } from '../result/document.ts';
import { type Interval, medianInterval } from './median-interval.ts';
import { median } from './quantiles.ts';
import { blockNsPerIter } from './summarize.ts';

export interface Ratio extends Interval {
  readonly median: number;
}

/** The mechanism that others are divided by, within their scenario. */
export const REFERENCE_MECHANISM = 'static-import';

/**
 * Median over common blocks of `numerator / denominator`, with its interval.
 *
 * Within a block the ratio is that of samples of the same round, taken within milliseconds of each other, and the median
 * over rounds counts for the block: a processor that changes its clock in the middle of a block changes both samples of
 * a round, but would shift the two medians of the block differently.
 * @returns null when they share no block or the denominator is 0
 */
export function pairedRatio(numerator: MeasuredCase, denominator: MeasuredCase): Ratio | null {
  const denominators = new Map(denominator.blocks.map((block) => [block.block, block]));
  const ratios: number[] = [];
  for (const block of numerator.blocks) {
    const other = denominators.get(block.block);
    const rounds = other === undefined ? [] : ratiosByRound(block, other);
    if (rounds.length > 0) ratios.push(median(rounds));
  }
  return ratios.length === 0 ? null : { median: median(ratios), ...medianInterval(ratios) };
}

function ratiosByRound(numerator: Block, denominator: Block): number[] {
  const divisors = blockNsPerIter(denominator);
  return blockNsPerIter(numerator)
    .slice(0, divisors.length)
    .map((value, round) => value / (divisors[round] as number))
    .filter(Number.isFinite);
}
