/** Space on disk while a run measures: that it becomes scarce is said while there is still time to free some. */
import { dirname } from 'node:path';
import { freeBytes, LEAST_FREE_BYTES } from '../result/system.ts';

/** Folders that a run writes to. */
export interface WrittenFolders {
  readonly reports: string;
  /** Of this run, within the temporary folder. */
  readonly copies: string;
}

/**
 * @param free how much may still be written below a folder
 * @returns to be called now and then; says once for each folder when it has become scarce there
 */
export function watchSpace(
  { reports, copies }: WrittenFolders,
  say: (line: string) => void,
  free: (folder: string) => number = freeBytes,
): () => void {
  const watched = new Map([
    [reports, 'free some, or what does not fit goes to the temporary folder.'],
    [dirname(copies), 'free some, or the run ends with what it has when plugins cannot be copied to it any more.'],
  ]);
  return () => {
    for (const [folder, advice] of watched) {
      const left = freeOf(folder, free);
      if (left >= LEAST_FREE_BYTES) continue;
      say(`Only ${(left / 1e6).toFixed(1)} MB are left in ${folder}: ${advice}`);
      watched.delete(folder);
    }
  };
}

/** A folder that has vanished says so where it is written to. */
function freeOf(folder: string, free: (folder: string) => number): number {
  try {
    return free(folder);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
