/**
 * Processes that have left the group of their runner (setsid(2), what daemons do): no signal to the group reaches them. They are
 * known by a mark in the environment that the runner was started with, which fork(2) and execve(2) hand down, also when the
 * parents are long gone. Linux shows it (proc(5), `environ`). Not found are processes that were started with an environment of
 * their own, that have overwritten it, or that belong to another user; and none on systems without such a file.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Name of the environment variable that holds the mark. */
export const MARK_VARIABLE = 'PLUGIN_BENCH_MARK';
/** One may start another while it is looked for. */
const MOST_ROUNDS = 5;

/** Ends, at once, all processes whose mark begins so. */
export function killStrays(mark: string): void {
  const ended = new Set<number>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const strays = findMarked(mark).filter((pid) => !ended.has(pid));
    if (strays.length === 0) return;
    for (const pid of strays) {
      ended.add(pid);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended in the meantime.
      }
    }
  }
}

function findMarked(mark: string): number[] {
  const wanted = `${MARK_VARIABLE}=${mark}`;
  return processNumbers().filter((pid) => `\0${environmentOf(pid)}`.includes(`\0${wanted}`));
}

function processNumbers(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  } catch {
    return [];
  }
}

/** As it was when the process began; empty for one that has ended, or that is not ours to read. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
