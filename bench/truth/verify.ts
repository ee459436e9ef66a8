/** Judges a stored truth document again, from its samples. Pure. */
import { type Discrepancy, differences } from '../statistics/verify.ts';
import { CHECKS } from './checks.ts';
import type { TruthDocument } from './document.ts';

/** @returns everything that differs; empty when every finding and table follows from the samples */
export function verifyTruth(document: TruthDocument): Discrepancy[] {
  return document.checks.flatMap((result) => {
    if (result.status !== 'measured') return [];
    const check = CHECKS.find(({ name }) => name === result.name);
    if (check === undefined) return [{ where: result.name, stored: result.title, recomputed: undefined }];
    return differences(result.name, result.judgement, JSON.parse(JSON.stringify(check.judge(result.samples))));
  });
}
