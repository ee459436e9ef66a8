/**
 * The ladder's function, `spin(x, k)`: k steps of dependent operations, by which the suite measures its own error. What
 * makes it a ladder is that nobody can shorten it: a multiplication modulo 2^32 does not distribute over an exclusive or
 * with a constant, so neither two links nor two steps can be folded into one.
 */
import type { NumbersFunction } from '../function.ts';

/** Dependent operations in one step of `spin`: as many multiplications, each followed by an exclusive or. */
export const LINKS_PER_STEP = 16;
const MULTIPLIER = 0x2c1b3c6d;
const FLIPPED_BITS = 0x297a2d39;

const spin: NumbersFunction = {
  name: 'spin',
  signature: 'i32-i32-to-i32',
  answer(x, k) {
    let result = x;
    for (let link = 0; link < k * LINKS_PER_STEP; link++) result = Math.imul(result, MULTIPLIER) ^ FLIPPED_BITS;
    return result;
  },
  vectors: [0, 1, 2, 100].map((k) => [-12345, k]),
};

export default spin;

/** What the counting build of a plugin answers at its n-th call, n from 1: only who made every call can know it. */
export function countedAnswer(answer: number, n: number): number {
  return answer ^ Math.imul(n, MULTIPLIER);
}
