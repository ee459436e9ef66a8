/** All files of a report, by name: one for each module in `formats/`. */
import type { ResultDocument } from '../result/document.ts';
import { importAll } from '../scan.ts';
import type { ForeignResult } from './foreign/foreign.ts';
import { parseNodeBench } from './foreign/node-bench.ts';
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

/** What "--from" takes: other harnesses whose results can be read. */
const FOREIGN: Readonly<Record<string, (text: string, name: string) => ForeignResult>> = {
  'node-bench': parseNodeBench,
};
export const FOREIGN_NAMES: readonly string[] = Object.keys(FOREIGN);
/** Formats that take no more than another harness says. */
export const FOREIGN_FORMATS: readonly string[] = FORMAT_NAMES.filter(
  (name) => formats.get(name)?.renderForeign !== undefined,
);

/**
 * @param from one of FOREIGN_NAMES
 * @param name file name for messages
 * @throws DocumentError
 */
export function parseForeign(from: string, text: string, name: string): ForeignResult {
  const parse = FOREIGN[from];
  if (parse === undefined) throw new RangeError(`There is no harness "${from}".`);
  return parse(text, name);
}

/** @param name one of FOREIGN_FORMATS */
export function renderForeign(result: ForeignResult, name: string): string {
  const text = formats.get(name)?.renderForeign?.(result);
  if (text === undefined) throw new RangeError(`"${name}" takes more than another harness says.`);
  return text;
}

/** @param stem file name without extension */
export function renderReports(document: ResultDocument, stem: string): Map<string, string> {
  const files = [...formats.values()].flatMap(({ extension, render }): [string, string][] =>
    extension === null ? [] : [[`${stem}.${extension}`, render(document)]],
  );
  return new Map(files);
}
