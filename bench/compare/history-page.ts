/** history.html: every row over the runs that are kept, as one self-contained page in the style of a report. */
import { formatAmount, formatChange, formatWhole } from '../report/format.ts';
import { readScripts } from '../report/formats/html.ts';
import { changeHeads, numberHead } from '../report/page/change-heads.ts';
import { type ChartSpecs, RUNS_DATA_ID } from '../report/page/chart-spec.ts';
import { fold, html, jsonBlock, type Markup } from '../report/page/markup.ts';
import { renderShell } from '../report/page/shell.ts';
import { renderTable } from '../report/page/table.ts';
import { countOf, plainNumber } from '../report/page/text.ts';
import { CLAIMS } from './comparison.ts';
import { byClaim, type History, type HistoryRow } from './history.ts';
import { CLAIM_WORDS } from './words.ts';

/** A longer list of runs is folded. */
const MOST_OPEN_RUNS = 12;

export function renderHistory(history: History): string {
  const { runs, rows } = history;
  const charts: ChartSpecs = Object.fromEntries(
    rows.map(({ unit, points }, index) => [chartId(index), { kind: 'history', unit, points }]),
  );
  const changed = byClaim(rows).filter(({ claim }) => claim === 'slower' || claim === 'faster');
  const shown = changed[0] ?? rows[0];
  const body = html`<header class="masthead">
<p class="eyebrow">plugin-bench <span>${countOf(runs.length, 'run')}</span> <span>${runs[0]?.time} to ${runs.at(-1)?.time}</span></p>
<h1>What changed from run to run</h1>
<p class="lead">${leadText(history)}</p>
<p class="trust">${comparableText(history)}</p>
</header>
<main id="main" tabindex="-1">
<noscript><p class="banner">The charts, and the figures of each run, need JavaScript. What changed is in the first table.</p></noscript>
${renderChanges(rows)}
<section id="rows" class="section" aria-labelledby="heading-rows">
<div class="section-head"><h2 id="heading-rows">Row by row</h2>
<div><p class="finding">Median of each run with its interval, in the order of time.</p>
<p class="description">Runs stand evenly spaced, with day and commit; the table below a chart has the same figures. Each chart has its own scale, at least
±3 % of the last median: compare shapes, not heights.</p></div></div>
<ul class="legend runs"><li><span class="mark sync"></span>can be compared with the newest run</li>
<li><span class="mark other"></span>other machine, harness or settings: says nothing beside the others</li></ul>
${rows.map((row, index) => renderRow(row, index, row === shown))}
</section>
${renderRuns(history)}
</main>
<script type="application/json" id="${RUNS_DATA_ID}">${jsonBlock(runs)}</script>`;
  const scripts = readScripts(['client-history.js', 'client-matrix.js']);
  return renderShell({ title: `plugin-bench, ${countOf(runs.length, 'run')}`, body, charts, scripts });
}

function chartId(index: number): string {
  return `history-${index}`;
}

function leadText({ rows }: History): string {
  const counts = CLAIMS.map((claim) => ({ claim, count: rows.filter((row) => row.claim === claim).length }));
  const said = counts.filter(({ count }) => count > 0);
  return `From the first run to the last, of ${countOf(rows.length, 'row')}: ${said.map(({ claim, count }) => `${formatWhole(count)} ${CLAIM_WORDS[claim]}`).join(', ')}.`;
}

function comparableText({ runs, leftOut }: History): string {
  const other = runs.filter((run) => run.other !== '').length;
  return [
    other === 0
      ? 'All runs are of one machine and alike in their settings.'
      : `${formatWhole(other)} of ${countOf(runs.length, 'run')} cannot be compared with the newest one; changes are between those that can.`,
    leftOut === 0 ? '' : `${countOf(leftOut, 'older run')} left out.`,
  ]
    .join(' ')
    .trim();
}

