/**
 * A run for the terminal: its tables, and at the end, where one looks first, the answer. The same figures as every other report, in as
 * many columns as fit; no row is ever wrapped.
 */
import pc from 'picocolors';
import type { ResultDocument } from '../result/document.ts';
import { measuredCases } from '../statistics/evaluate.ts';
import { groupBy } from '../statistics/group-by.ts';
import { clearFactor } from '../statistics/ranks.ts';
import { REFERENCE_MECHANISMS } from '../statistics/ratio.ts';
import { WARNING_MEANINGS } from '../statistics/warnings.ts';
import { answersByRuntime, BOUNDARY_TITLES, type TableAnswers } from './answer.ts';
import {
  formatAmount,
  formatCompact,
  formatDuration,
  formatIntervalAround,
  formatReach,
  formatShare,
  intervalLegend,
  isInterval,
  ONE_BLOCK,
  wholePercent,
} from './format.ts';
import { type Column, fitting, pad, totalWidth, widthOf, wrap } from './layout.ts';
import { type Remarks, remarksOf } from './remarks.ts';
import { gapReason, leftOutName, type MeasuredRow, rowName, type ScenarioRows, scenarioRows } from './rows.ts';
import { selfCheckLines } from './self-check.ts';
import {
  BEND_LEGEND,
  formatLength,
  LINE_LEGEND,
  lineTexts,
  middleTable,
  type Sweep,
  type SweepRow,
  sweepsOf,
  tablesOf,
} from './sweeps.ts';

export interface TerminalOptions {
  readonly colour: boolean;
  /** Width of the terminal. */
  readonly columns: number;
  /** Also what every warning says, the error of the run in full, and what was left out. */
  readonly verbose?: boolean;
}

type Paint = ReturnType<typeof pc.createColors>;

interface Page {
  readonly document: ResultDocument;
  readonly width: number;
  readonly paint: Paint;
  readonly remarks: Remarks;
}

/** No table of figures fits into less; what is narrower wraps by itself. */
const NARROWEST = 60;
const STYLES = { sync: 'synchronous', async: 'asynchronous' } as const;
const BAR = { min: 6, max: 24 };

