/** Ratios between two cases of one run, paired: both were sampled side by side, so common disturbances cancel. */
import type { Block } from '../result/document.ts';
import { type Interval, medianInterval } from './median-interval.ts';
import { median } from './quantiles.ts';
import { blockFigures, keptBlocks } from './summarize.ts';

export interface Ratio extends Interval {
  readonly median: number;
}

/** Anything that has been sampled in blocks. */
export interface Sampled {
  readonly blocks: readonly Block[];
}

/** The mechanism that others are divided by, within their scenario and runtime. */
export const REFERENCE_MECHANISM = 'static-import';
/** That, and what it is in the Rust host. */
export const REFERENCE_MECHANISMS: readonly string[] = [REFERENCE_MECHANISM, 'static-link'];

/**
 * Median over common blocks of `numerator / denominator`, with its interval.
 * @returns null when they share no block or the denominator is 0
 */
export function pairedRatio(numerator: Sampled, denominator: Sampled): Ratio | null {
  const ratios = blockRatios(numerator, denominator);
  return ratios.length === 0 ? null : estimate(ratios);
}

/** A median with its interval. @param values one for each block, at least one */
export function estimate(values: readonly number[]): Ratio {
  return { median: median(values), ...medianInterval(values) };
}

/**
 * One ratio per common block: that of samples of the same round, taken within milliseconds of each other, by its median
 * over the rounds. A processor that changes its clock in the middle of a block changes both samples of a round, but would
 * shift the two medians of the block differently.
 */
export function blockRatios(numerator: Sampled, denominator: Sampled): number[] {
  const denominators = new Map(keptBlocks(denominator.blocks).map((block) => [block.block, block]));
  return keptBlocks(numerator.blocks).flatMap((block) => {
    const other = denominators.get(block.block);
    const rounds = other === undefined ? [] : ratiosByRound(block, other);
    return rounds.length === 0 ? [] : [median(rounds)];
  });
}

function ratiosByRound(numerator: Block, denominator: Block): number[] {
  const divisors = blockFigures(denominator);
  return blockFigures(numerator)
    .slice(0, divisors.length)
    .map((value, round) => value / (divisors[round] as number))
    .filter(Number.isFinite);
}
