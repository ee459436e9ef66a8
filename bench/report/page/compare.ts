/** Where another run is held against this one, in the browser: a button, a sentence for what goes wrong, and an empty table. */
import type { ResultDocument } from '../../result/document.ts';
import { changeHeads } from './change-heads.ts';
import { COMPARE_DATA_ID, compareData } from './compare-data.ts';
import { html, jsonBlock, type Markup } from './markup.ts';
import { renderTable } from './table.ts';

/** The file is read by the page itself: its policy lets nothing out. */
export function renderCompareButton(): Markup {
  return html`<span class="compare-with" hidden><button type="button" id="compare-open">Compare with…</button><input type="file" id="compare-file" accept=".json,application/json" hidden aria-label="Document of another run"></span>`;
}

export function renderCompare(document: ResultDocument): Markup {
  return html`<p id="compare-problem" class="banner" role="alert" hidden></p>
<section id="compare" class="section compare" aria-labelledby="heading-compare" hidden>
<div class="section-head"><h2 id="heading-compare" tabindex="-1">Comparison</h2>
<div><p class="finding" id="compare-finding"></p><p class="description" id="compare-runs"></p>
<p><button type="button" id="compare-close" class="plain">Close the comparison</button></p></div></div>
<ul id="compare-refusals" class="banner" hidden></ul>
<ul id="compare-claims" class="notes"></ul>
${renderTable({
  id: 'table-compare',
  caption: 'Before and after, row by row: medians, and the change as the gate judges it.',
  head: changeHeads(['Before', 'After']),
  bodies: html`<tbody></tbody>`,
  sortable: true,
})}
<p class="hint">The claim is the gate's, with its margins (2 % of a call, 10 % of a set-up): it compares the fastest sample of each block, which a disturbance moves least; of two
arms of one run, the samples of each round. A median may move where there is no claim.</p>
</section>
<script type="application/json" id="${COMPARE_DATA_ID}">${jsonBlock(compareData(document))}</script>`;
}
