/** What the system says of folders and processes. Runners load this file, so it imports nothing of ours. */
import { statfsSync } from 'node:fs';

/** A folder cannot be used; said before anything is measured. */
export class FolderError extends Error {
  override name = 'FolderError';
}

/** Whether there is a process of that number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A document of all groups with its reports has some megabytes and is written twice; copies of plugins and hosts take as much. */
export const LEAST_FREE_BYTES = 20e6;

/** How much may still be written below a folder; infinite on a file system that does not count. @throws Error of the file system */
export function freeBytes(folder: string): number {
  const { blocks, bavail, bsize } = statfsSync(folder);
  return blocks > 0 ? bavail * bsize : Number.POSITIVE_INFINITY;
}
