/** Runs checks one after the other. One that fails or cannot be done is a result with a reason, and loses no other. */
import type { Clock } from '../sampling/clock.ts';
import { ChildError } from '../sampling/outcome.ts';
import { type Check, type CheckContext, CheckGap } from './check.ts';
import type { CheckResult } from './document.ts';

export async function runChecks(checks: readonly Check[], context: CheckContext, clock: Clock): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [index, check] of checks.entries()) {
    if (context.signal.aborted) break;
    if (checks.length > 1)
      context.say(`${check.name}, check ${index + 1} of ${checks.length}: ${check.title.toLowerCase()}`);
    results.push(await runCheck(check, context, clock));
  }
  return results;
}

async function runCheck(check: Check, context: CheckContext, clock: Clock): Promise<CheckResult> {
  const { name, title, question } = check;
  const start = clock.nowNs();
  try {
    // Through JSON, so that what is judged now is what will be judged when the document is read again.
    const samples = JSON.parse(JSON.stringify(await check.measure(context)));
    const judgement = check.judge(samples);
    const seconds = Number((Number(clock.nowNs() - start) / 1e9).toFixed(3));
    return { name, title, question, status: 'measured', seconds, samples, judgement };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (error instanceof CheckGap) return { name, title, question, status: 'skipped', reason: text };
    const failed = { name, title, question, status: 'failed' } as const;
    if (context.signal.aborted) return { ...failed, error: 'Interrupted.' };
    if (error instanceof ChildError) return { ...failed, error: text };
    // Whatever else is thrown is a fault of the check.
    const stack = error instanceof Error && error.stack !== undefined ? error.stack : text;
    return { ...failed, error: `A fault of plugin-bench: ${text}`, stack };
  }
}
