/**
 * The first thing on the page: every mechanism with what it costs in each table, what stands between host and plugin, and what it takes.
 * Figures link to their rows. Several runtimes are columns beside each other. Filters need JavaScript; without it everything is shown.
 */
import type { MeasuredCase, ResultDocument } from '../../result/document.ts';
import { isFloor } from '../../statistics/evaluate.ts';
import { BOUNDARY_TITLES, type Choice } from '../answer.ts';
import { formatAmount, formatBytes, formatReach, intervalLegend, isInterval, ONE_BLOCK } from '../format.ts';
import { GUIDE_FILE, type Guide, sectionUrl } from '../guide.ts';
import { type Column, columnsOf, type Line, linesOf } from '../matrix.ts';
import { html, type Markup } from './markup.ts';

export function renderMatrix(document: ResultDocument, guide: Guide): Markup | null {
  const columns = columnsOf(document);
  const lines = linesOf(document, columns);
  if (lines.length === 0) return null;
  const usual = usualLevel(lines);
  return html`<section id="matrix" class="matrix${columns.some(({ runtime }) => runtime !== null) && ' several many'}" aria-labelledby="heading-matrix">
<h2 id="heading-matrix" class="unseen">All mechanisms</h2>
${renderFilters(lines, columns)}
<div class="scroll" tabindex="0" role="region" aria-labelledby="table-matrix-caption"><table id="table-matrix">
<caption id="table-matrix-caption" class="unseen">Mechanisms from the cheapest call to the dearest: median, interval, and what it takes.</caption>
<thead><tr><th scope="col">Mechanism</th>${columns.map(renderHeading)}<th scope="col" class="wide">Boundary</th><th scope="col" class="number wide">Plugin</th><th scope="col" class="wide">Platforms</th></tr></thead>
<tbody>
${lines.map((line) => renderLine(line, columns, { usual, guide }))}</tbody></table></div>
<p class="hint">Median of one iteration and half the width of its interval; ${usual}. Bars are logarithmic. Click a figure for the whole row${guideText(lines, guide)}.</p>
</section>`;
}

function renderHeading({ title, table, runtime }: Column): Markup {
  if (runtime === null) return html`<th scope="col" class="number">${title}</th>`;
  return html`<th scope="col" class="number" data-cost="${table}" data-runtime="${runtime}">${title} <small>${runtime}</small></th>`;
}

/** The title leads to the guide, or says where it is. */
function renderTitle({ mechanism, title }: Pick<Line, 'mechanism' | 'title'>, guide: Guide): Markup {
  const section = guide.sectionOf(mechanism);
  if (section === undefined) return html`<small>${title}</small>`;
  const url = sectionUrl(guide, section);
  return url === null
    ? html`<small title="${GUIDE_FILE}, section ${section}">${title}</small>`
    : html`<small><a href="${url}" rel="noreferrer">${title}</a></small>`;
}

function guideText(lines: readonly Line[], guide: Guide): string {
  const sections = new Map(lines.map(({ mechanism }) => [mechanism, guide.sectionOf(mechanism)]));
  if ([...sections.values()].every((section) => section === undefined)) return '';
  if (guide.url !== null) return ', a title for its section of the guide';
  const others = new Set(
    [...sections].flatMap(([name, title]) => (title === undefined || title === name ? [] : [title])),
  );
  const rest = others.size === 0 ? 'of its name' : `of its name or in “${[...others].join('”, “')}”`;
  return `; ${GUIDE_FILE} describes each mechanism in a section ${rest}`;
}

