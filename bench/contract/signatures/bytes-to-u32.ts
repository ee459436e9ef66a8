/**
 * Bytes in, an unsigned 32-bit integer out: the callable's type, its payloads, the timed loop, and the checksum that the loop must
 * return. A payload is a `Uint8Array` over an `ArrayBuffer` of its own, of exactly its length: no mechanism gains or loses by what
 * else lies in that buffer. (A small `Buffer` of Node.js is a piece of a pool; what copies whole buffers would copy the pool.)
 */
import type { BytesFunction } from '../function.ts';

export type BytesCallSync = (bytes: Uint8Array) => number;
export type BytesCallAsync = (bytes: Uint8Array) => Promise<number>;

/** Payloads of a table. Loops go round them, so that no cache holds the only one. */
const PAYLOAD_COUNT = 16;
/** Of payloads so long that sixteen of them would fill a small machine. */
const LARGE_PAYLOAD_COUNT = 4;
const LARGE_BYTES = 2 ** 22;

/** The longest payload that a mechanism has to carry, in bytes. */
export const MOST_BYTES = 2 ** 24;

/** Payloads of that many random bytes. */
export function makePayloads(seed: number, bytes: number): Uint8Array[] {
  const count = bytes > LARGE_BYTES ? LARGE_PAYLOAD_COUNT : PAYLOAD_COUNT;
  return Array.from({ length: count }, (_, index) => randomBytes(seed + index, bytes));
}

/** Bytes from a seed, by Marsaglia's xorshift32 (G. Marsaglia, "Xorshift RNGs", J. Stat. Softw. 8(14), 2003). */
export function randomBytes(seed: number, length: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / Uint32Array.BYTES_PER_ELEMENT));
  let state = Math.imul(seed ^ 0x9e3779b9, 0x2c1b3c6d) | 1;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer.slice(0, length));
}

/**
 * The timed loop: the low byte of each answer becomes the first byte of the next payload, so that no call can be made before the
 * one before it has answered, and whoever keeps the answer to a payload is wrong. @returns the checksum of all answers, as
 * that of numbers
 */
export function callBytes(call: BytesCallSync, payloads: readonly Uint8Array[], iterations: number): number {
  const mask = payloads.length - 1;
  let answer = 0;
  let checksum = 0;
  for (let i = 0; i < iterations; i++) {
    const payload = payloads[i & mask] as Uint8Array;
    if (payload.length > 0) payload[0] = answer;
    // In 32 bits with a sign: what V8 has made of the loop stays valid whichever answers come.
    answer = call(payload) | 0;
    checksum = ((checksum << 1) | (checksum >>> 31)) ^ answer;
  }
  return checksum;
}

/** The timed loop of asynchronous calls, one at a time. @returns their checksum */
export async function callBytesAsync(
  call: BytesCallAsync,
  payloads: readonly Uint8Array[],
  iterations: number,
): Promise<number> {
  const mask = payloads.length - 1;
  let answer = 0;
  let checksum = 0;
  for (let i = 0; i < iterations; i++) {
    const payload = payloads[i & mask] as Uint8Array;
    if (payload.length > 0) payload[0] = answer;
    answer = (await call(payload)) | 0;
    checksum = ((checksum << 1) | (checksum >>> 31)) ^ answer;
  }
  return checksum;
}

/** The buffer of a payload, for what takes whole buffers only: the payload's own where it is nothing else, which costs nothing. */
export function wholeBuffer(bytes: Uint8Array): ArrayBufferLike {
  return bytes.length === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
}

/** What the timed loop must return, by the reference answer; in a loop of its own, so that the timed one has one callee. */
export function expectedBytesChecksum(
  { answer }: Pick<BytesFunction, 'answer'>,
  payloads: readonly Uint8Array[],
  iterations: number,
): number {
  let last = 0;
  let checksum = 0;
  for (let i = 0; i < iterations; i++) {
    const payload = payloads[i % payloads.length] as Uint8Array;
    if (payload.length > 0) payload[0] = last;
    last = answer(payload) | 0;
    checksum = ((checksum << 1) | (checksum >>> 31)) ^ last;
  }
  return checksum;
}

const text = (characters: string): readonly [Uint8Array] => [new TextEncoder().encode(characters)];

/** Nothing, one byte, the lengths about words and pages, text, and a piece out of the middle of a buffer. */
export const BYTES_EDGES: readonly (readonly [Uint8Array])[] = [
  text(''),
  text('a'),
  text('foobar'),
  text('Größe: 12 µm'),
  [new Uint8Array([0])],
  [new Uint8Array([255, 0])],
  [randomBytes(1, 64).subarray(3, 42)],
  ...[3, 7, 8, 9, 63, 64, 65, 4095, 4096, 4097, 65_537].map((length): readonly [Uint8Array] => [
    randomBytes(length, length),
  ]),
];
