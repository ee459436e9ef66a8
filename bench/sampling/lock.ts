/**
 * One run at a time on one machine: two would measure each other. The lock is a file that names its holder; a holder
 * that died is noticed. No timer keeps it fresh, because a process that wakes up regularly would show in the samples.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const LOCK_PATH = join(tmpdir(), 'plugin-bench.lock');

interface Holder {
  readonly pid: number;
  /** When that process was started, in clock ticks; tells it from a later process that got the same number. */
  readonly startTicks: string | null;
  readonly since: string;
}

/** Somebody else is measuring on this machine. */
export class LockedError extends Error {
  override name = 'LockedError';
}

/**
 * Takes the lock.
 * @returns a function that gives it back
 * @throws LockedError naming the process that holds it
 */
export function takeLock(path = LOCK_PATH): () => void {
  const mine: Holder = { pid: process.pid, startTicks: startTicks(process.pid), since: new Date().toISOString() };
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (holder !== null && isAlive(holder)) {
      throw new LockedError(
        `Process ${holder.pid} has been measuring since ${holder.since}; two runs on one machine would measure each ` +
          'other. Wait for it, or end it and run again.',
      );
    }
    rmSync(path, { force: true });
  }
  throw new LockedError(`${path} is taken again and again by others; try later.`);
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    // Gone in the meantime, or not written by us: nobody to wait for.
    return null;
  }
}

function isAlive({ pid, startTicks: ticks }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return ticks === null || ticks === startTicks(pid);
}

/** Field 22 of /proc/PID/stat (proc(5)); null where there is no such file. */
function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
