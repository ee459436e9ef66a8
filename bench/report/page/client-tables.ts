/** Runs in the browser: sorting of tables and copying them. Without it the tables stand in their first order. */
export {};

document.documentElement.classList.add('scripted');

for (const header of document.querySelectorAll<HTMLTableCellElement>('table[data-sortable] th[data-sort]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'sort';
  button.append(...header.childNodes);
  button.addEventListener('click', () => sortBy(header));
  header.append(button);
}

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
  button.addEventListener('click', () => void copyTable(button));
  button.parentElement?.removeAttribute('hidden');
}

for (const mark of document.querySelectorAll<HTMLAnchorElement>('sup a[href^="#note-"]')) {
  mark.title = document.querySelector(mark.hash)?.textContent ?? '';
}

/** Sorts each body by itself, so that call styles stay apart; rows without figures stay at its end. */
function sortBy(header: HTMLTableCellElement): void {
  const table = header.closest('table');
  if (table === null) return;
  const direction = header.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
  for (const other of table.querySelectorAll('th[data-sort]')) other.setAttribute('aria-sort', 'none');
  header.setAttribute('aria-sort', direction);
  const column = header.cellIndex;
  const sign = direction === 'ascending' ? 1 : -1;
  for (const body of table.tBodies) {
    const rows = [...body.rows].filter((row) => !row.matches('.group, .unmeasured'));
    rows.sort((a, b) => sign * compareCells(a.cells[column], b.cells[column], header.dataset['sort'] === 'number'));
    body.append(...rows, ...body.querySelectorAll(':scope > .unmeasured'));
  }
  announce(`Sorted by ${header.dataset['label'] ?? ''}, ${direction}.`, 'quiet');
}

function compareCells(a: HTMLElement | undefined, b: HTMLElement | undefined, numeric: boolean): number {
  const [left, right] = [a, b].map((cell) => cell?.dataset['v'] ?? cell?.textContent ?? '') as [string, string];
  if (numeric) return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
}

async function copyTable(button: HTMLButtonElement): Promise<void> {
  const table = document.getElementById(button.dataset['table'] ?? '');
  if (!(table instanceof HTMLTableElement)) return;
  const text = button.dataset['copy'] === 'tsv' ? toTsv(table) : toMarkdown(table);
  const copied = await copyText(text);
  announce(
    copied ? `Copied ${button.dataset['copy'] === 'tsv' ? 'TSV' : 'Markdown'}.` : 'The browser refused to copy.',
  );
}

/** Figures unrounded and without separators, for spreadsheets; an interval becomes columns of its own. */
function toTsv(table: HTMLTableElement): string {
  const text = (cell: HTMLElement) =>
    cell.dataset['tsv'] ?? (cell.matches('td[data-v]:not(.text)') ? cell.dataset['v'] : undefined);
  return dataRows(table)
    .map((cells) => cells.map((cell) => text(cell) ?? cellText(cell)).join('\t'))
    .join('\n');
}

/** As displayed. */
function toMarkdown(table: HTMLTableElement): string {
  const [head = [], ...rows] = dataRows(table);
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  const alignment = head.map((cell) => (cell.classList.contains('number') ? '---:' : '---'));
  const texts = (cells: readonly HTMLElement[]) => cells.map((cell) => cellText(cell).replaceAll('|', '\\|'));
  return [line(texts(head)), line(alignment), ...rows.map((cells) => line(texts(cells)))].join('\n');
}

function dataRows(table: HTMLTableElement): HTMLElement[][] {
  return [...table.rows].filter((row) => !row.classList.contains('group')).map((row) => [...row.cells]);
}

/** Text of a cell without reference marks, on one line. */
function cellText(cell: HTMLElement): string {
  if (cell.dataset['label'] !== undefined) return cell.dataset['label'];
  const copy = cell.cloneNode(true) as HTMLElement;
  for (const mark of copy.querySelectorAll(cell.matches('tbody th') ? 'sup, small' : 'sup')) mark.remove();
  return (copy.textContent ?? '').replace(/\s+/g, ' ').trim();
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard for pages opened from disk in some browsers, or no permission: the old way still works.
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.style.cssText = 'position:fixed;top:0;opacity:0';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}

let clearing: ReturnType<typeof setTimeout> | undefined;

/** Says it to everyone, or with `quiet` to screen readers only. */
function announce(text: string, volume: 'quiet' | 'visible' = 'visible'): void {
  const status = document.getElementById('status');
  if (status === null) return;
  status.classList.toggle('quiet', volume === 'quiet');
  status.textContent = text;
  clearTimeout(clearing);
  clearing = setTimeout(() => {
    status.textContent = '';
  }, 2500);
}
