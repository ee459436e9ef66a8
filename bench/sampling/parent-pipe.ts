/**
 * The runner's end of the pipe to its parent. It is read and written by file descriptor, not by the streams of the runtime: a
 * plugin behind a pipe, socket or worker uses the same stream code of the runtime, and what a second user
 * does makes V8 throw the compiled code of the first away. `call/process-pipe` was 1.6 times as slow in the first third of its
 * samples for that, however long it had been warmed up.
 */
import { read, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PIPE_VARIABLE } from './protocol.ts';

const pipe = process.env[PIPE_VARIABLE];
// What a plugin starts must not take it for its own.
delete process.env[PIPE_VARIABLE];
const [REQUESTS, REPLIES] = pipe === undefined ? [0, 1] : [Number(pipe), Number(pipe)];
const BUFFER_BYTES = 65_536;
/** Somebody in this process has made the pipe non-blocking. */
const RETRY_MS = 1;
const readPiece = promisify(read);

/** @returns each line without its end, until the parent is gone or no longer interested */
export async function* requestLines(): AsyncGenerator<string, void> {
  const buffer = new Uint8Array(BUFFER_BYTES);
  const decoder = new TextDecoder();
  let begun = '';
  for (;;) {
    const bytes = await readSome(buffer);
    if (bytes === 0) return;
    const [first = '', ...others] = decoder.decode(buffer.subarray(0, bytes), { stream: true }).split('\n');
    const pieces = [begun + first, ...others];
    begun = pieces.pop() ?? '';
    yield* pieces;
  }
}

async function readSome(buffer: Uint8Array): Promise<number> {
  for (;;) {
    try {
      return (await readPiece(REQUESTS, buffer, 0, buffer.length, null)).bytesRead;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      await sleep(RETRY_MS);
    }
  }
}

/** Returns when the pipe has it all. @throws Error when the parent is gone */
export function writeReply(line: string): void {
  let rest = new TextEncoder().encode(line);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(REPLIES, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
