/** The table of a scenario: every case is a row, measured or not; call styles are separate bodies, sorted separately. */
import type { MeasuredCase, Summary } from '../../result/document.ts';
import { REFERENCE_MECHANISM, REFERENCE_MECHANISMS } from '../../statistics/ratio.ts';
import {
  formatAmount,
  formatCompact,
  formatDuration,
  formatIntervalAround,
  formatRatio,
  formatShare,
  formatSignificant,
  isInterval,
  ONE_BLOCK,
  wholePercent,
} from '../format.ts';
import type { Remarks } from '../remarks.ts';
import { type Content, html, type Markup, slug } from './markup.ts';
import { type NoteNumbers, renderNoteMark } from './notes.ts';
import { renderTable } from './table.ts';
import { countOf, intervalRatio, plainNumber } from './text.ts';
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
  { label: 'Median', sort: 'number', tsv: [`Median, ${PER_ITERATION}`] },
  {
    label: 'Interval',
    unit: 'of the median',
    sort: 'number',
    tsv: [`Low, ${PER_ITERATION}`, `High, ${PER_ITERATION}`, 'Confidence level'],
  },
  { label: 'Ratio', unit: `to ${REFERENCE_MECHANISM}`, sort: 'number', tsv: ['Ratio', 'Ratio low', 'Ratio high'] },
  { label: PER_SECOND, unit: 'per second', sort: 'number' },
  { label: 'Spread', unit: 'of blocks', sort: 'number' },
  { label: 'Min', sort: 'number', tsv: [`Min, ${PER_ITERATION}`] },
  { label: 'p99', sort: 'number', tsv: [`p99, ${PER_ITERATION}`] },
  { label: FIRST_CALL, unit: 'after a pause', sort: 'number', tsv: ['First call after a pause, ns'] },
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

/** What its rows share. */
interface Context {
  readonly columns: readonly Column[];
  readonly notes: NoteNumbers;
  readonly remarks: Remarks;
  readonly unit: string;
}

export function renderCaseTable(scenario: ScenarioView, notes: NoteNumbers, remarks: Remarks): Markup {
  const columns = columnsOf(scenario);
  const context = { columns, notes, remarks, unit: scenario.unit };
  const apart = scenario.groups.length > 1 ? ' Sorting keeps synchronous and asynchronous rows apart.' : '';
  return html`${renderTable({
    id: `table-${scenario.anchor}`,
    caption: `${scenario.title}: ${scenario.unit}/iter per mechanism.${apart}`,
    head: columns.map(renderColumn),
    bodies: scenario.groups.map((group) => renderGroup(group, context)),
    sortable: true,
  })}
${renderWarnings(scenario, remarks)}`;
}

function renderColumn({ label, unit, sort, align = sort, tsv }: Column): Markup {
  const name = unit === undefined ? label : `${label}, ${unit}`;
  const order = label === INITIAL_SORT ? 'ascending' : 'none';
  return html`<th scope="col" class="${align}" aria-sort="${order}" data-sort="${sort}" data-label="${name}" data-tsv="${(tsv ?? [name]).join('\t')}"><span>${label}</span>${unit !== undefined && html` <small>${unit}</small>`}</th>\n`;
}

function renderGroup({ callStyle, title, rows }: Group, context: Context): Markup {
  return html`<tbody data-group="${callStyle}"><tr class="group"><th colspan="${context.columns.length}" scope="rowgroup"><span>${title}</span></th></tr>
${rows.map((row) => renderRow(row, context))}</tbody>\n`;
}

function renderRow(row: Row, context: Context): Markup {
  const { result } = row;
  switch (result.status) {
    case 'measured':
      return html`<tr id="${result.id}">${renderIdentity(row, context)}${renderFigures(row, result, context)}</tr>\n`;
    case 'skipped':
      return renderUnmeasured(row, context, { state: 'Skipped', why: result.reason });
    case 'failed': {
      const had = result.blocks.length > 0 ? ` after ${countOf(result.blocks.length, 'block')}` : '';
      return renderUnmeasured(row, context, { state: `Failed${had}`, why: result.error });
    }
    default:
      return result satisfies never;
  }
}

function renderUnmeasured(
  row: Row,
  context: Context,
  { state, why }: { readonly state: string; readonly why: string },
): Markup {
  return html`<tr class="unmeasured" id="${row.result.id}">${renderIdentity(row, context)}<td colspan="${context.columns.length - 2}"><span class="why"><strong>${state}:</strong> ${why}</span></td></tr>\n`;
}

