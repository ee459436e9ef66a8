/** One run given for both sides: a gate would pass for ever, so there is nothing to say of any row. */
import type { Verdict } from './verdict.ts';

/** What tells runs apart; the arms of one run have one time, and one digest where they count the same. */
export interface RunMark {
  readonly createdAt: string;
  readonly samplesSha256: string;
  readonly pair: { readonly arm: 'base' | 'current' } | null;
}

export function isSameRun(one: RunMark, other: RunMark): boolean {
  const isSame = one.createdAt === other.createdAt && one.samplesSha256 === other.samplesSha256;
  return isSame && one.pair?.arm === other.pair?.arm;
}

/** @param advice a sentence: what to give instead */
export function refuseSameRun(verdict: Verdict, advice: string): Verdict {
  const refusals = [`Both are the same run: there is nothing to compare. ${advice}`];
  return { ...verdict, outcome: 'could-not-measure', refusals, comparisons: [], machine: null, machineMoved: false };
}