export function renderTerminal(
  document: ResultDocument,
  { colour, columns, verbose = false }: TerminalOptions,
): string {
  const page: Page = {
    document,
    width: Math.max(NARROWEST, columns),
    paint: pc.createColors(colour),
    remarks: remarksOf(document),
  };
  const sections = [
    ...sweepSections(page),
    ...tableSections(page, verbose),
    failureLines(page),
    ...(verbose ? [warningLines(page), selfCheckSection(page), gapLines(page), leftOutLines(page)] : []),
    ...answerSections(page),
    trustLines(page, verbose),
  ];
  return `${sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Columns of a table of figures. */
type Name = 'name' | 'title' | 'rank' | 'median' | 'interval' | 'reach' | 'ratio' | 'perSecond' | 'spread' | 'bar';
const LAYOUTS: readonly (readonly Name[])[] = [
  ['name', 'title', 'rank', 'median', 'interval', 'ratio', 'perSecond', 'spread', 'bar'],
  ['name', 'title', 'rank', 'median', 'interval', 'ratio', 'bar'],
  ['name', 'rank', 'median', 'interval', 'ratio', 'perSecond', 'spread', 'bar'],
  ['name', 'rank', 'median', 'interval', 'ratio', 'bar'],
  ['name', 'rank', 'median', 'interval', 'ratio'],
  ['name', 'rank', 'median', 'reach', 'ratio'],
  ['name', 'median', 'reach', 'ratio'],
  ['name', 'median', 'reach'],
];

/** One layout for all tables, so that their columns stand below each other. */
function tableSections(page: Page, verbose: boolean): string[][] {
  const swept = new Set(verbose ? [] : sweepsOf(page.document).flatMap(tablesOf));
  const tables = scenarioRows(page.document).filter(({ table }) => !swept.has(table));
  const measured = tables.flatMap((table) => table.measured.map((row) => ({ row, table })));
  const columns = figureColumns(measured, page);
  const names = fitting(LAYOUTS, columns, page.width);
  let first = 0;
  return tables.map((table) => {
    const from = first;
    first += table.measured.length;
    return tableSection(table, names, columns, from, page);
  });
}

function figureColumns(
  measured: readonly { readonly row: MeasuredRow; readonly table: ScenarioRows }[],
  page: Page,
): Record<Name, Column> {
  const { document, remarks } = page;
  const column = (head: string, align: Column['align'], cell: (row: MeasuredRow, table: ScenarioRows) => string) => ({
    head,
    align,
    cells: measured.map(({ row, table }) => cell(row, table)),
  });
  // Where nothing was told apart, a column of ones would say that all are equal.
  const hasRanks = measured.some(({ row }) => row.case.rank > 1);
  const reference = REFERENCE_MECHANISMS[0] as string;
  return {
    name: column(
      '',
      'left',
      ({ case: row }) => `${rowName(document, row)}${remarks.own(row).length === 0 ? '' : ' !'}`,
    ),
    title: column('', 'left', ({ case: row }) => row.title),
    rank: column(hasRanks ? 'rank' : '', 'right', ({ case: row }) =>
      hasRanks && row.rank !== 0 ? String(row.rank) : '',
    ),
    median: column('median', 'right', ({ case: row }, { unit }) => formatAmount(row.summary.perIteration.median, unit)),
    interval: column('interval', 'right', ({ case: { summary } }) =>
      !isInterval(summary.confidenceLevel) ? ONE_BLOCK : formatIntervalAround(summary.perIteration),
    ),
    reach: column('±', 'right', reachText),
    ratio: column(`× ${reference.split('-')[0]}`, 'right', ({ ratio }) => times(ratio?.median)),
    perSecond: column('per second', 'right', ({ iterationsPerSecond }) =>
      iterationsPerSecond === null ? '' : formatCompact(iterationsPerSecond),
    ),
    spread: column('spread', 'right', ({ case: { summary } }) =>
      !isInterval(summary.confidenceLevel) ? '' : formatShare(summary.spread),
    ),
    bar: { head: 'log scale', align: 'left', cells: measured.map(() => '█'.repeat(BAR.min)) },
  };
}

function tableSection(
  table: ScenarioRows,
  names: readonly Name[],
  columns: Record<Name, Column>,
  from: number,
  page: Page,
): string[] {
  const { paint, width } = page;
  const { title, table: id, measured } = table;
  const heading = `${paint.bold(title)} ${paint.dim(`(${id})`)}`;
  if (measured.length === 0) return [heading, 'nothing was measured'];
  const shown = names.map((name) => ({ name, column: columns[name], width: widthOf(columns[name]) }));
  const line = (cell: (name: Name, column: Column) => string) =>
    shown
      .map(({ name, column, width: own }) => painted(name, pad(cell(name, column), own, column.align), paint))
      .join('  ')
      .trimEnd();
  const barWidth = Math.min(BAR.max, BAR.min + width - totalWidth(names.map((name) => columns[name])));
  const medians = measured.map(({ case: row }) => row.summary.perIteration.median);
  const scale = { least: Math.min(...medians), most: Math.max(...medians), columns: barWidth };
  let style: keyof typeof STYLES | undefined;
  const rows = measured.flatMap((row, index) => {
    const figures = line((name, { cells }) =>
      name === 'bar' ? bar(row.case.summary.perIteration.median, scale) : (cells[from + index] as string),
    );
    if (row.case.callStyle === style) return [figures];
    style = row.case.callStyle;
    return [paint.dim(STYLES[style]), figures];
  });
  return [heading, paint.dim(line((_name, { head }) => head)), ...rows, ...footnotes(table, page)];
}

function painted(name: Name, text: string, paint: Paint): string {
  switch (name) {
    case 'median':
      return paint.bold(text);
    case 'bar':
      return paint.cyan(text);
    case 'title':
      return paint.dim(text);
    case 'name':
      return text.replace(/!/, paint.yellow('!'));
    default:
      return text;
  }
}

function reachText({ case: { summary } }: MeasuredRow): string {
  return isInterval(summary.confidenceLevel) ? formatReach(summary.perIteration) : ONE_BLOCK;
}

/** What "!" stands for, and what ratios are of. */
function footnotes({ table, measured }: ScenarioRows, { document, remarks, paint, width }: Page): string[] {
  const namesOf = new Map<string, string[]>();
  for (const { case: row } of measured) {
    for (const code of remarks.own(row)) namesOf.set(code, [...(namesOf.get(code) ?? []), rowName(document, row)]);
  }
  const marks = [...namesOf].flatMap(([code, names]) => wrap(`! ${code}: ${names.join(', ')}`, width, '  '));
  const common = remarks.commonIn(table).flatMap((code) => wrap(`most rows: ${WARNING_MEANINGS[code]}`, width, '  '));
  const level = Math.min(...measured.map(({ case: row }) => row.summary.confidenceLevel));
  const references = measured
    .filter(({ case: row }) => REFERENCE_MECHANISMS.includes(row.mechanism))
    .map(({ case: row }) => `${row.mechanism} in ${row.runtime}`);
  const ratios = references.length === 0 ? [] : [`× ${references.join(', ')}: taken in pairs, round by round`];
  const legend = [intervalLegend(level), ...ratios].join('; ');
  return [...common, ...marks, ...wrap(legend, width, '  ')].map((text) => paint.dim(text));
}

/** A bar on a logarithmic scale: mechanisms lie orders of magnitude apart. */
function bar(
  value: number,
  { least, most, columns }: { readonly least: number; readonly most: number; readonly columns: number },
): string {
  // Rows that are nearly alike look alike: a bar is a tenfold at least.
  const span = Math.max(Math.log(10), Math.log(most / least));
  const share = Math.log(value / least) / span;
  return '█'.repeat(1 + Math.round(share * (columns - 1)));
}

function times(ratio: number | undefined): string {
  return ratio === undefined ? '' : `${formatCompact(ratio)}×`;
}

/** What failed is never left for --verbose. */
function failureLines({ document, paint, width }: Page): string[] {
  return document.cases.flatMap((row) =>
    row.status === 'failed' ? wrap(`✗ ${row.id} ${gapReason(row)}`, width, '  ').map((text) => paint.red(text)) : [],
  );
}

function gapLines({ document, paint, width }: Page): string[] {
  return document.cases.flatMap((row) =>
    row.status === 'skipped' ? wrap(`– ${row.id} ${gapReason(row)}`, width, '  ').map((text) => paint.dim(text)) : [],
  );
}

function leftOutLines({ document: { leftOut }, paint, width }: Page): string[] {
  const namesOf = new Map<string, string[]>();
  for (const item of leftOut) namesOf.set(item.reason, [...(namesOf.get(item.reason) ?? []), leftOutName(item)]);
  return [...namesOf].flatMap(([reason, names]) =>
    wrap(`– not in this run: ${names.join(', ')}: ${reason}`, width, '  ').map((text) => paint.dim(text)),
  );
}

/** Each warning in its own words; what is said of several rows is said once. */
function warningLines({ document, paint, width }: Page): string[] {
  const said = groupBy(
    measuredCases(document.cases).flatMap(({ id, warnings }) => warnings.map((warning) => ({ id, ...warning }))),
    ({ code, text }) => `${code}: ${text}`,
  );
  return [...said].flatMap(([text, rows]) =>
    wrap(`! ${rows.map(({ id }) => id).join(', ')} ${text}`, width, '  ').map((line) => paint.dim(line)),
  );
}

/** What the run knows of its own error. */
function selfCheckSection({ document, paint, width }: Page): string[] {
  const rows = selfCheckLines(document).flatMap(({ label, value, meaning, isSound }) =>
    wrap(`${isSound ? ' ' : '✗'} ${label}: ${value} (${meaning})`, width, '    ').map((text) =>
      isSound ? text : paint.red(text),
    ),
  );
  return [paint.bold('The error of this run'), ...rows];
}

/** One table for all lengths; those of each length are for --verbose. */
function sweepSections(page: Page): string[][] {
  return sweepsOf(page.document).map((sweep) => sweepSection(sweep, page));
}

const LINE_COLUMNS = ['fixed', 'fixedReach', 'perKib', 'perKibReach', 'bend'] as const;
const LINE_HEADS = {
  fixed: 'fixed',
  fixedReach: '±',
  perKib: 'per KiB',
  perKibReach: '±',
  bend: 'off the line',
} as const;

function sweepSection({ id, title, lengths, rows }: Sweep, { paint, width }: Page): string[] {
  const lines = rows.map(lineTexts);
  const columns: Record<string, Column> = { name: { head: '', align: 'left', cells: rows.map(({ name }) => name) } };
  for (const [index, length] of lengths.entries()) {
    const cells = rows.map(({ cases }) => {
      const median = cases[index]?.summary.perIteration.median;
      return median === undefined ? '–' : formatDuration(median);
    });
    columns[length] = { head: formatLength(length), align: 'right', cells };
  }
  for (const name of LINE_COLUMNS) {
    columns[name] = { head: LINE_HEADS[name], align: 'right', cells: lines.map((line) => line[name]) };
  }
  const all = lengths.map(String);
  const ends = [0, lengths.length >> 1, lengths.length - 1].map((index) => String(lengths[index]));
  const layouts = [
    ['name', ...all, ...LINE_COLUMNS],
    ['name', ...all, 'fixed', 'perKib', 'bend'],
    ['name', ...all, 'fixed', 'perKib'],
    ['name', ...ends, 'fixed', 'perKib', 'bend'],
    ['name', ...ends, 'fixed', 'perKib'],
    ['name', ...ends.slice(1, 2), 'fixed', 'perKib'],
  ];
  const names = fitting(layouts, columns, width);
  const line = (cell: (column: Column) => string, isHead = false) =>
    names
      .map((name) => {
        const column = columns[name] as Column;
        const text = pad(cell(column), widthOf(column), column.align);
        return !isHead && (name === 'fixed' || name === 'perKib') ? paint.bold(text) : text;
      })
      .join('  ')
      .trimEnd();
  let style: keyof typeof STYLES | undefined;
  const body = rows.flatMap(({ callStyle }, row) => {
    const figures = line(({ cells }) => cells[row] as string);
    if (callStyle === style) return [figures];
    style = callStyle;
    return [paint.dim(STYLES[style]), figures];
  });
  const legend = [sweepLegend(rows), LINE_LEGEND, ...(names.includes('bend') ? [BEND_LEGEND] : [])].join('; ');
  const name = `${title}, by bytes`;
  const hasRoom = name.length + id.length + ' ()'.length <= width;
  const heading = `${paint.bold(name)}${hasRoom ? paint.dim(` (${id})`) : ''}`;
  return [
    heading,
    paint.dim(line(({ head }) => head, true)),
    ...body,
    ...wrap(legend, width, '  ').map((text) => paint.dim(text)),
  ];
}

function sweepLegend(rows: readonly SweepRow[]): string {
  const levels = rows.flatMap(({ line }) =>
    line !== null && isInterval(line.fixedNs.level) ? [line.fixedNs.level] : [],
  );
  return `medians; ${intervalLegend(levels.length === 0 ? 0 : Math.min(...levels))}`;
}

type AnswerName = 'table' | 'boundary' | 'name' | 'median' | 'reach' | 'ratio' | 'ties';
const ANSWER_LAYOUTS: readonly (readonly AnswerName[])[] = [
  ['table', 'boundary', 'name', 'median', 'reach', 'ratio', 'ties'],
  ['table', 'boundary', 'name', 'median', 'reach', 'ratio'],
  ['table', 'boundary', 'name', 'median', 'ratio'],
  ['table', 'boundary', 'name', 'median'],
  // The table in a line of its own.
  ['boundary', 'name', 'median', 'ratio'],
];

/** The fastest behind each kind of boundary. Those of other runtimes say less to most readers: first, and only of the first table. */
function answerSections(page: Page): string[][] {
  const { cases, environment } = page.document;
  const answers = answersByRuntime(page.document);
  const sweeps = sweepsOf(page.document);
  // Of tables that differ in bytes alone, that of the middle length stands for all.
  const apart = new Set(sweeps.flatMap((sweep) => tablesOf(sweep).filter((id) => id !== middleTable(sweep))));
  const answersOf = (runtime: string) => (answers.get(runtime) ?? []).filter(({ table }) => !apart.has(table.table));
  const others = new Set(cases.map(({ runtime }) => runtime));
  others.delete(environment.runtime);
  return [
    ...[...others].map((runtime) => answerLines(answersOf(runtime).slice(0, 1), runtime, page)),
    answerLines(answersOf(environment.runtime), environment.runtime, page),
  ];
}

function answerLines(tables: readonly TableAnswers[], runtime: string, { paint, width }: Page): string[] {
  const all = tables.flatMap(({ table, answers }) => answers.map((answer, index) => ({ table, answer, index })));
  if (all.length === 0) return [];
  const column = (align: Column['align'], cell: (item: (typeof all)[number]) => string): Column => ({
    head: '',
    align,
    cells: all.map(cell),
  });
  const columns: Record<AnswerName, Column> = {
    table: column('left', ({ table, index }) => (index === 0 ? table.table : '')),
    boundary: column('left', ({ answer }) => BOUNDARY_TITLES[answer.boundary]),
    name: column('left', ({ answer }) => answer.row.case.mechanism),
    median: column('right', ({ table, answer }) =>
      formatAmount(answer.row.case.summary.perIteration.median, table.unit),
    ),
    reach: column('right', ({ answer }) => reachText(answer.row)),
    ratio: column('right', ({ answer }) => times(answer.row.ratio?.median)),
    ties: column('left', ({ answer }) =>
      answer.ties.length === 0 ? '' : `= ${answer.ties.map(({ case: row }) => row.mechanism).join(', ')}`,
    ),
  };
  const names = fitting(ANSWER_LAYOUTS, columns, width);
  const lines = all.flatMap(({ index, table }, row) => {
    const figures = names
      .map((name) => {
        const text = pad(columns[name].cells[row] as string, widthOf(columns[name]), columns[name].align);
        return name === 'median' ? paint.bold(text) : text;
      })
      .join('  ')
      .trimEnd();
    return index === 0 && !names.includes('table') ? [table.table, figures] : [figures];
  });
  return [paint.bold(`Fastest in ${runtime}`), ...lines];
}

/** How far to trust it, and what is not shown. */
function trustLines({ document, remarks, paint, width }: Page, verbose: boolean): string[] {
  const { interruption, settings, leftOut, cases } = document;
  const unsound = selfCheckLines(document).filter(({ isSound }) => !isSound);
  const trust =
    unsound.length === 0
      ? 'The run passes its checks of itself.'
      : `Not sound: ${unsound.map(({ label, value }) => `${label}: ${value}`).join('; ')}. Trust no small difference.`;
  const common = remarks.common.map((code) => `Most rows: ${WARNING_MEANINGS[code]}`);
  const factor = clearFactor(settings.blockCount);
  const quick = factor === null ? [] : [`Ranks part what differs by ${wholePercent(factor - 1)} in every block.`];
  const skipped = cases.filter(({ status }) => status === 'skipped').length;
  const notShown = [
    ...counted(new Set(leftOut.map(leftOutName)).size, 'mechanism was left out', 'mechanisms were left out'),
    ...counted(skipped, 'row cannot be measured here', 'rows cannot be measured here'),
  ];
  return [
    ...wrap([trust, ...common, ...quick].join(' '), width).map((text) =>
      unsound.length === 0 ? text : paint.red(text),
    ),
    ...(notShown.length === 0 || verbose
      ? []
      : wrap(`${notShown.join('; ')}: "--verbose" or the report says why.`, width).map((text) => paint.dim(text))),
    ...(interruption === null ? [] : [paint.red(`Incomplete: ${interruption}`)]),
  ];
}

function counted(count: number, one: string, several: string): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
}
