/** `latest.csv`: one line per case, units in the column names, for spreadsheets. Raw samples are in the JSON. */
import type { CaseResult, ResultDocument } from '../../result/document.ts';
import type { ForeignResult } from '../foreign/foreign.ts';
import { isInterval } from '../format.ts';
import type { ReportFormat } from '../report-format.ts';
import { gapReason, type MeasuredRow, scenarioRows } from '../rows.ts';

const COLUMNS = [
  'id',
  'scenario',
  'mechanism',
  'runtime',
  'call_style',
  'status',
  'rank',
  'unit',
  'median',
  'low',
  'high',
  'confidence_level',
  'min',
  'p75',
  'p99',
  'mean',
  'spread',
  'first_call_ns',
  'ratio_to_static_import',
  'blocks',
  'samples',
  'remarks',
];

export function renderCsv(document: ResultDocument): string {
  const lines = scenarioRows(document).flatMap(({ measured, gaps, unit }) => [
    ...measured.map((row) => measuredCells(row, unit)),
    ...gaps.map((gap) => [
      ...identityCells(gap),
      ...Array<string>(COLUMNS.length - identityCells(gap).length - 1).fill(''),
      gapReason(gap),
    ]),
  ]);
  return linesOf([COLUMNS, ...lines]);
}

/** Columns of its own: what another harness does not say has none. */
const FOREIGN_COLUMNS = [
  'id',
  'harness',
  'unit',
  'median',
  'low',
  'high',
  'confidence_level',
  'min',
  'max',
  'blocks',
  'samples',
  'remarks',
];

function renderForeign({ harness, rows }: ForeignResult): string {
  const lines = rows.map(({ id, outcome }) => {
    if ('gap' in outcome) return [id, harness, ...Array<string>(FOREIGN_COLUMNS.length - 3).fill(''), outcome.gap];
    const { median, interval, min, max, blockCount, sampleCount } = outcome;
    const { low, high, level } = interval ?? { low: '', high: '', level: '' };
    return [id, harness, 'ns', median, low, high, level, min, max, blockCount ?? '', sampleCount, ''];
  });
  return linesOf([FOREIGN_COLUMNS, ...lines]);
}

function linesOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((cells) => `${cells.map(quote).join(',')}\n`).join('');
}

function measuredCells({ case: row, ratio }: MeasuredRow, unit: string): (string | number)[] {
  const { perIteration, confidenceLevel, spread, firstCallNs, blockCount, sampleCount } = row.summary;
  // What one block cannot say is an empty cell, and no zero.
  const ofBlocks = (value: number) => (isInterval(confidenceLevel) ? value : '');
  return [
    ...identityCells(row),
    row.rank,
    unit,
    perIteration.median,
    ofBlocks(perIteration.low),
    ofBlocks(perIteration.high),
    ofBlocks(confidenceLevel),
    perIteration.min,
    perIteration.p75,
    perIteration.p99,
    perIteration.mean,
    ofBlocks(spread),
    firstCallNs ?? '',
    ratio?.median ?? '',
    blockCount,
    sampleCount,
    row.warnings.map(({ code }) => code).join(' '),
  ];
}

function identityCells(row: CaseResult): string[] {
  return [row.id, row.scenario, row.mechanism, row.runtime, row.callStyle, row.status];
}

/** RFC 4180. What a spreadsheet would take for a formula begins with an apostrophe, as OWASP advises ("CSV Injection"). */
function quote(cell: string | number): string {
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export default { extension: 'csv', render: renderCsv, renderForeign } satisfies ReportFormat;
