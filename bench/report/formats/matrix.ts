/** The matrix as a table in Markdown, for a README or a comment: every mechanism, its boundary, and its median in each table. */
import type { ResultDocument } from '../../result/document.ts';
import { mapStrings } from '../../result/printable.ts';
import { BOUNDARY_TITLES, type Choice } from '../answer.ts';
import { formatAmount, formatReach, isInterval } from '../format.ts';
import { markdownText } from '../markdown-text.ts';
import { type Column, columnsOf, type Line, linesOf } from '../matrix.ts';
import type { ReportFormat } from '../report-format.ts';

/** Without an end of line, so that it can stand in a text. */
export function renderMatrixTable(raw: ResultDocument): string {
  const document = mapStrings(raw, markdownText);
  const columns = columnsOf(document);
  const cellsOf = (line: Line) => [
    `\`${line.mechanism}\` ${line.title}`,
    line.boundary === undefined || line.boundary === 'none' ? '' : BOUNDARY_TITLES[line.boundary as Choice],
    ...columns.map(({ unit }, index) => {
      const row = line.cases[index];
      if (row === undefined) return '–';
      const { perIteration, confidenceLevel } = row.summary;
      const reach = !isInterval(confidenceLevel) ? '' : ` ${formatReach(perIteration)}`;
      return `${formatAmount(perIteration.median, unit)}${reach}`;
    }),
  ];
  return [
    ['mechanism', 'boundary', ...columns.map(headingOf)],
    ['---', '---', ...columns.map(() => '---:')],
    ...linesOf(document, columns).map(cellsOf),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function headingOf({ title, runtime }: Column): string {
  const text = title.charAt(0).toLowerCase() + title.slice(1);
  return runtime === null ? text : `${text}, ${runtime}`;
}

export default {
  extension: null,
  render: (document) => `${renderMatrixTable(document)}\n`,
} satisfies ReportFormat;
