/** Judges a stored truth document again, from its samples. Pure. */

import { DocumentError } from '../result/parse.ts';
import { printable } from '../result/printable.ts';
import { type Discrepancy, differences } from '../statistics/verify.ts';
import type { Check } from './check.ts';
import { CHECKS } from './checks.ts';
import type { TruthDocument } from './document.ts';

/**
 * @param name file name for the message
 * @throws DocumentError when the samples of a check are not of the shape that it stores
 * @returns everything that differs; empty when every finding and table follows from the samples
 */
export function verifyTruth(document: TruthDocument, name = 'The report'): Discrepancy[] {
  return document.checks.flatMap((result) => {
    if (result.status !== 'measured') return [];
    const check = CHECKS.find(({ name }) => name === result.name);
    if (check === undefined) return [{ where: result.name, stored: result.title, recomputed: undefined }];
    return differences(result.name, result.judgement, judgeAgain(check, result.samples, name));
  });
}

/** Each check has samples of a shape of its own, which no schema describes: whatever a judge stumbles over is not of it. */
function judgeAgain(check: Check, samples: unknown, name: string): unknown {
  try {
    return JSON.parse(JSON.stringify(check.judge(samples)));
  } catch (error) {
    const why = printable((error as Error).message).slice(0, 200);
    throw new DocumentError(
      `${name} is not a valid truth report: the samples of "${check.name}" cannot be judged (${why}).`,
    );
  }
}
