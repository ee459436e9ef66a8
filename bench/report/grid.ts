/** A table for what is looked up and not measured: `list`, `runs`, tables of the truth. Text is broken to fit, names never are. */
import { pad, wrap } from './layout.ts';

const GAP = '  ';

/** @param width of the terminal; what cannot be broken between words may be wider. @returns lines without an end */
export function renderGrid(head: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const columns = head.map((title, index) => [title, ...rows.map((row) => row[index] ?? '')]);
  const widths = fitted(columns, width - GAP.length * (head.length - 1));
  const isFigures = columns.map(([, ...cells]) => cells.every((text) => /^[-+–\d]/.test(text)));
  return [head, ...rows]
    .flatMap((row) => {
      const cells = widths.map((room, index) => wrap(row[index] ?? '', room));
      const height = Math.max(...cells.map(({ length }) => length));
      return Array.from({ length: height }, (_, line) =>
        cells
          .map((lines, index) => pad(lines[line] ?? '', widths[index] as number, isFigures[index] ? 'right' : 'left'))
          .join(GAP)
          .trimEnd(),
      );
    })
    .join('\n');
}

/** Text of so few characters is not broken: it is a figure with its unit, or a title. */
const SHORT = 20;

/** The widest columns give way first, until each word takes a line. */
function fitted(columns: readonly (readonly string[])[], room: number): number[] {
  const widths = columns.map((cells) => Math.max(...cells.map(({ length }) => length)));
  const least = columns.map((cells) =>
    Math.max(...cells.flatMap((text) => (text.length > SHORT ? text.split(' ') : [text])).map(({ length }) => length)),
  );
  for (let total = widths.reduce((sum, width) => sum + width, 0); total > room; total--) {
    const slack = widths.map((width, index) => (width > (least[index] as number) ? width : 0));
    const widest = Math.max(...slack);
    if (widest === 0) break;
    const index = slack.indexOf(widest);
    widths[index] = widest - 1;
  }
  return widths;
}
