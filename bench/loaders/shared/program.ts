/** The process of a plugin: how its end is noticed, also where it leaves others behind that hold its pipes. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** How long the program may take to end after its input has. */
const GRACE_MS = 2000;
/** How long the last answer of a program that has ended may be under way. */
const LAST_ANSWER_MS = 200;
/** Whichever is noticed first: that its input or its output is closed, or its end. */
const GONE = 'The process of the plugin takes no more calls.';

/**
 * @param fail told why no call will be answered any more
 * @returns what closes its input and waits for its end
 */
export function watchProgram(child: ChildProcess, fail: (reason: string) => void): () => Promise<void> {
  child.stdin?.on('error', () => fail(GONE));
  child.stdout?.on('end', () => fail(GONE));
  // Not "close", which comes when all have ended that hold its pipes.
  const exited = once(child, 'exit');
  let isClosing = false;
  exited.then(
    () => {
      // Nobody waits for an answer of what was closed: no timer may go off in the samples of the next one.
      if (!isClosing) setTimeout(() => fail(GONE), LAST_ANSWER_MS);
    },
    ({ message }) => fail(message),
  );
  return async () => {
    isClosing = true;
    child.stdin?.end();
    const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await exited;
    clearTimeout(late);
    child.stdout?.destroy();
  };
}
