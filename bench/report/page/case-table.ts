/** The table of a scenario: every case is a row, measured or not; call styles are separate bodies, sorted separately. */
import type { MeasuredCase, Summary } from '../../result/document.ts';
import { REFERENCE_MECHANISM, REFERENCE_MECHANISMS } from '../../statistics/ratio.ts';
import {
  formatDuration,
  formatRatio,
  formatShare,
  formatSignificant,
  formatValue,
  ONE_BLOCK,
  perSecond,
  wholePercent,
} from '../format.ts';
import { type Content, html, type Markup, slug } from './markup.ts';
import { type NoteNumbers, renderNoteMark } from './notes.ts';
import { renderTable } from './table.ts';
import { countOf, intervalNs, intervalRatio, plainNumber } from './text.ts';
import { allMeasured, type Group, type Row, type ScenarioView } from './view.ts';

interface Column {
  readonly label: string;
  readonly unit?: string;
  readonly sort: 'text' | 'number';
  /** Figures stand right; so does their heading. */
  readonly align?: 'text' | 'number';
  /** Heading for spreadsheets, where an interval takes columns of its own. */
  readonly tsv?: readonly string[];
}

const FIRST_CALL = 'First call';
const PER_SECOND = 'Iterations';
const PER_ITERATION = 'UNIT/iter';
/** UNIT stands for that of the table. */
const COLUMNS: readonly Column[] = [
  { label: 'Mechanism', sort: 'text' },
  { label: 'Calls', sort: 'text' },
  { label: 'Rank', sort: 'number' },
  { label: 'Median', unit: PER_ITERATION, sort: 'number' },
  {
    label: 'Interval',
    unit: PER_ITERATION,
    sort: 'number',
    tsv: [`Low, ${PER_ITERATION}`, `High, ${PER_ITERATION}`, 'Confidence level'],
  },
  { label: 'Ratio', unit: `to ${REFERENCE_MECHANISM}`, sort: 'number', tsv: ['Ratio', 'Ratio low', 'Ratio high'] },
  { label: PER_SECOND, unit: 'per second', sort: 'number' },
  { label: 'Spread', unit: 'of blocks', sort: 'number' },
  { label: 'Min', unit: PER_ITERATION, sort: 'number' },
  { label: 'p99', unit: PER_ITERATION, sort: 'number' },
  { label: FIRST_CALL, unit: 'after a pause, ns', sort: 'number' },
  { label: 'Samples', unit: '× blocks', sort: 'number', tsv: ['Samples', 'Blocks'] },
  { label: 'Warnings', sort: 'number', align: 'text' },
];
const INITIAL_SORT = 'Median';

/** What the rows of a table have: only repeated work comes back from a pause, and only of time there are so many a second. */
function columnsOf(scenario: ScenarioView): readonly Column[] {
  const isRepeated = allMeasured(scenario).some(({ result }) => result.summary.firstCallNs !== undefined);
  const isTime = scenario.unit === 'ns';
  const named = (text: string) => text.replace('UNIT', scenario.unit);
  return COLUMNS.filter(({ label }) => (isRepeated || label !== FIRST_CALL) && (isTime || label !== PER_SECOND)).map(
    (column) => ({
      ...column,
      ...(column.unit === undefined ? {} : { unit: named(column.unit) }),
      ...(column.tsv === undefined ? {} : { tsv: column.tsv.map(named) }),
    }),
  );
}

export function renderCaseTable(scenario: ScenarioView, notes: NoteNumbers): Markup {
  const columns = columnsOf(scenario);
  const apart = scenario.groups.length > 1 ? ' Sorting keeps synchronous and asynchronous rows apart.' : '';
  return html`${renderTable({
    id: `table-${scenario.anchor}`,
    caption: `${scenario.title}: ${scenario.unit}/iter per mechanism.${apart}`,
    head: columns.map(renderColumn),
    bodies: scenario.groups.map((group) => renderGroup(group, columns, notes)),
    sortable: true,
  })}
${renderWarnings(scenario)}`;
}

function renderColumn({ label, unit, sort, align = sort, tsv }: Column): Markup {
  const name = unit === undefined ? label : `${label}, ${unit}`;
  const order = label === INITIAL_SORT ? 'ascending' : 'none';
  return html`<th scope="col" class="${align}" aria-sort="${order}" data-sort="${sort}" data-label="${name}" data-tsv="${(tsv ?? [name]).join('\t')}"><span>${label}</span>${unit !== undefined && html` <small>${unit}</small>`}</th>\n`;
}

function renderGroup({ callStyle, title, rows }: Group, columns: readonly Column[], notes: NoteNumbers): Markup {
  return html`<tbody data-group="${callStyle}"><tr class="group"><th colspan="${columns.length}" scope="rowgroup"><span>${title}</span></th></tr>
${rows.map((row) => renderRow(row, columns, notes))}</tbody>\n`;
}

