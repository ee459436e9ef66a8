/** Which columns of a table fit into a terminal. Pure: widths in characters, none of which is wider than one column here. */

export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
}

/** Between two columns. */
const GAP = 2;

export function widthOf({ head, cells }: Column): number {
  return Math.max(head.length, ...cells.map(({ length }) => length));
}

/** Of columns side by side. */
export function totalWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + widthOf(column), GAP * Math.max(0, columns.length - 1));
}

/**
 * @param layouts names of columns, from the richest layout to the poorest
 * @returns the first that fits; the last one when none does
 */
export function fitting<Name extends string>(
  layouts: readonly (readonly Name[])[],
  columns: Readonly<Record<Name, Column>>,
  width: number,
): readonly Name[] {
  const fits = (names: readonly Name[]) => totalWidth(names.map((name) => columns[name])) <= width;
  return layouts.find(fits) ?? layouts.at(-1) ?? [];
}

/** Lines of words, none longer than the width unless a word is; all but the first are indented. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && longer.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line];
}

/** A cell of the given width. */
export function pad(text: string, width: number, align: Column['align']): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}
