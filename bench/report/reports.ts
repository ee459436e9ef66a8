/** All files of a report, by name. Each format is one module; the same document always gives the same bytes. */
import type { ResultDocument } from '../result/document.ts';
import { toJson } from '../result/store.ts';
import { renderCsv } from './csv.ts';
import { renderHtml } from './html.ts';
import { renderLibtest } from './libtest.ts';
import { renderMarkdown } from './markdown.ts';

export function renderReports(document: ResultDocument): Map<string, string> {
  return new Map([
    ['latest.json', toJson(document)],
    ['latest.md', renderMarkdown(document)],
    ['latest.csv', renderCsv(document)],
    ['latest.txt', renderLibtest(document)],
    ['latest.html', renderHtml(document)],
  ]);
}
