/** Tables that differ in the number of bytes alone, as one: what a call costs by how much it passes. Every report shows them. */
import { tableId } from '../result/case.ts';
import type { MeasuredCase, ResultDocument } from '../result/document.ts';
import { type ByteLine, bendOf, byteLine, costsByBytes } from '../statistics/byte-line.ts';
import { measuredCases } from '../statistics/evaluate.ts';
import { groupBy } from '../statistics/group-by.ts';
import { formatChange, formatDuration, formatReach, isInterval } from './format.ts';
import { rowName } from './rows.ts';

/** The parameter that is swept. */
const BYTES = 'bytes';

export interface Sweep {
  /** Id of its tables without the number of bytes. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Ascending. */
  readonly lengths: readonly number[];
  /** Synchronous rows first, each style from cheap to dear at the middle length. */
  readonly rows: readonly SweepRow[];
}

export interface SweepRow {
  /** Mechanism, with its runtime where that is not the host. */
  readonly name: string;
  readonly title: string;
  readonly callStyle: MeasuredCase['callStyle'];
  /** One for each length; absent where it was not measured. */
  readonly cases: readonly (MeasuredCase | undefined)[];
  readonly line: ByteLine | null;
}

/** Those of time: a line of other metrics is nobody's question yet. */
export function sweepsOf(document: ResultDocument): Sweep[] {
  const rows = groupBy(measuredCases(document.cases), tableId);
  const ofBytes = document.tables.filter(({ id, unit }) => unit === 'ns' && lengthOf(id) !== null);
  return [...groupBy(ofBytes, ({ id }) => withoutBytes(id))].flatMap(([id, tables]) => {
    const swept = tables
      .map((table) => ({ ...table, length: lengthOf(table.id) as number, cases: rows.get(table.id) ?? [] }))
      .filter(({ cases }) => cases.length > 0)
      .toSorted((a, b) => a.length - b.length);
    const first = swept[0];
    if (first === undefined || swept.length < 2) return [];
    return [
      {
        id,
        title: first.title.replace(`, ${BYTES} ${first.length}`, ''),
        description: first.description,
        lengths: swept.map(({ length }) => length),
        rows: rowsOf(swept, document),
      },
    ];
  });
}

/** Ids of the tables that a sweep shows. */
export function tablesOf({ id, lengths }: Sweep): string[] {
  return lengths.map((length) => `${id}${id.includes('?') ? '&' : '?'}${BYTES}=${length}`);
}

/** The table that stands for all where there is room for one. */
export function middleTable(sweep: Sweep): string {
  return tablesOf(sweep)[Math.floor(sweep.lengths.length / 2)] as string;
}

/** `Payload in, 4 KiB`. */
export function middleTitle({ title, lengths }: Sweep): string {
  return `${title}, ${formatLength(lengths[Math.floor(lengths.length / 2)] as number)}`;
}

function rowsOf(
  swept: readonly { readonly length: number; readonly cases: readonly MeasuredCase[] }[],
  document: ResultDocument,
): SweepRow[] {
  const names = new Set(swept.flatMap(({ cases }) => cases.map((row) => rowName(document, row))));
  const rows = [...names].map((name): SweepRow => {
    const cases = swept.map((table) => table.cases.find((row) => rowName(document, row) === name));
    const { title, callStyle } = cases.find((row) => row !== undefined) as MeasuredCase;
    const passed = swept.flatMap(({ length }, index) => {
      const row = cases[index];
      return row === undefined ? [] : [{ bytes: length, case: row }];
    });
    return { name, title, callStyle, cases, line: byteLine(passed) };
  });
  const middle = Math.floor(swept.length / 2);
  const cost = ({ cases }: SweepRow) => cases[middle]?.summary.perIteration.median ?? Number.POSITIVE_INFINITY;
  return rows.toSorted((a, b) => b.callStyle.localeCompare(a.callStyle) || cost(a) - cost(b));
}

function lengthOf(table: string): number | null {
  const found = /[?&]bytes=(\d+)$/.exec(table);
  return found === null ? null : Number(found[1]);
}

function withoutBytes(table: string): string {
  return table.replace(/[?&]bytes=\d+$/, '');
}

const KIBI = 1024;

/** `0`, `16`, `4 KiB`, `1 MiB`: lengths are powers of two, so that binary units are exact. */
export function formatLength(bytes: number): string {
  if (bytes >= KIBI ** 2 && bytes % KIBI ** 2 === 0) return `${bytes / KIBI ** 2} MiB`;
  return bytes >= KIBI && bytes % KIBI === 0 ? `${bytes / KIBI} KiB` : `${bytes} B`;
}

/** Less than this does not matter at a mebibyte, where it is ten nanoseconds. */
const LEAST_PER_KIB_NS = 0.01;
const LEAST_PER_KIB = '< 0.01 ns';

/** The line of a row in words, for a table of texts; empty where there is none. */
export interface LineTexts {
  readonly fixed: string;
  readonly fixedReach: string;
  readonly perKib: string;
  readonly perKibReach: string;
  readonly bend: string;
}

export function lineTexts({ line }: Pick<SweepRow, 'line'>): LineTexts {
  if (line === null) return { fixed: '', fixedReach: '', perKib: '', perKibReach: '', bend: '' };
  const { fixedNs } = line;
  const bend = bendOf(line);
  const hasIntervals = isInterval(fixedNs.level);
  return {
    fixed: formatDuration(Math.max(0, fixedNs.median)),
    fixedReach: hasIntervals ? formatReach(fixedNs) : '',
    ...perKibTexts(line, hasIntervals),
    bend: bend === null ? '' : `${formatChange(1 + bend.median)} at ${formatLength(bend.bytes)}`,
  };
}

/** Of nothing there is no share: how much it may be all the same. */
function perKibTexts(line: ByteLine, hasIntervals: boolean): Pick<LineTexts, 'perKib' | 'perKibReach'> {
  const { median, low, high, level } = line.nsPerByte;
  const perKib = { median: median * KIBI, low: low * KIBI, high: high * KIBI, level };
  const text = (ns: number) => (ns < LEAST_PER_KIB_NS ? LEAST_PER_KIB : formatDuration(ns));
  if (!hasIntervals) return { perKib: text(perKib.median), perKibReach: '' };
  if (!costsByBytes(line))
    return {
      perKib: '0',
      perKibReach: perKib.high < LEAST_PER_KIB_NS ? LEAST_PER_KIB : `< ${formatDuration(perKib.high)}`,
    };
  return { perKib: text(perKib.median), perKibReach: perKib.median < LEAST_PER_KIB_NS ? '' : formatReach(perKib) };
}

/** What the columns of a line mean, for a legend. */
export const LINE_LEGEND =
  'fixed and per KiB: a straight line through all lengths, in each block by relative errors; 0: its interval reaches zero';
export const BEND_LEGEND = 'off the line: where a call costs that much more or less than the line says';
