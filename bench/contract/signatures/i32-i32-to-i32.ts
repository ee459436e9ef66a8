/**
 * Two 32-bit integers in, one out: the callable's type, its arguments, the timed loop, and the checksum that the loop must return.
 * The loop is here because it is monomorphic: one call site, one callee, no array of arguments.
 */
import type { NumbersFunction } from '../function.ts';

export type CallSync = (a: number, b: number) => number;
export type CallAsync = (a: number, b: number) => Promise<number>;

const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;

/** The article's three calls first, then the edges of i32, each in both argument orders. */
export const EDGES: readonly (readonly [number, number])[] = [
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

/** Random arguments in the table. */
export const PAIR_COUNT = 4096;
const MASK = PAIR_COUNT - 1;

/** Two columns of arguments, filled at run time so that no compiler can fold them. */
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
  const a = new Int32Array(PAIR_COUNT);
  const b = new Int32Array(PAIR_COUNT);
  let state = (seed ^ 0x9e3779b9) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
  for (let i = 0; i < PAIR_COUNT; i++) {
    a[i] = next();
    b[i] = next();
  }
  return { a, b, mask: MASK };
}

/**
 * What the timed loop must return: `iterations` chained calls, by the reference answer. The chain alone forgets: whatever
 * comes before a `min` that takes its second argument leaves no trace in the end. So every answer is also mixed into a
 * checksum, rotated by one bit for each, from which no single wrong answer can vanish.
 */
export function expectedChecksum(
  { answer }: Pick<NumbersFunction, 'answer'>,
  { a, b, mask }: Inputs,
  iterations: number,
): number {
  let result = 0;
  let checksum = 0;
  for (let i = 0; i < iterations; i++) {
    result = answer(result ^ (a[i & mask] as number), b[i & mask] as number);
    checksum = ((checksum << 1) | (checksum >>> 31)) ^ result;
  }
  return checksum;
}

/**
 * The arguments of the timed loop. Constants of the module, because V8 then knows their length and drops the bounds checks: the
 * empty loop costs 0.6 ns instead of 1.1, which is as much as an inlined call.
 */
const A = new Int32Array(PAIR_COUNT);
const B = new Int32Array(PAIR_COUNT);

/** Sets the arguments of both loops. */
export function setArguments({ a, b }: Pick<Inputs, 'a' | 'b'>): void {
  A.set(a);
  B.set(b);
}

/** The timed loop: chained calls. @returns their checksum */
export function callChain(call: CallSync, iterations: number): number {
  let result = 0;
  let checksum = 0;
  for (let i = 0; i < iterations; i++) {
    result = call(result ^ (A[i & MASK] as number), B[i & MASK] as number);
    checksum = ((checksum << 1) | (checksum >>> 31)) ^ result;
  }
  return checksum;
}

/** The timed loop of asynchronous calls, one at a time. @returns their checksum */
export async function callChainAsync(call: CallAsync, iterations: number): Promise<number> {
  let result = 0;
  let checksum = 0;
  for (let i = 0; i < iterations; i++) {
    result = await call(result ^ (A[i & MASK] as number), B[i & MASK] as number);
    checksum = ((checksum << 1) | (checksum >>> 31)) ^ result;
  }
  return checksum;
}