/** What most cells have: `intervals of 96 %`. */
function usualLevel(lines: readonly Line[]): string {
  const counts = new Map<string, number>();
  for (const row of lines.flatMap(({ cases }) => cases)) {
    if (row === undefined) continue;
    const level = intervalLegend(row.summary.confidenceLevel);
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

function renderLine(
  { cases, facts, ...line }: Line,
  columns: readonly Column[],
  { usual, guide }: { readonly usual: string; readonly guide: Guide },
): Markup {
  const { mechanism, group, callStyle, boundary } = line;
  const colour = isFloor(line) ? 'floor' : callStyle;
  const [platforms = '–'] = facts?.footprint.platforms.split(': ') ?? [];
  const bytes = facts?.footprint.artifactBytes;
  return html`<tr data-group="${group}" data-calls="${callStyle}" data-boundary="${boundary ?? ''}">
<th scope="row"><span class="mark ${colour}" title="${callStyle}"></span>${mechanism} ${renderTitle(line, guide)}</th>
${columns.map((column, index) => renderCell(cases[index], column, usual))}
<td class="wide">${boundary === undefined || boundary === 'none' ? '–' : BOUNDARY_TITLES[boundary as Choice]}</td><td class="number wide">${bytes == null ? '–' : formatBytes(bytes)}</td><td class="wide">${platforms}</td></tr>\n`;
}

/** @param usual what is said of intervals below the table */
function renderCell(row: MeasuredCase | undefined, { unit, scale: [from, to] }: Column, usual: string): Markup {
  if (row === undefined) return html`<td class="number none">–</td>`;
  const { perIteration, confidenceLevel } = row.summary;
  const { median, low, high } = perIteration;
  const span = to - from || 1;
  const at = (value: number) => (value > 0 ? Math.min(1, Math.max(0, (Math.log(value) - from) / span)) : 0);
  const left = Number((100 * at(low)).toFixed(1));
  const width = Number(Math.max(2, 100 * (at(high) - at(low))).toFixed(1));
  const reach = !isInterval(confidenceLevel) ? ONE_BLOCK : formatReach(perIteration);
  const level = intervalLegend(confidenceLevel);
  const title = level === usual ? null : html` title="${level}"`;
  return html`<td class="number"><a href="#${row.id}"${title}><b>${formatAmount(median, unit)}</b></a> <small>${reach}</small><span class="place" style="--at:${left}%;--width:${width}%"></span></td>`;
}

/** Where there are several runtimes, they are shown side by side for one cost, at first that of a call. */
function renderFilters(lines: readonly Line[], columns: readonly Column[]): Markup {
  const several = columns.filter(({ runtime }) => runtime !== null);
  const costs = [...new Map(several.map(({ table, title }) => [table, title]))];
  const runtimes = [...new Set(several.map(({ runtime }) => runtime ?? ''))];
  const values = (of: (line: Line) => string) => [...new Set(lines.map(of))];
  const boundaries = values(({ boundary }) => boundary ?? '').filter((name): name is Choice => name in BOUNDARY_TITLES);
  return html`<form class="filters" hidden role="search" aria-label="Mechanisms to show">
<input type="search" name="text" placeholder="Search" aria-label="Search mechanisms">
${renderSelect(
  'boundary',
  'any boundary',
  boundaries.map((name) => [name, BOUNDARY_TITLES[name]]),
)}${renderSelect('calls', 'any calls', same(values(({ callStyle }) => callStyle)))}${renderSelect('group', 'all groups', same(values(({ group }) => group)))}${renderSelect('cost', 'all costs', costs, costs[0]?.[0])}${renderSelect('runtime', 'all runtimes', same(runtimes))}<output class="count" aria-live="polite"></output>
</form>`;
}

function same(names: readonly string[]): (readonly [string, string])[] {
  return names.map((name) => [name, name]);
}

/** Nothing where there is no choice. */
function renderSelect(
  name: string,
  all: string,
  options: readonly (readonly [string, string])[],
  first = '',
): Markup | null {
  if (options.length < 2) return null;
  return html`<select name="${name}" aria-label="${name}"><option value="">${all}</option>${options.map(([value, text]) => html`<option value="${value}"${value === first && html` selected`}>${text}</option>`)}</select>\n`;
}
