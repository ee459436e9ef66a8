/** All files of a report, by name: one for each module in `formats/`. */
import type { ResultDocument } from '../result/document.ts';
import { importAll } from '../scan.ts';
import type { ReportFormat } from './report-format.ts';

const formats = await importAll<ReportFormat>(new URL('formats/', import.meta.url));

/** Tables for people, see terminal.ts; the other formats are for programs. */
export const TABLE = 'table';
/** What "--format" takes besides that. */
export const FORMAT_NAMES: readonly string[] = [...formats.keys()];

/** @param name one of FORMAT_NAMES */
export function renderFormat(document: ResultDocument, name: string): string {
  const format = formats.get(name);
  if (format === undefined) throw new RangeError(`There is no format "${name}".`);
  return format.render(document);
}

/** @param stem file name without extension */
export function renderReports(document: ResultDocument, stem: string): Map<string, string> {
  const files = [...formats.values()].flatMap(({ extension, render }): [string, string][] =>
    extension === null ? [] : [[`${stem}.${extension}`, render(document)]],
  );
  return new Map(files);
}