function renderChanges(rows: readonly HistoryRow[]): Markup {
  return html`<section id="changes" class="matrix" aria-labelledby="heading-changes"><h2 id="heading-changes" class="unseen">What changed</h2>
<form class="filters" hidden role="search" aria-label="Rows to show"><input type="search" name="text" placeholder="Search" aria-label="Search rows"><output class="count" aria-live="polite"></output></form>
${renderTable({
  id: 'table-changes',
  caption: 'From the first run to the last that can be compared with the newest one.',
  head: html`${changeHeads(['First', 'Last'])}
${numberHead('Runs', 'compared', 'Runs')}`,
  bodies: html`<tbody>${byClaim(rows).map(renderChange)}</tbody>`,
  sortable: true,
})}
<p class="hint">The claim is the gate's, with its margins (2 % of a call, 10 % of a set-up): it compares the fastest sample of each block. Click a row for its course.</p></section>`;
}

function renderChange({ id, unit, first, last, medians, judged, claim, comparedRuns }: HistoryRow): Markup {
  const percent = (ratio: number) => plainNumber((ratio - 1) * 100);
  const none = (tsv = '') => html`<td class="number none" data-v="-Infinity" data-tsv="${tsv}">–</td>`;
  const amount = (value: number | null) =>
    value === null ? none() : html`<td data-v="${plainNumber(value)}">${formatAmount(value, unit)}</td>`;
  return html`<tr><th scope="row"><a href="#${encodeURIComponent(id)}">${id}</a></th><td class="text claim-${claim}" data-v="${CLAIMS.indexOf(claim)}"><b>${medians === null ? '–' : CLAIM_WORDS[claim]}</b></td>${
    judged === null
      ? none('\t\t')
      : html`<td data-v="${percent(judged.median)}" data-tsv="${[judged.median, judged.low, judged.high].map(percent).join('\t')}">${formatChange(judged.median)} <small>[${formatChange(judged.low)}, ${formatChange(judged.high)}]</small></td>`
  }${amount(first)}${amount(last)}${
    medians === null ? none() : html`<td data-v="${percent(medians)}">${formatChange(medians)}</td>`
  }<td data-v="${comparedRuns}">${comparedRuns}</td></tr>\n`;
}

function renderRow(row: HistoryRow, index: number, isOpen: boolean): Markup {
  const { id, unit, first, last, medians, points, reason } = row;
  const amount = (value: number | null) => (value === null ? '–' : formatAmount(value, unit));
  const change = medians === null ? reason : `${formatChange(medians)}, ${CLAIM_WORDS[row.claim]}`;
  return html`<details class="case" id="${id}"${isOpen && html` open`}><summary><b>${id}</b> <span class="from-to">${medians === null ? amount(last) : `${amount(first)} → ${amount(last)}`}</span> <span>${change}</span></summary>
<figure class="chart"><div class="plot history"><canvas data-chart="${chartId(index)}" role="img" aria-label="Chart, ${id}: median of ${countOf(points.length, 'run')}, ${amount(first)} at first, ${amount(last)} at last. The table below has the same figures."></canvas></div></figure>
${renderTable({
  id: `table-${chartId(index)}`,
  caption: `${id}, the newest run first: median of one iteration, ${unit}`,
  head: html`<th scope="col">Run</th><th scope="col">Commit</th><th scope="col" class="number" data-tsv="Median, ${unit}/iter">Median</th><th scope="col" class="number" data-tsv="Low, ${unit}/iter\tHigh, ${unit}/iter">Interval</th><th scope="col">Remark</th>`,
  bodies: html`<tbody data-history="${chartId(index)}"></tbody>`,
})}</details>\n`;
}

function renderRuns({ runs }: History): Markup {
  const table = renderTable({
    id: 'table-runs',
    caption: 'All runs, the newest first.',
    head: html`<th scope="col">Run</th><th scope="col">Commit</th><th scope="col">Beside the newest run</th>`,
    bodies: html`<tbody>${[...runs]
      .reverse()
      .map(
        ({ time, commit, other }) =>
          html`<tr><th scope="row">${time}</th><td>${commit}</td>${other === '' ? html`<td>can be compared</td>` : html`<td class="other">cannot be compared: other ${other}</td>`}</tr>\n`,
      )}</tbody>`,
  });
  return html`<section id="runs" class="section" aria-labelledby="heading-runs"><div class="section-head"><h2 id="heading-runs">Runs</h2>
<div>${fold(countOf(runs.length, 'run'), table, runs.length <= MOST_OPEN_RUNS)}</div></div></section>`;
}
