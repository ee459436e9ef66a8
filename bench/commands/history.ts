/** `plugin-bench report A.json B.json ...`, or a folder: the history of several runs, as a page and as a line for each row. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { historyOf, MOST_RUNS } from '../compare/history.ts';
import { renderHistory } from '../compare/history-page.ts';
import { renderHistoryText } from '../compare/history-text.ts';
import { EXIT, type Io } from '../io.ts';
import { type CompareData, compareData } from '../report/page/compare-data.ts';
import { DocumentError, parseDocument } from '../result/parse.ts';
import { prepareFolder, readText } from '../result/store.ts';
import { describeRun, RUNS_FOLDER, UNFINISHED } from '../run/history.ts';
import { looksLikeTruth } from '../truth/parse.ts';
import { keep } from './keep.ts';
import { shownPath } from './shown-path.ts';

const PAGE = 'history.html';

/** Whether these are several runs: more than one path, or a folder. */
export function isHistory(files: readonly string[], { cwd }: Io): boolean {
  return files.length > 1 || isFolder(resolve(cwd, files[0] ?? ''));
}

/**
 * @param out folder of the page; undefined: beside what was given first
 * @throws DocumentError for a file that is no document; then nothing is written
 */
export function history(files: readonly string[], out: string | undefined, io: Io): number {
  const paths = files.map((file) => resolve(io.cwd, file));
  const skip = (path: string, why: string) => io.stderr(`${shownPath(path, io.cwd)} ${why}: skipped.\n`);
  let unread = 0;
  const runs = paths.flatMap((path) => {
    if (!isFolder(path)) return readRun(path, skip);
    const folder = runsIn(path, skip);
    unread += folder.unread;
    return folder.runs;
  });
  if (runs.length === 0) {
    const [only = ''] = files;
    throw new DocumentError(
      files.length === 1
        ? `${only} is a folder without a run; give a document.`
        : `None of ${files.join(', ')} is a run that ended; give documents of runs.`,
    );
  }
  const found = historyOf(runs, unread);
  const folder = out === undefined ? besides(paths[0] as string) : resolve(io.cwd, out);
  const page = renderHistory(found);
  prepareFolder(folder);
  io.stdout(renderHistoryText(found, io));
  const written = keep(folder, new Map([[PAGE, page]]), null, io);
  if (written === null) return EXIT.couldNotMeasure;
  io.stderr(`Report: ${shownPath(join(written, PAGE), io.cwd)}\n`);
  return EXIT.ok;
}

type Skip = (path: string, why: string) => void;

/** Beside latest.html where runs are kept, which a later run does not prune. */
function besides(path: string): string {
  if (!isFolder(path)) return dirname(path);
  return basename(path) === RUNS_FOLDER ? dirname(path) : path;
}

/** The newest runs that a folder keeps and how many older ones it has, or a folder of reports in its `runs`; and documents that lie there by themselves. */
function runsIn(path: string, skip: Skip): { runs: CompareData[]; unread: number } {
  const kept = join(path, RUNS_FOLDER);
  const folder = isFolder(kept) ? kept : path;
  // Names begin with the time: the newest first.
  const names = readdirSync(folder).sort().reverse();
  const runs: CompareData[] = [];
  let unread = 0;
  for (const name of names) {
    const item = join(folder, name);
    if (isFolder(item)) {
      if (runs.length < MOST_RUNS) runs.push(...keptRun(item, name, skip));
      else unread++;
    } else if (name.endsWith('.json') && !isFolder(item)) runs.push(...readRun(item, skip));
  }
  return { runs, unread };
}

function keptRun(path: string, name: string, skip: Skip): CompareData[] {
  const { state, file, document, reason } = describeRun(path, name);
  // A folder of something else.
  if (state === 'empty') return [];
  if (state === 'measuring') skip(path, 'is still being measured');
  else if (state === 'died' || file?.endsWith(UNFINISHED)) skip(path, 'is of a run that died');
  else if (document === null) throw new DocumentError(reason ?? `${path} cannot be read.`);
  else return [compareData(document)];
  return [];
}

/** @throws DocumentError */
function readRun(path: string, skip: Skip): CompareData[] {
  if (basename(path) === UNFINISHED) {
    skip(path, 'is of a run that died or is still being measured');
    return [];
  }
  const text = readText(path);
  if (looksLikeTruth(text)) {
    skip(path, 'is about the suite itself, not a run');
    return [];
  }
  return [compareData(parseDocument(text, path))];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
