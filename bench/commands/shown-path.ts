/** Paths as commands print them: logs of CI systems are published, and say no more of a machine than whoever called knows. */
import { isAbsolute, relative } from 'node:path';

/** Relative to the working folder where it lies below that; else as it is. */
export function shownPath(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below === '' ? '.' : below.startsWith('..') || isAbsolute(below) ? path : below;
}
