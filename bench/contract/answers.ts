/** What becomes of a wrong answer: whoever gave it is never timed. */
import type { PluginFunction } from './function.ts';
import type { CallAsync, CallSync, Inputs } from './signatures/i32-i32-to-i32.ts';

/** A plugin gave a wrong answer: it is never timed. */
export class WrongAnswerError extends Error {
  override name = 'WrongAnswerError';
  /** Which guard caught it: the contract's vectors and random arguments, or the checksum of timed calls. */
  readonly guard: 'contract' | 'checksum';

  constructor(message: string, guard: 'contract' | 'checksum') {
    super(message);
    this.guard = guard;
  }
}

/**
 * Calls the plugin with every test vector, then with the random arguments until `enough()` says so.
 * @returns how many calls were checked
 * @throws WrongAnswerError naming the call, the answer and what was expected
 */
export async function checkAnswers(
  call: CallSync | CallAsync,
  asked: PluginFunction,
  inputs: Inputs,
  enough: () => boolean,
): Promise<number> {
  for (const [a, b] of asked.vectors) checkAnswer(asked, a, b, await call(a, b));
  let checked = asked.vectors.length;
  for (let i = 0; i < inputs.a.length && !enough(); i++, checked++) {
    const [a, b] = [inputs.a[i] as number, inputs.b[i] as number];
    checkAnswer(asked, a, b, await call(a, b));
  }
  return checked;
}

/**
 * Verifies the checksum of a chain of calls.
 * @throws WrongAnswerError when it differs
 */
export function assertChecksum(checksum: number, expected: number, iterations: number): void {
  if (checksum !== expected) {
    throw new WrongAnswerError(
      `${iterations} chained calls have the checksum ${checksum} instead of ${expected}: some call was wrong or was not made`,
      'checksum',
    );
  }
}

function checkAnswer(asked: PluginFunction, a: number, b: number, answer: unknown): void {
  const expected = asked.answer(a, b);
  if (answer !== expected) {
    throw new WrongAnswerError(
      `it answers ${String(answer)} for (${a}, ${b}) where the contract "${asked.name}" says ${expected}`,
      'contract',
    );
  }
}
