/** Runs in the browser: opens the document of another run from disk, and fills the table of what changed. Nothing leaves the page. */
import { formatAmount, formatChange, formatWhole } from '../report/format.ts';
import { COMPARE_DATA_ID, type CompareData } from '../report/page/compare-data.ts';
import { formatInstant, plainNumber } from '../report/page/text.ts';
import { LARGEST_DOCUMENT_BYTES } from '../result/printable.ts';
import { type ChangedRow, CLAIMS, type Comparison, commonReasons, compare } from './comparison.ts';
import { readOther } from './read.ts';
import { CLAIM_WORDS } from './words.ts';

const byId = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
const own = JSON.parse(byId(COMPARE_DATA_ID).textContent ?? '') as CompareData;
const [button, input, problem, section] = [
  byId('compare-open'),
  byId<HTMLInputElement>('compare-file'),
  byId('compare-problem'),
  byId('compare'),
];

button.parentElement?.removeAttribute('hidden');
button.addEventListener('click', () => input.click());
input.addEventListener('change', () => {
  const [file] = input.files ?? [];
  // The same file may be chosen again, when it has changed.
  if (file !== undefined) void open(file).finally(() => (input.value = ''));
});
byId('compare-close').addEventListener('click', () => {
  section.hidden = true;
  button.focus();
});

async function open(file: File): Promise<void> {
  const found = await read(file);
  const isProblem = typeof found === 'string';
  problem.hidden = !isProblem;
  problem.textContent = isProblem ? found : '';
  section.hidden = isProblem;
  if (isProblem) {
    problem.scrollIntoView({ block: 'nearest' });
    return;
  }
  show(compare(own, found), file.name);
  byId('heading-compare').focus();
  section.scrollIntoView();
}

async function read(file: File): Promise<CompareData | string> {
  if (file.size > LARGEST_DOCUMENT_BYTES)
    return `${file.name} is larger than ${LARGEST_DOCUMENT_BYTES / 1e6} MB: it is no document of a run.`;
  let text: string;
  try {
    text = await file.text();
  } catch {
    return `${file.name} cannot be read: the browser refuses it.`;
  }
  return readOther(text, file.name, own.schemaVersion);
}

function show(comparison: Comparison, fileName: string): void {
  const { refusals, before } = comparison;
  byId('heading-compare').textContent = `Compared with ${fileName}`;
  byId('compare-finding').textContent = findingOf(comparison);
  byId('compare-runs').textContent =
    `Before: ${runText(before)}${before === own ? ', this page' : ''}. After: ${runText(comparison.after)}${before === own ? '' : ', this page'}. ${machineText(comparison)}`;
  const list = byId('compare-refusals');
  list.hidden = refusals.length === 0;
  list.replaceChildren(...refusals.map((refusal) => element('li', { text: refusal })));
  const reasons = commonReasons(comparison.rows);
  byId('compare-claims').replaceChildren(
    ...[...reasons].map(([claim, reason]) => {
      const item = element('li');
      item.append(element('b', { text: CLAIM_WORDS[claim] }), `: ${reason}`);
      return item;
    }),
  );
  const rows = comparison.rows.map((row) => renderRow(row, reasons.get(row.claim)));
  byId<HTMLTableElement>('table-compare').tBodies[0]?.replaceChildren(...rows);
}

function findingOf({ refusals, rows, verdict }: Comparison): string {
  if (refusals.length > 0)
    return 'Not comparable, as the gate would refuse: no difference below says anything of a plugin.';
  if (verdict.machineMoved)
    return 'The machine is not the one it was: its floor moved, so nothing can be claimed. Measure both again.';
  const counts = CLAIMS.map((claim) => ({ claim, count: rows.filter((row) => row.claim === claim).length }));
  const said = counts
    .filter(({ count }) => count > 0)
    .map(({ claim, count }) => `${formatWhole(count)} ${CLAIM_WORDS[claim]}`);
  return `${formatWhole(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}: ${said.join(', ')}.`;
}

function machineText({ verdict: { machine } }: Comparison): string {
  if (machine === null) return '';
  return `The floor, which no change of a plugin can move, changed by ${formatChange(machine.median)} [${formatChange(machine.low)}, ${formatChange(machine.high)}].`;
}

function runText({ createdAt, commit, pair }: CompareData): string {
  const arm = pair === null ? '' : `, ${pair.arm} arm`;
  return `${formatInstant(createdAt)}, ${commit === null ? 'outside git' : `commit ${commit.slice(0, 12)}`}${arm}`;
}

/** @param said the reason that needs no words of its own */
function renderRow(
  { id, unit, before, after, medians, judged, claim, reason }: ChangedRow,
  said: string | undefined,
): HTMLElement {
  const row = element('tr');
  const name = element('th', { value: id });
  name.setAttribute('scope', 'row');
  // Rows of this page have their details below.
  const target = document.getElementById(id) === null ? null : element('a', { text: id });
  target?.setAttribute('href', `#${encodeURIComponent(id)}`);
  name.append(target ?? id);
  const verdict = element('td', { className: `text claim-${claim}`, value: String(CLAIMS.indexOf(claim)) });
  verdict.append(element('b', { text: CLAIM_WORDS[claim] }));
  if (reason !== said) verdict.append(' ', element('small', { text: reason }));
  const figure = (figures: ChangedRow['before']) =>
    figures === null ? none() : number(formatAmount(figures[0], unit), figures[0]);
  row.append(
    name,
    verdict,
    judged === null ? none('\t\t') : judgedCell(judged),
    figure(before),
    figure(after),
    medians === null ? none() : number(formatChange(medians), percent(medians)),
  );
  return row;
}

function judgedCell(judged: NonNullable<ChangedRow['judged']>): HTMLElement {
  const { median, low, high } = judged;
  const cell = number(formatChange(median), percent(median));
  cell.dataset['tsv'] = [median, low, high].map((ratio) => plainNumber(percent(ratio))).join('\t');
  cell.append(' ', element('small', { text: `[${formatChange(low)}, ${formatChange(high)}]` }));
  return cell;
}

function percent(ratio: number): number {
  return (ratio - 1) * 100;
}

function number(text: string, value: number): HTMLElement {
  return element('td', { text, className: 'number', value: plainNumber(value) });
}

/** Sorts before all figures. */
function none(tsv = ''): HTMLElement {
  const cell = element('td', { text: '–', className: 'number none', value: '-Infinity' });
  cell.dataset['tsv'] = tsv;
  return cell;
}

interface Parts {
  readonly text?: string;
  readonly className?: string;
  readonly value?: string;
}

/** Text of a document is only ever set as text. */
function element(tag: string, { text, className, value }: Parts = {}): HTMLElement {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  if (value !== undefined) made.dataset['v'] = value;
  return made;
}
