/** Figures of another harness as a table for the terminal. */
import { formatDuration, formatIntervalAround, wholePercent } from '../format.ts';
import { type Column, fitting, pad, widthOf, wrap } from '../layout.ts';
import { type ForeignFigures, type ForeignResult, measuredRows } from './foreign.ts';

type Name = 'id' | 'median' | 'interval' | 'least' | 'most' | 'samples';
const LAYOUTS: readonly (readonly Name[])[] = [
  ['id', 'median', 'interval', 'least', 'most', 'samples'],
  ['id', 'median', 'interval', 'samples'],
  ['id', 'median'],
];

/** @param width of the terminal in columns */
export function renderForeignTable(result: ForeignResult, width: number): string {
  const rows = measuredRows(result).toSorted((a, b) => a.figures.median - b.figures.median);
  const column = (head: string, align: Column['align'], cell: (figures: ForeignFigures) => string): Column => ({
    head,
    align,
    cells: rows.map(({ figures }) => cell(figures)),
  });
  const columns: Record<Name, Column> = {
    id: { head: '', align: 'left', cells: rows.map(({ id }) => id) },
    median: column('median', 'right', ({ median }) => formatDuration(median)),
    interval: column('interval', 'right', intervalOf),
    least: column('least', 'right', ({ min }) => formatDuration(min)),
    most: column('most', 'right', ({ max }) => formatDuration(max)),
    samples: column('samples', 'right', samplesOf),
  };
  const names = fitting(LAYOUTS, columns, width);
  const line = (cell: (column: Column) => string) =>
    names
      .map((name) => pad(cell(columns[name]), widthOf(columns[name]), columns[name].align))
      .join('  ')
      .trimEnd();
  const table = [line(({ head }) => head), ...rows.map((_, index) => line(({ cells }) => cells[index] as string))];
  const gaps = result.rows.flatMap(({ id, outcome }) =>
    'gap' in outcome ? wrap(`${id}: ${outcome.gap}`, width, '  ') : [],
  );
  const caveats = result.caveats.flatMap((text) => wrap(`- ${text}`, width, '  '));
  const sections = [[`${result.harness}, time per operation`, ...(rows.length === 0 ? [] : table)], gaps, caveats];
  return `${sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** `−1.2 … +0.8 % (96 %)` */
export function intervalOf({ median, interval }: ForeignFigures): string {
  if (interval === null) return 'one sample';
  return `${formatIntervalAround({ ...interval, median })} (${wholePercent(interval.level)})`;
}

export function samplesOf({ sampleCount, blockCount }: ForeignFigures): string {
  return blockCount === null ? String(sampleCount) : `${sampleCount} in ${blockCount} blocks`;
}
