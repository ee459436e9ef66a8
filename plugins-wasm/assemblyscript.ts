// The plugin in AssemblyScript: TypeScript's syntax, WebAssembly's types. The constants are those of plugins-native/min.
const MULTIPLIER: i32 = 0x2c1b3c6d;
const FLIPPED_BITS: i32 = 0x297a2d39;
const LINKS_PER_STEP: i32 = 16;

let calls: i32 = 0;

export function min(a: i32, b: i32): i32 {
  const answer = a < b ? a : b;
  // The counting build (--use COUNTING=1) mixes into each answer how many calls there were.
  if (isDefined(COUNTING)) return answer ^ (++calls * MULTIPLIER);
  return answer;
}

export function spin(x: i32, k: i32): i32 {
  let result = x;
  for (let link = 0; link < k * LINKS_PER_STEP; link++) result = (result * MULTIPLIER) ^ FLIPPED_BITS;
  return result;
}
