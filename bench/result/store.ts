/** Files of a run: written whole or not at all, and never lost because a folder cannot be written. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ResultDocument } from './document.ts';
import { DocumentError, parseDocument } from './parse.ts';

/** The folder for reports cannot be written; said before anything is measured. */
export class FolderError extends Error {
  override name = 'FolderError';
}

/** Makes sure that reports can be written. @throws FolderError */
export function prepareFolder(folder: string): void {
  try {
    makeFolder(folder);
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new FolderError(
      `Reports cannot be written to ${folder} (${code}): make it writable or choose another with --out.`,
    );
  }
}

/** `mkdir -p`, but without Node's recursive one, which never returns where a parent exists and refuses (e.g. in /proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder) || dirname(folder) === folder) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Replaces a file in one step, so that a reader never sees half of it. */
export function writeWhole(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/**
 * Writes files into a folder, or into the temporary folder when the first became unwritable during the run.
 * @returns the folder that holds them
 */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): string {
  try {
    for (const [name, content] of files) writeWhole(join(folder, name), content);
    return folder;
  } catch {
    const refuge = join(tmpdir(), `plugin-bench-${process.pid}`);
    mkdirSync(refuge, { recursive: true });
    for (const [name, content] of files) writeWhole(join(refuge, name), content);
    return refuge;
  }
}

export function toJson(document: object): string {
  // Raw samples of a block stay on one line: a document is read by people too.
  const text = JSON.stringify(document, null, 1);
  return `${text.replace(/\[\s+((?:-?[\d.e+-]+,?\s+)+)\]/g, (_match, numbers: string) => `[${numbers.replace(/\s+/g, ' ').trim()}]`)}\n`;
}

/** @throws DocumentError when the file cannot be read or is not a document */
export function readDocument(path: string): ResultDocument {
  return parseDocument(readText(path), path);
}

/** @throws DocumentError when the file cannot be read */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new DocumentError(`${path} cannot be read (${code}); "plugin-bench run" writes reports/latest.json.`);
  }
}
