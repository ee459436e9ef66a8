/** Runs in the browser: filters of the matrix, and rows of folded tables that a link leads to. */
export {};

const form = document.querySelector<HTMLFormElement>('.filters');
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
  const { text = '', ...exact } = wanted;
  let count = 0;
  for (const row of rows) {
    const fits =
      (row.cells[0]?.textContent ?? '').toLowerCase().includes(text.trim()) &&
      Object.entries(exact).every(([name, value]) => value === '' || row.dataset[name]?.toLowerCase() === value);
    row.hidden = !fits;
    if (fits) count++;
  }
  const output = from.querySelector('output');
  if (output !== null) output.textContent = count === rows.length ? '' : `${count} of ${rows.length}`;
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
