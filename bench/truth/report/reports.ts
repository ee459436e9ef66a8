/** All files of a truth report, by name. */
import { toJson } from '../../result/store.ts';
import type { TruthDocument } from '../document.ts';
import { renderTruthHtml } from './html.ts';
import { renderTruthMarkdown } from './markdown.ts';

/** @param stem file name without extension */
export function renderTruthReports(document: TruthDocument, stem: string): Map<string, string> {
  return new Map([
    [`${stem}.json`, toJson(document)],
    [`${stem}.md`, renderTruthMarkdown(document)],
    [`${stem}.html`, renderTruthHtml(document)],
  ]);
}
