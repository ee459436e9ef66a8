/**
 * One run at a time for a user of a machine: two would measure each other. The lock is a file that names its holder; a holder
 * that died is noticed. No timer keeps it fresh, because a process that wakes up regularly would show in the samples.
 */
import { linkSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '../result/store.ts';
import { isAlive, readHolder, thisProcess } from './holder.ts';

/** Names another folder for the lock. For tests, which run beside each other and judge no figure. */
export const LOCK_FOLDER_VARIABLE = 'PLUGIN_BENCH_LOCK_FOLDER';

/** Somebody else is measuring on this machine. */
export class LockedError extends Error {
  override name = 'LockedError';
}

export interface Lock {
  /** Says what its holder does from now on: `building`, `measuring`. */
  says(doing: string): void;
  /** Gives it back. */
  release(): void;
}

/**
 * Takes the lock.
 * @param doing what its holder does, to follow "has been"
 * @throws LockedError naming the process that holds it
 */
export function takeLock(doing: string, path = join(lockFolder(), 'lock')): Lock {
  const mine = thisProcess(doing);
  for (let attempt = 0; attempt < 2; attempt++) {
    if (createWhole(path, JSON.stringify(mine))) {
      return {
        says: (now) => writeWhole(path, JSON.stringify({ ...mine, doing: now })),
        release: () => release(path),
      };
    }
    const holder = readHolder(path);
    if (holder !== null && isAlive(holder)) {
      throw new LockedError(
        `Process ${holder.pid} has been ${holder.doing} since ${holder.since}; two runs on one machine would measure each ` +
          'other. Wait for it, or end it and run again.',
      );
    }
    removeStale(path);
  }
  throw new LockedError(`${path} is taken again and again by others; try later.`);
}

/**
 * A folder that is the same for all runs of a user, whatever TMPDIR says, and that nobody else can have prepared.
 * @throws LockedError when it is not this user's own
 */
function lockFolder(): string {
  const uid = process.getuid?.();
  const usual = uid === undefined ? join(tmpdir(), 'plugin-bench') : `/tmp/plugin-bench-${uid}`;
  const folder = process.env[LOCK_FOLDER_VARIABLE] || usual;
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new LockedError(`The folder of the lock, ${folder}, cannot be made (${code}).`);
  }
  // Not through a link, which anybody could have put there.
  const status = lstatSync(folder);
  const isOwn = uid === undefined || (status.uid === uid && (status.mode & 0o022) === 0);
  if (!status.isDirectory() || !isOwn) {
    throw new LockedError(`${folder}, the folder of the lock, is not this user's own: remove it, then run again.`);
  }
  return folder;
}

/** Creates a file with its content in one step, so that nobody reads it half written. @returns false when there is one */
function createWhole(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // A file system without hard links: created alone all the same, but not in one step with its content.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') return createAlone(path, content);
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function createAlone(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Gives back the lock that is ours; one that somebody else took over in the meantime is theirs. */
function release(path: string): void {
  if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
}

/**
 * Takes a lock away whose holder has died; one that somebody has taken in the meantime is put back.
 * @throws LockedError when it cannot be removed
 */
function removeStale(path: string): void {
  const taken = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, taken);
    const holder = readHolder(taken);
    if (holder !== null && isAlive(holder)) linkSync(taken, path);
    rmSync(taken, { force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST')
      throw new LockedError(`${path} was left behind and cannot be removed (${code}).`);
  }
}
