/**
 * One run at a time on one machine: two would measure each other. The lock is a file that names its holder; a holder
 * that died is noticed. No timer keeps it fresh, because a process that wakes up regularly would show in the samples.
 */
import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, readHolder, thisProcess } from './holder.ts';

export const LOCK_PATH = join(tmpdir(), 'plugin-bench.lock');

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
  const mine = thisProcess('measuring');
  for (let attempt = 0; attempt < 2; attempt++) {
    if (createWhole(path, JSON.stringify(mine))) return () => release(path);
    const holder = readHolder(path);
    if (holder !== null && isAlive(holder)) {
      throw new LockedError(
        `Process ${holder.pid} has been measuring since ${holder.since}; two runs on one machine would measure each ` +
          'other. Wait for it, or end it and run again.',
      );
    }
    removeStale(path);
  }
  throw new LockedError(`${path} is taken again and again by others; try later.`);
}

/** Creates a file with its content in one step, so that nobody reads it half written. @returns false when there is one */
function createWhole(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Gives back the lock that is ours; one that somebody else took over in the meantime is theirs. */
function release(path: string): void {
  if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
}

/** @throws LockedError when another user left it behind */
function removeStale(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    throw new LockedError(`${path} was left behind by another user's run; remove it, then run again.`);
  }
}
