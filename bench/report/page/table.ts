/** The frame of every table: it scrolls by itself when the page is narrow, and can be copied. */
import { type Content, html, type Markup } from './markup.ts';

export interface TableParts {
  readonly id: string;
  readonly caption: string;
  readonly head: Content;
  /** One or more `tbody`. */
  readonly bodies: Content;
  readonly sortable?: boolean;
}

export function renderTable({ id, caption, head, bodies, sortable = false }: TableParts): Markup {
  return html`<div class="table-block">
<div class="tools" hidden><button type="button" data-copy="tsv" data-table="${id}">Copy table as TSV</button>
<button type="button" data-copy="markdown" data-table="${id}">Copy as Markdown</button></div>
<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}-caption"><table id="${id}"${sortable && html` data-sortable`}>
<caption id="${id}-caption"><span>${caption}</span></caption>
<thead><tr>${head}</tr></thead>
${bodies}</table></div></div>`;
}
