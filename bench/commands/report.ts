/** `plugin-bench report FILE`: renders a stored document again, byte for byte as its run did. */
import { resolve } from 'node:path';
import { EXIT, type Io } from '../io.ts';
import { renderReports } from '../report/reports.ts';
import { renderTerminal } from '../report/terminal.ts';
import { prepareFolder, readDocument, writeFiles } from '../result/store.ts';

export interface ReportOptions {
  readonly out: string;
}

export function report(file: string, options: ReportOptions, io: Io): number {
  const document = readDocument(resolve(io.cwd, file));
  const out = resolve(io.cwd, options.out);
  prepareFolder(out);
  const folder = writeFiles(out, renderReports(document));
  io.stdout(renderTerminal(document, { colour: io.colour }));
  io.stderr(`Reports: ${folder}\n`);
  return EXIT.ok;
}
