/** What was measured is kept, whatever the disk does: in its folder, else in a temporary one, else on standard output. */
import type { Io } from '../io.ts';
import { writeFiles } from '../result/store.ts';
import { shownPath } from './shown-path.ts';

/**
 * Writes files, and says where they are when that is not the folder that was meant.
 * @param document name of the file that goes to standard output when no folder can be written; null: they can be rendered again
 * @returns the folder that holds them; null: none
 */
export function keep(
  folder: string,
  files: ReadonlyMap<string, string>,
  document: string | null,
  io: Io,
): string | null {
  const { folder: written, code } = writeFiles(folder, files);
  if (written === folder) return folder;
  if (written === null) {
    const what = document === null ? 'the reports are not written' : `${document} follows on standard output`;
    io.stderr(`Neither ${shownPath(folder, io.cwd)} nor the temporary folder can be written (${code}): ${what}.\n`);
    if (document !== null) io.stdout(files.get(document) ?? '');
    return null;
  }
  io.stderr(
    `${shownPath(folder, io.cwd)} could not be written (${code}): ${[...files.keys()].join(', ')} went to ${written}.\n`,
  );
  return written;
}
