/** The counting build of the plugin in JavaScript: each answer is mixed with how many calls there were. Never timed. */
const MULTIPLIER = 0x2c1b3c6d;
let calls = 0;

export function min(a: number, b: number): number {
  return number(a < b ? a : b);
}

export function touch(bytes: Uint8Array): number {
  const [first = 0, last = 0] = [bytes[0], bytes[bytes.length - 1]];
  return number(Math.imul(Math.imul(bytes.length, 31) + first, 31) + last) >>> 0;
}

export function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return number(hash) >>> 0;
}

function number(answer: number): number {
  calls++;
  return answer ^ Math.imul(calls, MULTIPLIER);
}
