/** The plugin in JavaScript: what the others are compared with. The same two functions as `plugins-native/min/src/lib.rs`. */
export function min(a: number, b: number): number {
  return a < b ? a : b;
}

const MULTIPLIER = 0x2c1b3c6d;
const FLIPPED_BITS = 0x297a2d39;

export function spin(x: number, k: number): number {
  if (k <= 0) return x;
  let result = x;
  let links = k << 4;
  do result = Math.imul(result, MULTIPLIER) ^ FLIPPED_BITS;
  while (--links > 0);
  return result;
}