function renderIdentity({ label, colour, result }: Row, { notes }: Context): Markup {
  const { callStyle, note, title } = result;
  return html`<th scope="row">${label}${renderNoteMark(note, notes)} <small>${title}</small></th>
<td><span class="mark ${colour}"></span>${callStyle}</td>\n`;
}

function renderFigures(row: Row, result: MeasuredCase, { columns, remarks, unit }: Context): Markup {
  const { id, rank, summary } = result;
  const { median, low, high, min, p99 } = summary.perIteration;
  const isSingle = !isInterval(summary.confidenceLevel);
  const has = (name: string) => columns.some(({ label }) => label === name);
  const isTime = has(PER_SECOND);
  const codes = remarks.own(result);
  const cells: Content[] = [
    figure(rank, rank === 0 ? '–' : String(rank)),
    figure(median, html`<b>${formatAmount(median, unit)}</b>`),
    isSingle
      ? unknown(ONE_BLOCK, 3)
      : figure(low, formatIntervalAround(summary.perIteration), wholePercent(summary.confidenceLevel), [
          low,
          high,
          summary.confidenceLevel,
        ]),
    renderRatio(row),
    isTime && figure(median === 0 ? 0 : 1e9 / median, median === 0 ? '–' : formatCompact(1e9 / median)),
    isSingle ? unknown() : figure(summary.spread, formatShare(summary.spread)),
    figure(min, formatAmount(min, unit)),
    figure(p99, formatAmount(p99, unit)),
    has(FIRST_CALL) && renderFirstCall(summary),
    figure(summary.sampleCount, samplesText(summary), null, [summary.sampleCount, summary.blockCount]),
  ];
  const links = codes.map((code) => html`<a href="#warning-${slug(id)}-${code}">${code}</a> `);
  return html`${cells}<td class="warnings text" data-v="${codes.length}">${links}</td>`;
}

function renderFirstCall({ firstCallNs }: Summary): Markup {
  if (firstCallNs === undefined) return unknown();
  return figure(firstCallNs, formatDuration(firstCallNs));
}

function renderRatio({ ratio, result }: Row): Markup {
  if (ratio === null) return unknown('–', 3);
  const isSingle = !isInterval(ratio.level);
  const level = ratio.level < 0.945 && !isSingle ? ` ${wholePercent(ratio.level)}` : '';
  const second = REFERENCE_MECHANISMS.includes(result.mechanism) ? 'reference' : `${intervalRatio(ratio)}${level}`;
  const ends = isSingle ? [null, null] : [ratio.low, ratio.high];
  return figure(ratio.median, formatRatio(ratio.median), second === '' ? null : second, [ratio.median, ...ends]);
}

/** A figure that there is none of. @param columns how many columns of a spreadsheet stay empty */
function unknown(text = '–', columns = 1): Markup {
  return html`<td class="number none" data-tsv="${'\t'.repeat(columns - 1)}">${text}</td>`;
}

/** A number with what qualifies it in a second line; `value` sorts, `values` go to spreadsheets. */
function figure(
  value: number,
  text: Content,
  second: Content = null,
  values: readonly (number | null)[] = [value],
): Markup {
  const tsv = values.map((cell) => (cell === null ? '' : plainNumber(cell))).join('\t');
  return html`<td data-v="${plainNumber(value)}"${tsv !== plainNumber(value) && html` data-tsv="${tsv}"`}>${text}${
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

/** Folded, with a count of each kind: rows link to those that set them apart. What is said of several rows is said once. */
function renderWarnings(scenario: ScenarioView, remarks: Remarks): Markup | null {
  const all = allMeasured(scenario).flatMap(({ label, result }) =>
    result.warnings.map(({ code, text }) => ({ label, result, code, text })),
  );
  if (all.length === 0) return null;
  const counts = new Map<string, number>();
  const said = new Map<string, typeof all>();
  for (const item of all) {
    const key = `${item.code} ${item.text}`;
    counts.set(item.code, (counts.get(item.code) ?? 0) + 1);
    said.set(key, [...(said.get(key) ?? []), item]);
  }
  const kinds = [...counts].map(([code, count]) => `${count} ${code}`).join(', ');
  const name = ({ label, result, code }: (typeof all)[number], index: number) => {
    const id = remarks.own(result).includes(code) && html` id="warning-${slug(result.id)}-${code}"`;
    return html`${index > 0 && ', '}<strong${id}>${label}</strong>`;
  };
  return html`<details class="footnotes"><summary>Warnings: ${kinds}</summary><ul>
${[...said.values()].map((items) => html`<li>${items.map(name)} <em>${items[0]?.code}</em> ${items[0]?.text}</li>\n`)}</ul></details>`;
}
