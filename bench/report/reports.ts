/** All files of a report, by name: one for each module in `formats/`. */
import type { ResultDocument } from '../result/document.ts';
import { importAll } from '../scan.ts';
import type { ReportFormat } from './report-format.ts';

const formats = await importAll<ReportFormat>(new URL('formats/', import.meta.url));

/** @param stem file name without extension */
export function renderReports(document: ResultDocument, stem: string): Map<string, string> {
  return new Map([...formats.values()].map(({ extension, render }) => [`${stem}.${extension}`, render(document)]));
}
