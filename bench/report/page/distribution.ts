/** Every sample of every case as a dot, block by block, so that two modes, drift and outliers cannot hide in a median. */
import type { Block } from '../../result/document.ts';
import { extremes, median } from '../../statistics/quantiles.ts';
import { blockFigures, blockMedians } from '../../statistics/summarize.ts';
import { formatAmount, formatShare, isInterval, ONE_BLOCK } from '../format.ts';
import { fold, html, type Markup } from './markup.ts';
import { drawStrip } from './strip.ts';
import { renderTable } from './table.ts';
import { countOf } from './text.ts';
import type { Row, ScenarioView } from './view.ts';

/** A row that has at least one block: measured, or failed later on. */
interface StripRow {
  readonly row: Row;
  readonly blocks: readonly Block[];
}

/** A table with more cells is of no use to a reader, and hardly to a browser. */
const MOST_CELLS = 200_000;
/** More panels are folded. */
const MOST_OPEN = 12;

export function renderDistribution(scenarios: readonly ScenarioView[]): Markup {
  return html`<section id="distribution" class="section" aria-labelledby="heading-distribution">
<div class="section-head"><h2 id="heading-distribution">Every sample</h2>
<div><p class="finding">Each dot is one sample, blocks follow one another from left to right.</p>
<p class="description">Two levels within a case mean two modes; a slope means drift; a lone dot is an outlier. The dash in each block is
its median, the line and band are the median of the blocks and its interval. Every panel has its own logarithmic scale, at least
±3 % of the median, with its ends written beside it: compare shapes, not heights.</p></div></div>
${scenarios.map(renderScenarioStrips)}
</section>`;
}

function renderScenarioStrips(scenario: ScenarioView): Markup {
  const rows = scenario.groups.flatMap(({ rows }) => rows).flatMap(withBlocks);
  if (rows.length === 0)
    return html`<div class="subsection"><h3>${scenario.title}</h3><p>No sample was taken.</p></div>`;
  const numbers = [...new Set(rows.flatMap(({ blocks }) => blocks.map(({ block }) => block)))].sort((a, b) => a - b);
  return html`<div class="subsection"><h3>${scenario.title}</h3>
${fold(countOf(rows.length, 'panel'), html`<div class="strips">${rows.map((row) => renderStrip(row, scenario.unit, [numbers[0] as number, numbers.at(-1) as number]))}</div>`, rows.length <= MOST_OPEN)}
<details><summary>Block medians as a table</summary>${renderBlockTable(scenario, rows, numbers)}</details></div>`;
}

function withBlocks(row: Row): StripRow[] {
  const { result } = row;
  return result.status === 'skipped' || result.blocks.length === 0 ? [] : [{ row, blocks: result.blocks }];
}

function renderStrip({ row, blocks }: StripRow, unit: string, range: readonly [number, number]): Markup {
  const { result } = row;
  const summary = result.status === 'measured' ? result.summary : undefined;
  const isSingle = summary !== undefined && !isInterval(summary.confidenceLevel);
  const samples = blocks.flatMap(blockFigures);
  const centre = summary?.perIteration.median ?? median(blockMedians(blocks));
  const strip = drawStrip({
    blocks,
    range,
    centre,
    interval: isSingle ? undefined : summary?.perIteration,
    description: describe({ row, blocks }, samples.length, unit),
  });
  const qualifier =
    summary === undefined
      ? html`<em>failed after ${countOf(blocks.length, 'block')}</em>`
      : isSingle
        ? ONE_BLOCK
        : html`spread ${formatShare(summary.spread)}`;
  return html`<figure class="strip ${row.colour}"><figcaption><strong>${row.label}</strong> <span>${formatAmount(centre, unit)}</span> <small>${qualifier}</small></figcaption>
<div class="panel">${strip.svg}<span class="end">${formatAmount(strip.max, unit)}</span><span class="end">${formatAmount(strip.min, unit)}</span></div></figure>\n`;
}

/** The panel in words; what stands beside it is not repeated. */
function describe({ row: { label }, blocks }: StripRow, samples: number, unit: string): string {
  const { least, most } = extremes(blockMedians(blocks));
  const amount = (value: number) => formatAmount(value, unit);
  return [
    `${label}: ${countOf(samples, 'sample')} in ${countOf(blocks.length, 'block')},`,
    `block medians from ${amount(least)} to ${amount(most)}.`,
  ].join(' ');
}

function renderBlockTable(
  { anchor, title, unit }: ScenarioView,
  rows: readonly StripRow[],
  numbers: readonly number[],
): Markup {
  if (rows.length * numbers.length > MOST_CELLS) {
    return html`<p>${countOf(rows.length, 'row')} by ${countOf(numbers.length, 'block')} are too many for a table: they are in the JSON.</p>`;
  }
  return renderTable({
    id: `table-blocks-${anchor}`,
    caption: `${title}: median of each block, ${unit}/iter`,
    head: html`<th scope="col">Mechanism</th>${numbers.map((number) => html`<th scope="col" class="number">${`block ${number}`}</th>`)}`,
    bodies: html`<tbody>${rows.map(({ row, blocks }) => html`<tr><th scope="row">${row.label}</th>${blockCells(blocks, numbers)}</tr>\n`)}</tbody>`,
  });
}

/** Without end tags, which HTML lets one leave out: of large runs these are thousands of cells. */
function blockCells(blocks: readonly Block[], numbers: readonly number[]): Markup[] {
  const medians = new Map(blocks.map((block) => [block.block, median(blockFigures(block))]));
  return numbers.map((number) => {
    const value = medians.get(number);
    if (value === undefined) return html`<td class="none">–`;
    return html`<td>${Number(value.toPrecision(4))}`;
  });
}
