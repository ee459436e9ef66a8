/** What is known of the mechanisms besides time: what they take, and what they make of arguments. */
import type { ResultDocument } from '../../result/document.ts';
import { type FactCell, type FactTable, factTables } from '../facts.ts';
import { leftOutName } from '../rows.ts';
import { fold, html, type Markup, slug } from './markup.ts';
import { renderTable } from './table.ts';
import { countOf } from './text.ts';

/** A longer table is folded. */
const MOST_OPEN = 12;

export function renderFacts(document: ResultDocument): Markup[] {
  return factTables(document).map(renderFactTable);
}

/** Mechanisms that the run knew and did not measure. */
export function renderLeftOut({ leftOut }: ResultDocument): Markup | null {
  if (leftOut.length === 0) return null;
  return html`<section id="left-out" class="section" aria-labelledby="heading-left-out">
<div class="section-head"><h2 id="heading-left-out">Not in this run</h2>
${fold(countOf(leftOut.length, 'row'), html`<ul class="notes">${leftOut.map((item) => html`<li><strong>${leftOutName(item)}</strong>, ${item.title}: ${item.reason}</li>\n`)}</ul>`, leftOut.length <= MOST_OPEN)}</div>
</section>`;
}

function renderFactTable({ title, explanation, columns, rows }: FactTable): Markup {
  const id = slug(title);
  return html`<section id="${id}" class="section facts" aria-labelledby="heading-${id}">
<div class="section-head"><h2 id="heading-${id}">${title}</h2><div><p class="finding">${explanation}</p></div></div>
${fold(
  countOf(rows.length, 'mechanism'),
  renderTable({
    id: `table-${id}`,
    caption: `${title}, mechanism by mechanism`,
    head: html`<th scope="col">Mechanism</th>${columns.map((column) => html`<th scope="col" class="titled-column">${column}</th>`)}`,
    bodies: html`<tbody>${rows.map(({ name, cells }) => html`<tr><th scope="row">${name}</th>${cells.map(renderCell)}</tr>\n`)}</tbody>`,
  }),
  rows.length <= MOST_OPEN,
)}
</section>`;
}

function renderCell({ text, detail, hint }: FactCell): Markup {
  if (hint !== undefined) return html`<td title="${hint}">${text}</td>`;
  if (detail === undefined || detail === '') return html`<td>${text}</td>`;
  return html`<td><details><summary>${text}</summary>${detail}</details></td>`;
}
