/** A history for the terminal: a line for each row, from the first run to the last. */
import pc from 'picocolors';
import { formatAmount, formatChange } from '../report/format.ts';
import { pad } from '../report/layout.ts';
import type { History, HistoryRow } from './history.ts';
import { CLAIM_WORDS } from './words.ts';

export function renderHistoryText({ runs, rows, leftOut }: History, { colour }: { readonly colour: boolean }): string {
  const paint = pc.createColors(colour);
  const lines = rows.map(cellsOf);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...lines.map((cells) => (cells[column] ?? '').length)));
  const aligned = lines.map((cells, index) => {
    const [id = '', medians = '', change = '', claim = '', count = ''] = cells;
    const line = [
      pad(id, widths[0] as number, 'left'),
      pad(medians, widths[1] as number, 'left'),
      pad(change, widths[2] as number, 'right'),
      pad(claim, widths[3] as number, 'left'),
      count,
    ].join('  ');
    return rows[index]?.claim === 'slower' ? paint.red(line) : line;
  });
  const other = runs.filter((run) => run.other !== '').length;
  const [oldest, newest] = [runs[0], runs.at(-1)];
  const said = [
    `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${oldest?.time} to ${newest?.time}`,
    ...(other === 0 ? [] : [`${other} not comparable with the newest (other ${kindsOf(runs)})`]),
    ...(leftOut === 0 ? [] : [`${leftOut} older left out`]),
  ];
  return `${paint.bold(said.join('; '))}\n${aligned.map((line) => `${line.trimEnd()}\n`).join('')}`;
}

function cellsOf({ id, unit, first, last, medians, claim, comparedRuns, points }: HistoryRow): string[] {
  const amount = (value: number | null) => (value === null ? '–' : formatAmount(value, unit));
  const of = comparedRuns === points.length ? '' : ` of ${points.length}`;
  return [
    id,
    comparedRuns === 1 ? amount(last) : `${amount(first)} → ${amount(last)}`,
    medians === null ? '' : formatChange(medians),
    medians === null ? '' : CLAIM_WORDS[claim],
    `${comparedRuns}${of} ${points.length === 1 ? 'run' : 'runs'}`,
  ];
}

function kindsOf(runs: History['runs']): string {
  return [...new Set(runs.flatMap(({ other }) => (other === '' ? [] : other.split(', '))))].join(', ');
}
