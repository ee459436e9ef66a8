/** All files of a report, by name. Each format is one module; the same document always gives the same bytes. */
import type { ResultDocument } from '../result/document.ts';
import { toJson } from '../result/store.ts';
import { renderCsv } from './csv.ts';
import { renderHtml } from './html.ts';
import { renderLibtest } from './libtest.ts';
import { renderMarkdown } from './markdown.ts';

/** @param stem file name without extension */
export function renderReports(document: ResultDocument, stem: string): Map<string, string> {
  return new Map([
    [`${stem}.json`, toJson(document)],
    [`${stem}.md`, renderMarkdown(document)],
    [`${stem}.csv`, renderCsv(document)],
    [`${stem}.txt`, renderLibtest(document)],
    [`${stem}.html`, renderHtml(document)],
  ]);
}
