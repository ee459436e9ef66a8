/**
 * What the program is doing, for whoever waits: nobody should see nothing for two seconds. In a terminal it is a line that moves, in a
 * log a line once a step turns out to be long, and one every ten seconds. What is short is not mentioned. While something is sampled
 * no timer wakes this process up: there, whoever samples says between two samples how far it is.
 */
import { spawn } from 'node:child_process';
import type { Io } from '../io.ts';
import { type Clock, systemClock } from '../sampling/clock.ts';
import { scriptPath } from '../sampling/launch.ts';
import { CLEAR, isDue, tickText } from './ticker.ts';

const SECOND_NS = 1_000_000_000n;
/** Between two lines in a log. */
const SILENCE_NS = 10n * SECOND_NS;

export interface Activity {
  /** A line that stays. */
  say(line: string): void;
  /** Says what is going on, at most once a second (in a log: every ten), without a timer: for the time between two samples. */
  tick(what: string): void;
  /** Says it by a timer until the promise is settled: where nothing is sampled. */
  wait<T>(what: string | (() => string), promise: Promise<T>): Promise<T>;
  /** Says it from a process of its own, while this one can do nothing else. */
  block<T>(what: string, work: () => T): T;
  /** Takes the moving line away, before something else is printed. */
  clear(): void;
}

type Output = Pick<Io, 'stderr' | 'isTerminal' | 'columns'>;

/** @param clock for tests */
export function showActivity(io: Output, clock: Clock = systemClock): Activity {
  const { isTerminal } = io;
  let isDrawn = false;
  let spokeAt = clock.nowNs();
  const clear = () => {
    if (isDrawn) io.stderr(CLEAR);
    isDrawn = false;
  };
  const show = (what: string, seconds: number | null) => {
    io.stderr(tickText(what, seconds, io));
    isDrawn = isTerminal;
    spokeAt = clock.nowNs();
  };
  return {
    say(line) {
      clear();
      io.stderr(`${line}\n`);
      spokeAt = clock.nowNs();
    },
    tick(what) {
      if (clock.nowNs() - spokeAt >= (isTerminal ? SECOND_NS : SILENCE_NS)) show(what, null);
    },
    async wait(what, promise) {
      let seconds = 0;
      const timer = setInterval(() => {
        seconds++;
        if (isDue(seconds, io)) show(typeof what === 'string' ? what : what(), seconds);
      }, 1000);
      try {
        return await promise;
      } finally {
        clearInterval(timer);
        clear();
      }
    },
    block(what, work) {
      clear();
      // The line that moves is that of another process, and the next one that stays begins where it stands.
      isDrawn = isTerminal;
      try {
        return whileBlocked(what, io, work);
      } finally {
        isDrawn = isTerminal;
        clear();
      }
    },
    clear,
  };
}

/** Does what keeps this process from doing anything else, for instance a compiler that is waited for. */
export function whileBlocked<T>(what: string, { isTerminal, columns }: Omit<Output, 'stderr'>, work: () => T): T {
  const shape = JSON.stringify({ what, isTerminal, columns });
  // It ends with its standard input, so also with this process, however that ends.
  const child = spawn(process.execPath, [scriptPath('run/ticker-process'), shape], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  try {
    return work();
  } finally {
    // By a signal, which is sent at once: the end of the pipe waits until this process is no longer blocked, by the next step for instance.
    child.kill();
    child.stdin.end();
    child.unref();
  }
}
