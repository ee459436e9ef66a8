/** Files of a run: written whole or not at all, and never lost because a folder cannot be written. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ResultDocument } from './document.ts';
import { DocumentError, parseDocument } from './parse.ts';
/** Makes sure that reports can be written. @throws FolderError */ import { LARGEST_DOCUMENT_BYTES } from './printable.ts';
import { FolderError, freeBytes, isRunning, LEAST_FREE_BYTES } from './system.ts';

export function prepareFolder(folder: string): void {
  try {
    makeFolder(folder);
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(folder, constants.W_OK);
    if (freeBytes(folder) < LEAST_FREE_BYTES) throw Object.assign(new Error(), { code: 'ENOSPC' });
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
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Where files went. */
export interface Written {
  /** Null when no folder could be written. */
  readonly folder: string | null;
  /** Why it is not the folder that was meant: a code of the file system. */
  readonly code: string | null;
}

/** Writes files into a folder, or into a new temporary one when the first became unwritable during the run. Never throws. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): Written {
  try {
    for (const [name, content] of files) writeWhole(join(folder, name), content);
    return { folder, code: null };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    try {
      // A name that nobody can foresee: the folder is shared by all users.
      const refuge = mkdtempSync(join(tmpdir(), 'plugin-bench-reports-'));
      for (const [name, content] of files) writeWhole(join(refuge, name), content);
      return { folder: refuge, code };
    } catch {
      return { folder: null, code };
    }
  }
}

/** Removes what runs that were killed have left half written. */
export function removeHalfWritten(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(/\.(\d+)\.tmp$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isSafeInteger(pid) && !isRunning(pid)) rmSync(join(folder, name), { force: true });
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

/**
 * The text of a file, also as PowerShell's `>` writes it: UTF-16, with a byte order mark.
 * @throws DocumentError when the file cannot be read
 */
export function readText(path: string): string {
  let bytes: Buffer;
  try {
    const status = statSync(path);
    if (!status.isFile()) {
      // A pipe would be waited for without end.
      throw new DocumentError(`${path} is ${status.isDirectory() ? 'a folder' : 'no regular file'}; give a document.`);
    }
    if (status.size > LARGEST_DOCUMENT_BYTES) {
      throw new DocumentError(`${path} is larger than ${LARGEST_DOCUMENT_BYTES / 1e6} MB: it is no document of a run.`);
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    throw new DocumentError(`${path} cannot be read (${code}); "plugin-bench run" writes reports/latest.json.`);
  }
  const [first = 0, second = 0] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // The decoder takes the mark off.
  return new TextDecoder(isUtf16 ? (first === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8').decode(bytes);
}
