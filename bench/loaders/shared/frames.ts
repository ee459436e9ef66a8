/**
 * Calls as frames over a stream of bytes, one at a time: four bytes of length, then two `i32`, or a payload; the answer is four
 * bytes of length, then four of a number; all little-endian. What `plugins-wasm/command.rs` speaks, native or under WASI.
 */
import type { Writable } from 'node:stream';
import type { BytesCallAsync } from '../../contract/signatures/bytes-to-u32.ts';
import type { CallAsync } from '../../contract/signatures/i32-i32-to-i32.ts';

const LENGTH_BYTES = 4;
const QUESTION_BYTES = 12;
const ANSWER_BYTES = 8;
const TOO_LONG = `The plugin writes more than the ${ANSWER_BYTES} bytes of an answer.`;

export interface Framed<Call> {
  readonly call: Call;
  /** Takes what has arrived, in pieces of any size. */
  receive(piece: Uint8Array): void;
  /** The other side is gone: the call that waits, and every later one, is rejected. */
  fail(reason: string): void;
}
export type FramedCalls = Framed<CallAsync>;

/** @param write sends one frame, of which it must not keep the buffer */
export function framedCalls(write: (frame: Uint8Array) => void): FramedCalls {
  const question = new DataView(new ArrayBuffer(QUESTION_BYTES));
  question.setInt32(0, QUESTION_BYTES - LENGTH_BYTES, true);
  const frame = new Uint8Array(question.buffer);
  const { wait, receive, fail } = answersOf((view) => view.getInt32(LENGTH_BYTES, true));
  return {
    call: (a, b) =>
      new Promise((resolve, reject) => {
        if (!wait(resolve, reject)) return;
        question.setInt32(4, a, true);
        question.setInt32(8, b, true);
        write(frame);
      }),
    receive,
    fail,
  };
}

/** @param write sends a length and the payload after it; it may keep both until the answer has come */
export function framedBytes(write: (length: Uint8Array, payload: Uint8Array) => void): Framed<BytesCallAsync> {
  const header = new DataView(new ArrayBuffer(LENGTH_BYTES));
  const length = new Uint8Array(header.buffer);
  const { wait, receive, fail } = answersOf((view) => view.getUint32(LENGTH_BYTES, true));
  return {
    call: (bytes) =>
      new Promise((resolve, reject) => {
        if (!wait(resolve, reject)) return;
        header.setUint32(0, bytes.length, true);
        write(length, bytes);
      }),
    receive,
    fail,
  };
}

/** Writes length and payload by one system call, and copies neither (https://nodejs.org/api/stream.html#writablecork). */
export function writeTogether(output: Writable): (length: Uint8Array, payload: Uint8Array) => void {
  return (length, payload) => {
    output.cork();
    output.write(length);
    output.write(payload);
    output.uncork();
  };
}

/** Both in one buffer, for what takes one at a time. */
export function joined(length: Uint8Array, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(length.length + payload.length);
  frame.set(length);
  frame.set(payload, length.length);
  return frame;
}

/** One call of a program that is started for it. @param run gets its standard input, and gives its standard output */
export async function answerToOne(
  payload: Uint8Array,
  run: (input: Uint8Array) => Promise<Uint8Array>,
): Promise<number> {
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, payload.length, true);
  const output = await run(joined(length, payload));
  if (output.length !== ANSWER_BYTES)
    throw new Error(`The plugin answers with ${output.length} bytes, not ${ANSWER_BYTES}.`);
  return new DataView(output.buffer, output.byteOffset).getUint32(LENGTH_BYTES, true);
}

type Resolve = (answer: number) => void;
type Reject = (error: Error) => void;

/** The other direction: one answer for each call. */
function answersOf(read: (answer: DataView) => number) {
  const answer = new Uint8Array(ANSWER_BYTES);
  const view = new DataView(answer.buffer);
  let filled = 0;
  let waiting: { resolve: Resolve; reject: Reject } | undefined;
  let failure: Error | undefined;
  const fail = (reason: string) => {
    // The first one is the cause of the others.
    failure ??= new Error(reason);
    waiting?.reject(failure);
  };
  return {
    /** Whether a call may be made; what waits for its answer is rejected where none will come. */
    wait(resolve: Resolve, reject: Reject): boolean {
      if (failure !== undefined) {
        reject(failure);
        return false;
      }
      waiting = { resolve, reject };
      return true;
    },
    receive(piece: Uint8Array) {
      if (filled + piece.length > ANSWER_BYTES) return fail(TOO_LONG);
      answer.set(piece, filled);
      filled += piece.length;
      if (filled < ANSWER_BYTES) return;
      filled = 0;
      waiting?.resolve(read(view));
    },
    fail,
  };
}
