/** The tables of a run for the terminal: aligned, a bar per row, the same figures as every other report. */
import Table from 'cli-table3';
import pc from 'picocolors';
import type { ResultDocument } from '../result/document.ts';
import { WARNING_MEANINGS, type WarningCode } from '../statistics/warnings.ts';
import { formatCompact, formatIntervalAround, formatRatio, formatShare, formatValue, ONE_BLOCK } from './format.ts';
import { gapReason, leftOutName, type MeasuredRow, rowName, type ScenarioRows, scenarioRows } from './rows.ts';
import { selfCheckLines } from './self-check.ts';

/** Columns that everything but the bar takes. */
const TABLE_COLUMNS = 86;
const BAR_COLUMNS = { min: 6, max: 24 };

export interface TerminalOptions {
  readonly colour: boolean;
  /** Width of the terminal. */
  readonly columns: number;
}

export function renderTerminal(document: ResultDocument, { colour, columns }: TerminalOptions): string {
  const paint = pc.createColors(colour);
  const barColumns = Math.min(BAR_COLUMNS.max, Math.max(BAR_COLUMNS.min, columns - TABLE_COLUMNS));
  const sections = scenarioRows(document).map((rows) => scenarioSection(rows, document, paint, barColumns));
  const selfCheck = selfCheckSection(document, paint);
  const remarks = [...warningLines(document, paint), ...gapLines(document, paint), ...leftOutLines(document, paint)];
  const interruption = document.interruption === null ? [] : [paint.red(`Incomplete: ${document.interruption}`)];
  return `${[...sections, selfCheck, ...(remarks.length === 0 ? [] : [remarks.join('\n')]), ...interruption].join('\n\n')}\n`;
}

/** What the run knows of its own error. */
function selfCheckSection(document: ResultDocument, paint: ReturnType<typeof pc.createColors>): string {
  const lines = selfCheckLines(document);
  const width = Math.max(...lines.map(({ label }) => label.length));
  const rows = lines.map(({ label, value, meaning, isSound }) => {
    const mark = isSound ? ' ' : paint.red('✗');
    return `${mark} ${label.padEnd(width)}  ${value}  ${paint.dim(meaning)}`;
  });
  return [paint.bold('The error of this run'), ...rows].join('\n');
}

/** One line per kind of warning; each case's own sentence is in the other reports. */
function warningLines(document: ResultDocument, paint: ReturnType<typeof pc.createColors>): string[] {
  const idsOf = new Map<WarningCode, string[]>();
  for (const row of document.cases) {
    if (row.status !== 'measured') continue;
    for (const { code } of row.warnings) idsOf.set(code, [...(idsOf.get(code) ?? []), row.id]);
  }
  const measured = document.cases.filter(({ status }) => status === 'measured').length;
  return [...idsOf].map(([code, ids]) => {
    const where = ids.length === measured ? 'all cases' : ids.join(', ');
    return `${paint.yellow('!')} ${code}: ${WARNING_MEANINGS[code]} ${paint.dim(where)}`;
  });
}

function gapLines(document: ResultDocument, paint: ReturnType<typeof pc.createColors>): string[] {
  return scenarioRows(document).flatMap(({ gaps }) =>
    gaps.map((gap) => `${gap.status === 'failed' ? paint.red('✗') : paint.dim('–')} ${gap.id} ${gapReason(gap)}`),
  );
}

function leftOutLines({ leftOut }: ResultDocument, paint: ReturnType<typeof pc.createColors>): string[] {
  const mechanismsOf = new Map<string, string[]>();
  for (const item of leftOut) {
    const { reason } = item;
    mechanismsOf.set(reason, [...(mechanismsOf.get(reason) ?? []), leftOutName(item)]);
  }
  return [...mechanismsOf].map(
    ([reason, names]) => `${paint.dim('–')} not in this run: ${names.join(', ')}: ${reason}`,
  );
}

function scenarioSection(
  { title, scenario, unit, measured }: ScenarioRows,
  document: ResultDocument,
  paint: ReturnType<typeof pc.createColors>,
  barColumns: number,
): string {
  const head = ['', 'rank', `${unit}/iter`, 'interval', '× static', 'per second', 'spread', 'log scale'];
  const table = new Table({
    head,
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: NO_BORDERS,
  });
  const medians = measured.map(({ case: row }) => row.summary.perIteration.median);
  const [least, most] = [Math.min(...medians), Math.max(...medians)];
  let style: string | undefined;
  for (const row of measured) {
    if (row.case.callStyle !== style) {
      style = row.case.callStyle;
      table.push([{ content: paint.dim(style), colSpan: head.length }]);
    }
    table.push(
      rowCells(
        row,
        rowName(document, row.case),
        bar(row.case.summary.perIteration.median, least, most, barColumns),
        paint,
      ),
    );
  }
  const body = measured.length === 0 ? 'nothing was measured' : table.toString().replace(/[ \t]+$/gm, '');
  return `${paint.bold(title)} ${paint.dim(`(${scenario})`)}\n${body}`;
}

function rowCells(
  { case: row, ratio, iterationsPerSecond }: MeasuredRow,
  name: string,
  drawn: string,
  paint: ReturnType<typeof pc.createColors>,
): string[] {
  const { perIteration, spread, blockCount } = row.summary;
  const isSingle = blockCount < 2;
  return [
    `${name}${row.warnings.length === 0 ? '' : paint.yellow(' !')}`,
    row.rank === 0 ? '' : String(row.rank),
    paint.bold(formatValue(perIteration.median)),
    isSingle ? ONE_BLOCK : formatIntervalAround(perIteration),
    ratio === null ? '' : formatRatio(ratio.median),
    iterationsPerSecond === null ? '' : formatCompact(iterationsPerSecond),
    isSingle ? '' : formatShare(spread),
    paint.cyan(drawn),
  ];
}

/** A bar on a logarithmic scale: mechanisms lie orders of magnitude apart. */
function bar(value: number, least: number, most: number, columns: number): string {
  const span = Math.log(most / least);
  const share = span > 0 ? Math.log(value / least) / span : 0;
  return '█'.repeat(1 + Math.round(share * (columns - 1)));
}

const NO_BORDERS = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid']
    .concat(['mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((name) => [name, '']),
);
