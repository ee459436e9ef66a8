/** What becomes of a wrong answer: whoever gave it is never timed. */
import type { BytesFunction, NumbersFunction, PluginFunction } from './function.ts';
import type { BytesCallAsync, BytesCallSync } from './signatures/bytes-to-u32.ts';
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
  asked: NumbersFunction,
  inputs: Inputs,
  enough: () => boolean,
): Promise<number> {
  for (const [a, b] of asked.vectors) checkAnswer(asked, await call(a, b), asked.answer(a, b), () => `(${a}, ${b})`);
  let checked = asked.vectors.length;
  for (let i = 0; i < inputs.a.length && !enough(); i++, checked++) {
    const [a, b] = [inputs.a[i] as number, inputs.b[i] as number];
    checkAnswer(asked, await call(a, b), asked.answer(a, b), () => `(${a}, ${b})`);
  }
  return checked;
}

/**
 * Calls the plugin with every test vector, then with the payloads until `enough()` says so, the first of them at least.
 * @returns how many calls were checked
 * @throws WrongAnswerError naming the length, the answer and what was expected
 */
export async function checkBytes(
  call: BytesCallSync | BytesCallAsync,
  asked: BytesFunction,
  payloads: readonly Uint8Array[],
  enough: () => boolean,
): Promise<number> {
  let checked = 0;
  const check = async (bytes: Uint8Array) => {
    checkAnswer(asked, await call(bytes), asked.answer(bytes), () => `${bytes.length} bytes`);
    checked++;
  };
  for (const [bytes] of asked.vectors) await check(bytes);
  for (const bytes of payloads) {
    await check(bytes);
    if (enough()) break;
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

function checkAnswer({ name }: PluginFunction, answer: unknown, expected: number, question: () => string): void {
  if (answer === expected) return;
  throw new WrongAnswerError(
    `it answers ${String(answer)} for ${question()} where the contract "${name}" says ${expected}`,
    'contract',
  );
}
