/** `plugin-bench report FILE`: renders a stored document again, byte for byte as its run did, under the name of the file. */
import { basename, dirname, join, resolve } from 'node:path';
import { EXIT, type Io } from '../io.ts';
import { UsageError } from '../plan/cases.ts';
import { renderForeignTable } from '../report/foreign/terminal.ts';
import { FOREIGN_FORMATS, parseForeign, renderForeign, renderFormat, renderReports, TABLE } from '../report/reports.ts';
import { renderTerminal, type TerminalOptions } from '../report/terminal.ts';
import { parseDocument } from '../result/parse.ts';
import { prepareFolder, readText } from '../result/store.ts';
import { looksLikeTruth, parseTruth } from '../truth/parse.ts';
import { renderTruthReports } from '../truth/report/reports.ts';
import { renderTruthTerminal } from '../truth/report/terminal.ts';
import { history, isHistory } from './history.ts';
import { keep } from './keep.ts';
import { shownPath } from './shown-path.ts';

export interface ReportOptions {
  /** Default: the folder of the document. */
  readonly out: string | undefined;
  /** Print this format, and write no files. */
  readonly format: string | undefined;
  readonly verbose: boolean;
  /** The file is a result of this harness, and not a document of ours. */
  readonly from?: string | undefined;
}

/** @param files one document; several, or a folder of them, are a history */
export function report(files: readonly string[], options: ReportOptions, io: Io): number {
  if (options.from !== undefined) {
    if (files.length > 1) throw new UsageError('--from reads one file; give one.');
    return reportForeign(resolve(io.cwd, files[0] ?? ''), options.from, options, io);
  }
  if (isHistory(files, io)) {
    if (options.format !== undefined && options.format !== TABLE) {
      throw new UsageError(`--format ${options.format} is of one document; several are a history, which is a page.`);
    }
    return history(files, options.out, io);
  }
  return reportOne(files[0] ?? '', options, io);
}

function reportOne(file: string, options: ReportOptions, io: Io): number {
  const source = resolve(io.cwd, file);
  if (options.format !== undefined && options.format !== TABLE) {
    io.stdout(renderFormat(parseDocument(readText(source), source), options.format));
    return EXIT.ok;
  }
  const { files, terminal } = render(readText(source), source, { ...io, verbose: options.verbose });
  const out = options.out === undefined ? dirname(source) : resolve(io.cwd, options.out);
  prepareFolder(out);
  // The document itself is left as it is.
  for (const name of files.keys()) if (join(out, name) === source) files.delete(name);
  io.stdout(terminal);
  const folder = keep(out, files, null, io);
  if (folder === null) return EXIT.couldNotMeasure;
  io.stderr(`Reports: ${[...files.keys()].map((name) => shownPath(join(folder, name), io.cwd)).join(', ')}\n`);
  return EXIT.ok;
}

/** Only prints: a document of ours, which files could be rendered of again, is not to be had from it. */
function reportForeign(source: string, from: string, { format = TABLE, out }: ReportOptions, io: Io): number {
  if (out !== undefined) throw new UsageError('--from prints one format and writes no files; leave --out away.');
  if (format !== TABLE && !FOREIGN_FORMATS.includes(format)) {
    const names = [TABLE, ...FOREIGN_FORMATS].join(', ');
    throw new UsageError(
      `"${format}" takes blocks, a machine and a runtime, which ${from} does not tell; there are ${names}.`,
    );
  }
  const result = parseForeign(from, readText(source), source);
  io.stdout(format === TABLE ? renderForeignTable(result, io.columns) : renderForeign(result, format));
  return EXIT.ok;
}

function render(
  text: string,
  source: string,
  options: TerminalOptions,
): { files: Map<string, string>; terminal: string } {
  const stem = basename(source, '.json');
  if (looksLikeTruth(text)) {
    const document = parseTruth(text, source);
    return { files: renderTruthReports(document, stem), terminal: renderTruthTerminal(document, options) };
  }
  const document = parseDocument(text, source);
  return { files: renderReports(document, stem), terminal: renderTerminal(document, options) };
}
