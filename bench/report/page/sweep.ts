/** What a call costs by the bytes it passes: the finding, lines on logarithmic axes, and the table. */
import type { ResultDocument } from '../../result/document.ts';
import { isFloor } from '../../statistics/evaluate.ts';
import { formatDuration, intervalLegend, isInterval } from '../format.ts';
import { BEND_LEGEND, formatLength, LINE_LEGEND, lineTexts, type Sweep, type SweepRow, sweepsOf } from '../sweeps.ts';
import type { ColourName, SweepSpec } from './chart-spec.ts';
import { html, type Markup, slug } from './markup.ts';
import { renderTable } from './table.ts';
import { drawnNumber, plainNumber } from './text.ts';

export interface SweepView {
  /** Part of ids in the page. */
  readonly anchor: string;
  readonly title: string;
  readonly sweep: Sweep;
  readonly spec: SweepSpec;
}

export function viewSweeps(document: ResultDocument): SweepView[] {
  return sweepsOf(document).map((sweep) => ({
    anchor: `by-bytes-${slug(sweep.id)}`,
    title: `${sweep.title}, by bytes`,
    sweep,
    spec: specOf(sweep),
  }));
}

function specOf({ lengths, rows }: Sweep): SweepSpec {
  return {
    kind: 'sweep',
    series: rows.map((row) => ({
      name: row.name,
      colour: colourOf(row),
      // Zero has no place on a logarithmic axis; it remains in the table.
      points: lengths.flatMap((length, index) => {
        const median = row.cases[index]?.summary.perIteration.median ?? 0;
        return length > 0 && median > 0 ? [{ x: length, y: drawnNumber(median) }] : [];
      }),
    })),
    ticks: lengths.filter((length) => length > 0).map((length) => ({ value: length, label: formatLength(length) })),
  };
}

function colourOf({ cases, callStyle }: SweepRow): ColourName {
  return cases.some((row) => row !== undefined && isFloor(row)) ? 'floor' : callStyle;
}

export function renderSweep({ anchor, title, sweep }: SweepView): Markup {
  return html`<section id="scenario-${anchor}" class="section" aria-labelledby="heading-${anchor}">
<div class="section-head"><h2 id="heading-${anchor}">${title}</h2>
<div><p class="finding">${findingText(sweep)}</p><p class="description">${sweep.description}</p></div></div>
<figure class="chart">
<figcaption><ul class="legend">
<li><span class="mark sync"></span>Synchronous</li>
<li><span class="mark async"></span>Asynchronous</li>
<li><span class="mark floor"></span>Floor: the loop without a plugin</li>
</ul></figcaption>
<div class="plot sweep"><canvas data-chart="sweep-${anchor}" role="img" aria-label="${describe(title, sweep)}" aria-describedby="table-${anchor}-caption"></canvas></div>
<p class="hint">Median ns/iter over bytes, both logarithmic. A flat line: bytes cost nothing. A line that rises with its neighbours: the plugin's own work.</p>
</figure>
${renderSweepTable(anchor, title, sweep)}
</section>`;
}

function renderSweepTable(anchor: string, title: string, { lengths, rows }: Sweep): Markup {
  const levels = rows.flatMap(({ line }) =>
    line === null || !isInterval(line.fixedNs.level) ? [] : [line.fixedNs.level],
  );
  const legend = intervalLegend(levels.length === 0 ? 0 : Math.min(...levels));
  const number = (text: string, tsv: string) => html`<th scope="col" class="number" data-tsv="${tsv}">${text}</th>`;
  const caption = `${title}: median of a call; ${LINE_LEGEND}; ${BEND_LEGEND}; ${legend}`;
  return renderTable({
    id: `table-${anchor}`,
    caption,
    head: html`<th scope="col">Mechanism</th><th scope="col">Calls</th>${lengths.map((length) => number(formatLength(length), `${length} bytes, ns`))}${number('fixed', 'fixed, ns')}${number('±', 'fixed, reach')}${number('per KiB', 'per KiB, ns')}${number('±', 'per KiB, reach')}${number('off the line', 'off the line')}`,
    bodies: html`<tbody>${rows.map(renderRow)}</tbody>`,
  });
}

function renderRow(row: SweepRow): Markup {
  const { fixed, fixedReach, perKib, perKibReach, bend } = lineTexts(row);
  const text = (value: string) => html`<td class="number">${value === '' ? '–' : value}</td>`;
  const medians = row.cases.map((found) => {
    if (found === undefined) return html`<td class="number none">–</td>`;
    const { median } = found.summary.perIteration;
    return html`<td data-v="${plainNumber(median)}">${formatDuration(median)}</td>`;
  });
  const last = [fixed, fixedReach, perKib, perKibReach, bend].map(text);
  return html`<tr><th scope="row">${row.name}</th><td><span class="mark ${colourOf(row)}"></span>${row.callStyle}</td>${medians}${last}</tr>\n`;
}

/** What is free and what is not, apart from the floor: the dearest and the cheapest byte of each call style. */
function findingText({ rows }: Sweep): string {
  const parts = (['sync', 'async'] as const).flatMap((style) => {
    const own = rows
      .filter((row) => row.callStyle === style && colourOf(row) !== 'floor' && row.line !== null)
      .toSorted((a, b) => (a.line?.nsPerByte.median ?? 0) - (b.line?.nsPerByte.median ?? 0));
    const [least, most] = [own[0], own.at(-1)];
    if (least === undefined || most === undefined) return [];
    const said = (row: SweepRow) =>
      `${lineTexts(row).perKib === '0' ? 'nothing' : lineTexts(row).perKib} (${row.name})`;
    const range = least === most ? said(least) : `from ${said(least)} to ${said(most)}`;
    return [`${style === 'sync' ? 'Synchronous' : 'Asynchronous'}: a KiB costs ${range}`];
  });
  return parts.length === 0 ? 'No mechanism was measured with three lengths.' : `${parts.join('. ')}.`;
}

/** The chart in words. */
function describe(title: string, { lengths, rows }: Sweep): string {
  const longest = lengths.length - 1;
  const texts = rows.map(({ name, cases }) => {
    const amount = (index: number) => {
      const found = cases[index];
      return found === undefined ? 'not measured' : formatDuration(found.summary.perIteration.median);
    };
    return `${name} ${amount(0)} to ${amount(longest)}`;
  });
  return `Chart, ${title}: from ${formatLength(lengths[0] as number)} to ${formatLength(lengths[longest] as number)}. ${texts.join('; ')}. The table below has the same figures.`;
}
