/**
 * Calls as frames over a stream of bytes, one at a time: four bytes of length, then two `i32`; the answer is four bytes of
 * length, then one `i32`; all little-endian. What `plugins-wasm/command.rs` speaks, native or under WASI.
 */
import type { CallAsync } from '../../contract/signatures/i32-i32-to-i32.ts';

const QUESTION_BYTES = 12;
const ANSWER_BYTES = 8;
const TOO_LONG = `The plugin writes more than the ${ANSWER_BYTES} bytes of an answer.`;

export interface FramedCalls {
  readonly call: CallAsync;
  /** Takes what has arrived, in pieces of any size. */
  receive(piece: Uint8Array): void;
  /** The other side is gone: the call that waits, and every later one, is rejected. */
  fail(reason: string): void;
}

/** @param write sends one frame, of which it must not keep the buffer */
export function framedCalls(write: (frame: Uint8Array) => void): FramedCalls {
  const question = new DataView(new ArrayBuffer(QUESTION_BYTES));
  question.setInt32(0, QUESTION_BYTES - 4, true);
  const frame = new Uint8Array(question.buffer);
  const answer = new Uint8Array(ANSWER_BYTES);
  const answerView = new DataView(answer.buffer);
  let filled = 0;
  let waiting: { resolve(value: number): void; reject(error: Error): void } | undefined;
  let failure: Error | undefined;
  return {
    call: (a, b) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        waiting = { resolve, reject };
        question.setInt32(4, a, true);
        question.setInt32(8, b, true);
        write(frame);
      }),
    receive(piece) {
      if (filled + piece.length > ANSWER_BYTES) return fail(TOO_LONG);
      answer.set(piece, filled);
      filled += piece.length;
      if (filled < ANSWER_BYTES) return;
      filled = 0;
      waiting?.resolve(answerView.getInt32(4, true));
    },
    fail,
  };

  function fail(reason: string): void {
    // The first one is the cause of the others.
    failure ??= new Error(reason);
    waiting?.reject(failure);
  }
}
