/**
 * Every run is kept: `reports/runs/<UTC time>-<commit>/`, from its first block on. The name of the document says what became of the
 * run, so that a listing of the folder is an answer: `complete.json`, `interrupted.json`, or `unfinished.json`, whose
 * process still measures or has died.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ResultDocument } from '../result/document.ts';
import { DocumentError } from '../result/parse.ts';
import { readDocument, removeHalfWritten, writeWhole } from '../result/store.ts';
import { type Holder, isAlive, readHolder, thisProcess } from '../sampling/holder.ts';

export const RUNS_FOLDER = 'runs';
/** Who measures; there until the run has ended in good order. */
const HOLDER_FILE = 'measuring.json';
export const UNFINISHED = 'unfinished.json';
const ENDINGS = ['complete', 'interrupted'] as const;
/** What `folderName` gives, with a number where two began in one second. */
const FOLDER_NAME = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z-/;

export type Ending = (typeof ENDINGS)[number];

export interface RunFolder {
  readonly path: string;
  /** Replaces the document so far. @throws Error of the file system */
  save(document: string): void;
  /** For when the document and its reports are there under the name of the ending. */
  close(): void;
}

/** @throws Error of the file system */
export function openRunFolder(
  reports: string,
  { createdAt, commit }: Pick<ResultDocument, 'createdAt' | 'commit'>,
): RunFolder {
  const path = makeNew(join(reports, RUNS_FOLDER), folderName(createdAt, commit));
  writeWhole(join(path, HOLDER_FILE), JSON.stringify(thisProcess('measuring')));
  return {
    path,
    save: (document) => writeWhole(join(path, UNFINISHED), document),
    close() {
      for (const name of [UNFINISHED, HOLDER_FILE]) rmSync(join(path, name), { force: true });
      // Of a run that was ended before it had anything to keep.
      if (readdirSync(path).length === 0) rmSync(path, { recursive: true });
    },
  };
}

/** `2026-11-26T02-10-33Z-1a2b3c4d5e6f`: sorts by time, and no file system objects to it. */
function folderName(createdAt: string, commit: string | null): string {
  const time = createdAt.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
  return `${time}-${(commit ?? 'no-commit').replaceAll(/[^\w.+-]/g, '')}`;
}

function makeNew(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? name : `${name}-${number}`);
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

export type RunState = Ending | 'measuring' | 'died' | 'damaged' | 'empty';

/** A run that is kept. */
export interface KeptRun {
  /** Name of its folder. */
  readonly name: string;
  readonly path: string;
  readonly state: RunState;
  /** Path of its document; null when it has none. */
  readonly file: string | null;
  /** Null when it has none, or one that cannot be read. */
  readonly document: ResultDocument | null;
  /** Why it cannot be read. */
  readonly reason: string | null;
}

/** All runs of a folder of reports, the newest first. */
export function keptRuns(reports: string): KeptRun[] {
  return namesOf(reports).map((name) => describeRun(join(reports, RUNS_FOLDER, name), name));
}

function namesOf(reports: string): string[] {
  const folder = join(reports, RUNS_FOLDER);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter(
    (name) => FOLDER_NAME.test(name) && statSync(join(folder, name)).isDirectory(),
  );
  return names.sort().reverse();
}

/** @param name of its folder, which is `path` */
export function describeRun(path: string, name: string): KeptRun {
  const ending = ENDINGS.find((known) => existsSync(join(path, `${known}.json`)));
  const state: RunState = ending ?? (isMeasuring(path) ? 'measuring' : 'died');
  const file = join(path, ending === undefined ? UNFINISHED : `${ending}.json`);
  const none = { name, path, document: null, reason: null };
  // A run that died in its first block.
  if (!existsSync(file)) return { ...none, state: state === 'died' ? 'empty' : state, file: null };
  try {
    return { ...none, state, file, document: readDocument(file) };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { ...none, state: 'damaged', file, reason: error.message };
  }
}

function isMeasuring(path: string): boolean {
  const holder: Holder | null = readHolder(join(path, HOLDER_FILE));
  return holder !== null && isAlive(holder);
}

/** Removes what killed runs have left half written, in the folder of reports and in their own. */
export function removeLeftovers(reports: string): void {
  for (const folder of [reports, ...namesOf(reports).map((name) => join(reports, RUNS_FOLDER, name))]) {
    removeHalfWritten(folder);
  }
}

/**
 * Removes all but the newest runs; one that is measuring stays.
 * @returns the names of those that were removed
 */
export function pruneRuns(reports: string, keep: number): string[] {
  const old = namesOf(reports)
    .slice(keep)
    .filter((name) => !isMeasuring(join(reports, RUNS_FOLDER, name)));
  for (const name of old) rmSync(join(reports, RUNS_FOLDER, name), { recursive: true, force: true });
  return old;
}
