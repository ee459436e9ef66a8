/** Claims that two things cost the same: bounded to both sides, and silent where the samples do not suffice. Pure. */
import { formatChange } from '../report/format.ts';
import type { Ratio } from '../statistics/ratio.ts';
import type { Finding } from './document.ts';

/** An interval that reaches further from its middle, to either side, could hide anything. */
export const WIDEST = 0.1;

/** @param limit difference that is of no concern, as a share: 0.02 = 2 % */
export function tieBound(limit: number): string {
  return `within ${limit * 100} %, or inside an interval of at most ±${WIDEST * 100} %`;
}

/**
 * The claim holds unless the whole interval lies beyond the limit; it is not judged where the interval is too wide.
 * @param ratio of the two; null when one was not measured
 */
export function judgeTie(ratio: Ratio | null, limit: number): Pick<Finding, 'seen' | 'holds'> {
  if (ratio === null) return { seen: 'not measured', holds: null };
  const { median, low, high } = ratio;
  const seen = `${formatChange(median)} [${formatChange(low)}, ${formatChange(high)}]`;
  if (low > 1 + limit || high < 1 - limit) return { seen, holds: false };
  const reach = Math.max(median - low, high - median);
  // One block has an interval of no width, which says nothing.
  return { seen, holds: ratio.level === 0 || reach > WIDEST ? null : true };
}
