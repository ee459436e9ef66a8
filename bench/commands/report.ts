/** `plugin-bench report FILE`: renders a stored document again, byte for byte as its run did, under the name of the file. */
import { basename, dirname, join, resolve } from 'node:path';
import { EXIT, type Io } from '../io.ts';
import { renderReports } from '../report/reports.ts';
import { renderTerminal } from '../report/terminal.ts';
import { prepareFolder, readDocument, writeFiles } from '../result/store.ts';

export interface ReportOptions {
  /** Default: the folder of the document. */
  readonly out: string | undefined;
}

export function report(file: string, options: ReportOptions, io: Io): number {
  const source = resolve(io.cwd, file);
  const document = readDocument(source);
  const out = options.out === undefined ? dirname(source) : resolve(io.cwd, options.out);
  prepareFolder(out);
  const files = renderReports(document, basename(source, '.json'));
  // The document itself is left as it is.
  for (const name of files.keys()) if (join(out, name) === source) files.delete(name);
  const folder = writeFiles(out, files);
  io.stdout(renderTerminal(document, io));
  io.stderr(`Reports: ${[...files.keys()].map((name) => join(folder, name)).join(', ')}\n`);
  return EXIT.ok;
}
