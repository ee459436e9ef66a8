/** The counting build of the plugin in JavaScript: each answer is mixed with how many calls there were. Never timed. */
const MULTIPLIER = 0x2c1b3c6d;
let calls = 0;

export function min(a: number, b: number): number {
  calls++;
  return (a < b ? a : b) ^ Math.imul(calls, MULTIPLIER);
}
