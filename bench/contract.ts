/**
 * What every plugin exports, and the answers it must give before anybody times it.
 *
 * One semantic contract, `min(i32, i32) -> i32`; how arguments and results cross the boundary is each mechanism's own
 * affair and part of its cost.
 */

/** The plugin's function as the host calls it. */
export type MinSync = (a: number, b: number) => number;
export type MinAsync = (a: number, b: number) => Promise<number>;

/** An answer function that a plugin is held against. */
export interface Contract {
  readonly name: string;
  answer(a: number, b: number): number;
}

export const MIN_CONTRACT: Contract = { name: 'min', answer: (a, b) => (a < b ? a : b) };

/** The contract of the floor: the cheapest callee whose result still depends on its arguments. */
export const FIRST_ARGUMENT_CONTRACT: Contract = { name: 'first argument', answer: (a) => a };

/** Dependent operations in one step of `spin`: as many multiplications, each followed by an exclusive or. */
export const LINKS_PER_STEP = 16;
const MULTIPLIER = 0x2c1b3c6d;
const FLIPPED_BITS = 0x297a2d39;

/**
 * The ladder's function, `spin(x, k)`: k steps of dependent operations, by which the suite measures its own error. What
 * makes it a ladder is that nobody can shorten it: a multiplication modulo 2^32 does not distribute over an exclusive or
 * with a constant, so neither two links nor two steps can be folded into one.
 */
export const SPIN_CONTRACT: Contract = {
  name: 'spin',
  answer(x, k) {
    let result = x;
    for (let link = 0; link < k * LINKS_PER_STEP; link++) result = Math.imul(result, MULTIPLIER) ^ FLIPPED_BITS;
    return result;
  },
};

/** What the counting build of a plugin answers at its n-th call, n from 1: only who made every call can know it. */
export function countedAnswer(answer: number, n: number): number {
  return answer ^ Math.imul(n, MULTIPLIER);
}

const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;

/** The article's three calls first, then the edges of i32, each in both argument orders. */
export const TEST_VECTORS: readonly (readonly [number, number])[] = [
  [1, 2],
  [-10, 10],
  [2000, 2000],
  [INT_MIN, INT_MAX],
  [INT_MIN, INT_MIN],
  [INT_MAX, INT_MAX],
  [INT_MIN, 0],
  [INT_MAX, 0],
  [-1, 0],
  [-7, -7],
  [-8, -7],
  [2 ** 30, 2 ** 30 + 1],
].flatMap(([a = 0, b = 0]) => (a === b ? [[a, b] as const] : [[a, b] as const, [b, a] as const]));

/** Seeded random pairs that every plugin has to answer beyond the vectors; slow ones answer as many as their time allows. */
export const RANDOM_PAIR_COUNT = 4096;

/** Two columns of i32 arguments, filled at run time so that no compiler can fold them. */
export interface Inputs {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** `index & mask` walks the table round and round. */
  readonly mask: number;
}

/**
 * Fills the table from the seed with Marsaglia's xorshift32 (G. Marsaglia, "Xorshift RNGs", J. Stat. Softw. 8(14), 2003):
 * the whole i32 range, so that both branches of `min` are taken and no value fits a cache of small integers.
 */
export function makeInputs(seed: number): Inputs {
  const a = new Int32Array(RANDOM_PAIR_COUNT);
  const b = new Int32Array(RANDOM_PAIR_COUNT);
  let state = (seed ^ 0x9e3779b9) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
  for (let i = 0; i < RANDOM_PAIR_COUNT; i++) {
    a[i] = next();
    b[i] = next();
  }
  return { a, b, mask: RANDOM_PAIR_COUNT - 1 };
}

/**
 * What the timed loop must return: `iterations` chained calls, by the reference answer. The chain alone forgets: whatever
 * comes before a `min` that takes its second argument leaves no trace in the end. So every answer is also mixed into a
 * checksum, rotated by one bit for each, from which no single wrong answer can vanish.
 */
export function expectedChecksum(contract: Contract, { a, b, mask }: Inputs, iterations: number): number {
  let result = 0;
  let checksum = 0;
  for (let i = 0; i < iterations; i++) {
    result = contract.answer(result ^ (a[i & mask] as number), b[i & mask] as number);
    checksum = ((checksum << 1) | (checksum >>> 31)) ^ result;
  }
  return checksum;
}

/** A plugin gave a wrong answer: it is never timed. */
export class WrongAnswerError extends Error {
  override name = 'WrongAnswerError';
  /** Which guard caught it: the contract's vectors and random pairs, or the checksum of timed calls. */
  readonly guard: 'contract' | 'checksum';

  constructor(message: string, guard: 'contract' | 'checksum') {
    super(message);
    this.guard = guard;
  }
}

/**
 * Calls the plugin with every test vector, then with the random pairs until `enough()` says so.
 * @returns how many calls were checked
 * @throws WrongAnswerError naming the call, the answer and what was expected
 */
export async function checkContract(
  min: MinSync | MinAsync,
  contract: Contract,
  inputs: Inputs,
  enough: () => boolean,
): Promise<number> {
  for (const [a, b] of TEST_VECTORS) checkAnswer(contract, a, b, await min(a, b));
  let checked = TEST_VECTORS.length;
  for (let i = 0; i < RANDOM_PAIR_COUNT && !enough(); i++, checked++) {
    const [a, b] = [inputs.a[i] as number, inputs.b[i] as number];
    checkAnswer(contract, a, b, await min(a, b));
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

function checkAnswer(contract: Contract, a: number, b: number, answer: unknown): void {
  const expected = contract.answer(a, b);
  if (answer !== expected) {
    throw new WrongAnswerError(
      `it answers ${String(answer)} for (${a}, ${b}) where the contract "${contract.name}" says ${expected}`,
      'contract',
    );
  }
}