function renderRow(row: Row, columns: readonly Column[], notes: NoteNumbers): Markup {
  const { result } = row;
  switch (result.status) {
    case 'measured':
      return html`<tr>${renderIdentity(row, notes)}${renderFigures(row, columns, result)}</tr>\n`;
    case 'skipped':
      return renderUnmeasured(row, columns, notes, { state: 'Skipped', why: result.reason });
    case 'failed': {
      const had = result.blocks.length > 0 ? ` after ${countOf(result.blocks.length, 'block')}` : '';
      return renderUnmeasured(row, columns, notes, { state: `Failed${had}`, why: result.error });
    }
    default:
      return result satisfies never;
  }
}

function renderUnmeasured(
  row: Row,
  columns: readonly Column[],
  notes: NoteNumbers,
  { state, why }: { readonly state: string; readonly why: string },
): Markup {
  return html`<tr class="unmeasured">${renderIdentity(row, notes)}<td colspan="${columns.length - 2}"><span class="why"><strong>${state}:</strong> ${why}</span></td></tr>\n`;
}

function renderIdentity({ label, colour, result }: Row, notes: NoteNumbers): Markup {
  const { callStyle, note, mechanism } = result;
  return html`<th scope="row" data-value="${label}" title="${mechanism}">${label}${renderNoteMark(note, notes)}</th>
<td class="style" data-value="${callStyle}"><span class="mark ${colour}"></span>${callStyle}</td>\n`;
}

function renderFigures(row: Row, columns: readonly Column[], { id, rank, summary, warnings }: MeasuredCase): Markup {
  const { median, low, high, min, p99 } = summary.perIteration;
  const isSingle = summary.blockCount < 2;
  const has = (name: string) => columns.some(({ label }) => label === name);
  const isTime = has(PER_SECOND);
  const codes = [...new Set(warnings.map(({ code }) => code))];
  return html`${figure(rank, rank === 0 ? '–' : String(rank))}
${figure(median, html`<b>${formatValue(median)}</b>`, isTime && median >= 1e3 && formatDuration(median))}
${figure(low, isSingle ? ONE_BLOCK : intervalNs(low, high), isSingle ? null : wholePercent(summary.confidenceLevel), [low, high, summary.confidenceLevel])}
${renderRatio(row)}
${isTime && figure(median === 0 ? 0 : 1e9 / median, perSecond(median))}
${figure(summary.spread, isSingle ? '–' : formatShare(summary.spread))}
${figure(min, formatValue(min))}
${figure(p99, formatValue(p99))}
${has(FIRST_CALL) && renderFirstCall(summary)}
${figure(summary.sampleCount, samplesText(summary), null, [summary.sampleCount, summary.blockCount])}
<td class="warnings" data-value="${codes.length}">${codes.map((code) => html`<a href="#warning-${slug(id)}-${code}">${code}</a> `)}</td>`;
}

function renderFirstCall({ firstCallNs }: Summary): Markup {
  if (firstCallNs === undefined) return html`<td class="number none" data-tsv="">–</td>`;
  return figure(firstCallNs, formatValue(firstCallNs), firstCallNs >= 1e3 && formatDuration(firstCallNs));
}

function renderRatio({ ratio, result }: Row): Markup {
  if (ratio === null) return html`<td class="number none" data-tsv="\t\t">–</td>`;
  const level = ratio.level < 0.945 ? ` ${wholePercent(ratio.level)}` : '';
  const second = REFERENCE_MECHANISMS.includes(result.mechanism) ? 'reference' : `${intervalRatio(ratio)}${level}`;
  return figure(ratio.median, formatRatio(ratio.median), second, [ratio.median, ratio.low, ratio.high]);
}

/** A number with what qualifies it in a second line; `value` sorts, `values` go to spreadsheets. */
function figure(value: number, text: Content, second: Content = null, values: readonly number[] = [value]): Markup {
  return html`<td class="number" data-value="${plainNumber(value)}" data-tsv="${values.map(plainNumber).join('\t')}">${text}${
    second !== null && second !== false && html` <small>${second}</small>`
  }</td>`;
}

/** Samples per block and blocks; the whole number when blocks differ. */
function samplesText({ sampleCount, blockCount }: Summary): string {
  const perBlock = sampleCount / blockCount;
  return Number.isInteger(perBlock)
    ? `${perBlock} × ${blockCount}`
    : `${formatSignificant(sampleCount, 6)} in ${blockCount}`;
}

function renderWarnings(scenario: ScenarioView): Markup | null {
  const warned = allMeasured(scenario).filter(({ result }) => result.warnings.length > 0);
  if (warned.length === 0) return null;
  return html`<div class="footnotes"><h3>Warnings</h3><ul>
${warned.map(({ label, result }) =>
  result.warnings.map(
    ({ code, text }) =>
      html`<li id="warning-${slug(result.id)}-${code}"><strong>${label}</strong> <em>${code}</em> ${text}</li>\n`,
  ),
)}</ul></div>`;
}
