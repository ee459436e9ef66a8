/** Runs in the browser: filters of the matrix, its columns, and rows of folded tables that a link leads to. */
export {};

/** Mechanism, what it takes, and one cost in five runtimes. */
const MOST_COLUMNS = 9;

const form = document.querySelector<HTMLFormElement>('.filters');
const headings = [...document.querySelectorAll<HTMLTableCellElement>('.matrix thead th')];
const rows = [...document.querySelectorAll<HTMLTableRowElement>('.matrix tbody tr')];

if (form !== null) {
  form.removeAttribute('hidden');
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => filter(form));
  filter(form);
}

function filter(from: HTMLFormElement): void {
  const wanted = Object.fromEntries(
    [...new FormData(from)].map(([name, value]) => [name, String(value).toLowerCase()]),
  );
  const { text = '', cost = '', runtime = '', ...exact } = wanted;
  const isShown = headings.map(
    ({ dataset }) => isWanted(cost, dataset['cost'] ?? cost) && isWanted(runtime, dataset['runtime'] ?? runtime),
  );
  const showCells = (cells: readonly HTMLTableCellElement[]) =>
    cells.forEach((cell, index) => {
      cell.hidden = !isShown[index];
    });
  showCells(headings);
  // As many as fit into a desktop; more scroll.
  document.querySelector('.matrix')?.classList.toggle('many', isShown.filter(Boolean).length > MOST_COLUMNS);
  let count = 0;
  for (const row of rows) {
    showCells([...row.cells]);
    const fits =
      (row.cells[0]?.textContent ?? '').toLowerCase().includes(text.trim()) &&
      Object.entries(exact).every(([name, value]) => isWanted(value, row.dataset[name] ?? '')) &&
      (isShown.every(Boolean) || row.querySelector('td:not([hidden]) a') !== null);
    row.hidden = !fits;
    if (fits) count++;
  }
  const output = from.querySelector('output');
  if (output === null) return;
  output.textContent = count === rows.length ? '' : `${count} of ${rows.length}`;
  if (count === 0 && document.getElementById('left-out') !== null) output.textContent += '; see “Not in this run”';
}

/** @param wanted nothing in particular, or in small letters */
function isWanted(wanted: string, value: string): boolean {
  return wanted === '' || value.toLowerCase() === wanted;
}

/** Browsers scroll to what is folded only after it is opened. */
function open(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let folded = target?.closest('details'); folded; folded = folded.parentElement?.closest('details')) {
    folded.open = true;
  }
  target?.scrollIntoView({ block: 'center' });
}

addEventListener('hashchange', open);
if (location.hash !== '') open();
