/** A verdict as text for the terminal and as Markdown for the summary of a CI job: counts first, then what matters most. */
import pc from 'picocolors';
import { countOf, formatChange, formatShare } from '../report/format.ts';
import { pad, wrap } from '../report/layout.ts';
import { markdownText } from '../report/markdown-text.ts';
import { tableOfCase } from '../result/case.ts';
import { mapStrings } from '../result/printable.ts';
import type { Change, Comparison, RatioInterval, Verdict } from './verdict.ts';

const HEADLINES = {
  passed: 'PASSED: nothing became slower',
  regressed: 'REGRESSED',
  inconclusive: 'INCONCLUSIVE: not enough data to say that nothing became slower',
  'could-not-measure': 'COULD NOT MEASURE',
} as const;

/** In the order in which a reader needs them. */
const KINDS: readonly { readonly change: Change; readonly mark: string; readonly counted: string }[] = [
  { change: 'regressed', mark: '✗', counted: 'regressed' },
  { change: 'missing', mark: '✗', counted: 'could not be compared' },
  { change: 'inconclusive', mark: '?', counted: 'inconclusive' },
  { change: 'improved', mark: '✓', counted: 'improved' },
  { change: 'added', mark: '+', counted: 'new' },
];
/** These take one line, however many they are. */
const UNCHANGED: Change = 'same';

/** @param columns width of the terminal */
export function renderVerdictText(
  verdict: Verdict,
  { colour, columns = 100 }: { readonly colour: boolean; readonly columns?: number },
): string {
  const paint = pc.createColors(colour);
  const paints: Partial<Record<Change, (text: string) => string>> = {
    regressed: paint.red,
    missing: paint.red,
    inconclusive: paint.yellow,
  };
  const shown = shownOf(verdict);
  const width = Math.max(0, ...shown.map(({ id }) => id.length));
  const lines = shown.flatMap(({ mark, id, change, ratio, reason }) => {
    const figures = `${mark} ${pad(id, width, 'left')}  ${ratioText(ratio)}`.trimEnd();
    const whole = `${figures}  ${reason}`;
    const fitting =
      whole.length <= columns ? [whole] : [figures, ...wrap(reason, columns - 4).map((text) => `    ${text}`)];
    return fitting.map(paints[change] ?? String);
  });
  return `${[
    paint.bold(headline(verdict)),
    ...(verdict.comparisons.length === 0 ? [] : [countText(verdict)]),
    ...verdict.refusals.flatMap((text) => wrap(text, columns)),
    ...lines,
    ...unchangedLines(verdict, columns),
    ...wrap(smallestText(verdict), columns),
    ...wrap(machineText(verdict), columns),
  ]
    .filter((line) => line.trim() !== '')
    .join('\n')}\n`;
}

/** Of the summary of a CI job, which is read on one screen; the plot of all rows is folded below. */
const MOST_LINES = 20;
const MOST_REFUSALS = 3;

export function renderVerdictMarkdown(raw: Verdict): string {
  const verdict = mapStrings(raw, markdownText);
  const shown = shownOf(verdict);
  const more = verdict.refusals.length - MOST_REFUSALS;
  const refusals = [
    ...verdict.refusals.slice(0, MOST_REFUSALS).map((refusal) => `- ${refusal}`),
    ...(more > 0 ? [`- and ${countOf(more, 'more reason')}`] : []),
  ];
  const before = [
    [`## plugin-bench gate: ${headline(verdict)}`],
    verdict.comparisons.length === 0 ? [] : [countText(verdict)],
    refusals,
  ];
  const after = [[smallestText(verdict), machineText(verdict)].filter(Boolean)];
  // With an empty line after each block; the table has two lines of its own.
  const taken = [...before, ...after]
    .filter(({ length }) => length > 0)
    .reduce((sum, { length }) => sum + length + 1, 0);
  const room = MOST_LINES - taken - 2;
  const rows = shown
    .slice(0, room)
    .map(
      ({ mark, id, ratio, reason }) =>
        `| ${mark} | \`${id}\` | ${ratio === null ? '' : `\`${forest(ratio)}\``} | ${ratioText(ratio)} | ${reason} |`,
    );
  const table =
    rows.length === 0
      ? []
      : ['| | case | slower to the right | change | why |', '| --- | --- | --- | ---: | --- |', ...rows];
  const rest = shown.length > rows.length ? [plot(raw)] : [];
  return [...before, table, ...after, rest]
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
    .concat('\n');
}

/** Rows within the margin that are named, the largest change first. */
const MOST_UNCHANGED = 6;

function unchangedLines({ comparisons }: Verdict, columns: number): string[] {
  const size = ({ ratio }: Comparison) => Math.abs(Math.log(ratio?.median ?? 1));
  const unchanged = comparisons.filter(({ change }) => change === UNCHANGED).sort((a, b) => size(b) - size(a));
  if (unchanged.length === 0) return [];
  const named = unchanged.slice(0, MOST_UNCHANGED).map(({ id, ratio }) => `${id} ${ratioText(ratio)}`);
  const more = unchanged.length - named.length;
  const text = `within the margin: ${named.join(', ')}${more > 0 ? `, and ${more} that changed less` : ''}`;
  return wrap(text, columns - 2).map((line, index) => `${index === 0 ? '= ' : '  '}${line}`);
}

/** Every row that changed or may have, folded, as text in which nothing is markup. */
function plot(verdict: Verdict): string {
  const shown = shownOf(verdict);
  const width = Math.max(0, ...shown.map(({ id }) => id.length));
  const lines = shown.map(({ mark, id, ratio, reason }) =>
    `${mark} ${pad(id, width, 'left')}  ${ratio === null ? reason : `${forest(ratio)}  ${ratioText(ratio)}`}`.replaceAll(
      '`',
      "'",
    ),
  );
  const summary = `All ${shown.length} rows that changed, or may have`;
  return [`<details><summary>${summary}</summary>`, '', '```text', ...lines, '```', '', '</details>'].join('\n');
}

