/** The plugin in JavaScript: what the others are compared with. The same functions as in `plugins-native/min/src/`. */
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

/** (31 * length + first) * 31 + last, modulo 2^32. */
export function touch(bytes: Uint8Array): number {
  const length = bytes.length;
  if (length === 0) return 0;
  return (Math.imul(Math.imul(length, 31) + (bytes[0] as number), 31) + (bytes[length - 1] as number)) >>> 0;
}

/** The 32-bit FNV-1a hash. */
export function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash >>> 0;
}
