/** What the system says of folders and processes. Runners load this file, so it imports nothing. */

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