/** Every row that changed or may have, the worst first. */
function shownOf({ comparisons }: Verdict): (Comparison & { readonly mark: string })[] {
  const size = ({ ratio }: Comparison) => Math.abs(Math.log(ratio?.median ?? 1));
  return KINDS.flatMap(({ change, mark }) =>
    comparisons
      .filter((comparison) => comparison.change === change)
      .sort((a, b) => size(b) - size(a))
      .map((comparison) => ({ ...comparison, mark })),
  );
}

/** `48 rows: 1 regressed, 20 inconclusive, 27 within the margin`. */
function countText({ comparisons }: Verdict): string {
  const count = (change: Change) => comparisons.filter((comparison) => comparison.change === change).length;
  const counts = [...KINDS, { change: UNCHANGED, counted: 'within the margin' }]
    .map(({ change, counted }) => ({ counted, number: count(change) }))
    .filter(({ number }) => number > 0)
    .map(({ counted, number }) => `${number} ${counted}`);
  return `${comparisons.length} ${comparisons.length === 1 ? 'row' : 'rows'}: ${counts.join(', ')}`;
}

/** So many characters to either side of "no change", for so large a change. */
const FOREST = { reach: 8, change: 0.2 };

/** The interval as a line of text, beside the mark of "no change". */
function forest(ratio: Comparison['ratio']): string {
  if (ratio === null) return '';
  const { reach, change } = FOREST;
  const at = (value: number) =>
    reach + Math.round(Math.max(-1, Math.min(1, Math.log(value) / Math.log(1 + change))) * reach);
  const [from, to, centre] = [at(ratio.low), at(ratio.high), at(ratio.median)];
  const characters = Array.from({ length: 2 * reach + 1 }, (_, index) => {
    if (index === centre) return '●';
    if (index >= from && index <= to) return '─';
    return index === reach ? '│' : '·';
  });
  return characters.join('');
}

function headline(verdict: Verdict): string {
  const regressed = verdict.comparisons.filter(({ change }) => change === 'regressed').map(({ id }) => id);
  const detail = regressed.length > 0 && verdict.outcome === 'regressed' ? `: ${regressed.join(', ')}` : '';
  return `${HEADLINES[verdict.outcome]}${detail}${marginText(verdict)}`;
}

/** ` (margin 2.0 %)`, ` (margins 2.0 % of call, 10.0 % of setup, setup-warm)`. */
function marginText({ comparisons }: Verdict): string {
  const tables = new Map<number, Set<string>>();
  for (const { id, margin } of comparisons) tables.set(margin, (tables.get(margin) ?? new Set()).add(tableOfCase(id)));
  if (tables.size === 0) return '';
  const [[only] = [0]] = tables;
  if (tables.size === 1) return ` (margin ${formatShare(only)})`;
  const parts = [...tables]
    .sort(([a], [b]) => a - b)
    .map(([margin, ids]) => `${formatShare(margin)} of ${[...ids].join(', ')}`);
  return ` (margins ${parts.join('; ')})`;
}

/** What changes this comparison would have seen: of the row that it sees best, and of the one that it sees worst. */
function smallestText({ comparisons }: Verdict): string {
  const known = comparisons
    .flatMap(({ id, smallest }) => (smallest === null ? [] : [{ id, smallest }]))
    .sort((a, b) => a.smallest - b.smallest);
  const [least, most] = [known[0], known.at(-1)];
  if (least === undefined || most === undefined) return '';
  const text = ({ id, smallest }: typeof least) => `${formatChange(1 + smallest)} of ${id}`;
  return least === most
    ? `It would have found a change of ${text(least)}.`
    : `It would have found changes from ${text(least)} to ${text(most)}.`;
}

function machineText({ machine, machineMoved }: Verdict): string {
  if (machine === null) return '';
  const text = `The floor row, which no change of a plugin can move, changed by ${ratioText(machine)}`;
  return machineMoved
    ? `${text}: the machine is not the one it was, so no verdict would be sound. Measure both again.`
    : `${text}.`;
}

function ratioText(ratio: Comparison['ratio'] | RatioInterval): string {
  if (ratio === null) return '';
  return `${formatChange(ratio.median)} [${formatChange(ratio.low)}, ${formatChange(ratio.high)}]`;
}
