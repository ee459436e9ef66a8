/** Runs in the order of time, row by row: what was measured of each, and what changed from the first run to the last. Pure. */
import { differences, type RatioInterval } from '../gate/verdict.ts';
import type { HistoryPoint, RunLabel } from '../report/page/chart-spec.ts';
import type { CompareData, CompareRow } from '../report/page/compare-data.ts';
import { formatInstant } from '../report/page/text.ts';
import { toComparable } from './comparable.ts';
import { type ChangedRow, CLAIMS, type Claim, compare, isFirst } from './comparison.ts';

/** More are left out, the oldest first: a chart of more has less than three pixels for one. */
export const MOST_RUNS = 200;

export interface HistoryRow {
  readonly id: string;
  readonly unit: string;
  readonly points: readonly HistoryPoint[];
  /** Medians of the first and the last run that can be compared with the newest one; null when no run of that kind has the row. */
  readonly first: number | null;
  readonly last: number | null;
  /** How many of those there are. */
  readonly comparedRuns: number;
  /** last / first of those medians; null with fewer than two runs. */
  readonly medians: number | null;
  /** The same of what the gate compares. */
  readonly judged: RatioInterval | null;
  readonly claim: Claim;
  readonly reason: string;
}

export interface History {
  readonly runs: readonly RunLabel[];
  readonly rows: readonly HistoryRow[];
  /** Older runs that were left out. */
  readonly leftOut: number;
}

/**
 * @param given at least one run, in any order; the same one twice counts once
 * @param unread how many older ones were not even read
 */
export function historyOf(given: readonly CompareData[], unread = 0): History {
  const different = new Map(given.map((run) => [`${run.createdAt} ${run.samplesSha256}`, run]));
  const all = [...different.values()].sort((a, b) => (isFirst(a, b) ? -1 : 1));
  const kept = all.slice(-MOST_RUNS);
  const newest = toComparable(kept.at(-1) as CompareData);
  const runs = kept.map(
    ({ createdAt, commit, ...run }): RunLabel => ({
      time: formatInstant(createdAt),
      commit: shortCommit(commit),
      other: differences(toComparable({ createdAt, commit, ...run, rows: [] }), { ...newest, cases: [] })
        .map(({ what }) => what)
        .join(', '),
    }),
  );
  const changeBetween = changes(kept);
  const ids = [...new Set([...kept].reverse().flatMap(({ rows }) => rows.map(({ id }) => id)))];
  const byId = kept.map((run) => new Map(run.rows.map((row) => [row.id, row])));
  const rows = ids.flatMap((id) => {
    const found = byId.map((rowsOfRun) => rowsOfRun.get(id));
    return historyRow(id, found, runs, changeBetween) ?? [];
  });
  return { runs, rows, leftOut: all.length - kept.length + unread };
}

/** `1a2b3c4d5e6f`, with what marks a folder that was not clean. */
function shortCommit(commit: string | null): string {
  if (commit === null) return 'no commit';
  const [hash = '', ...rest] = commit.split('+');
  return [hash.slice(0, 12), ...rest].join('+');
}

type ChangeBetween = (first: number, last: number, id: string) => ChangedRow | undefined;

/** The comparison of two runs is of all their rows at once, and most rows ask for the same two. */
function changes(runs: readonly CompareData[]): ChangeBetween {
  const known = new Map<string, ReadonlyMap<string, ChangedRow>>();
  return (first, last, id) => {
    const key = `${first} ${last}`;
    const rows =
      known.get(key) ??
      new Map(compare(runs[first] as CompareData, runs[last] as CompareData).rows.map((row) => [row.id, row]));
    known.set(key, rows);
    return rows.get(id);
  };
}

/** Null for a row that no run has measured. */
function historyRow(
  id: string,
  found: readonly (CompareRow | undefined)[],
  runs: readonly RunLabel[],
  changeBetween: ChangeBetween,
): HistoryRow | null {
  const points = found.flatMap((row, run): HistoryPoint[] => (row?.figures ? [[run, ...row.figures]] : []));
  if (points.length === 0) return null;
  const comparable = points.filter(([run]) => runs[run]?.other === '');
  const [first, last] = [comparable[0], comparable.at(-1)];
  const row = {
    id,
    unit: found.find((item) => item?.figures)?.unit ?? 'ns',
    points,
    first: first?.[1] ?? null,
    last: last?.[1] ?? null,
    comparedRuns: comparable.length,
  };
  const none = { medians: null, judged: null, claim: 'none' as const };
  if (first === undefined || last === undefined) {
    return { ...row, ...none, reason: 'no run that can be compared with the newest one has it' };
  }
  const change = first === last ? undefined : changeBetween(first[0], last[0], id);
  if (change === undefined) return { ...row, ...none, reason: 'one run only' };
  const { medians, judged, claim, reason } = change;
  return { ...row, medians, judged, claim, reason };
}

/** What matters most first. */
export function byClaim(rows: readonly HistoryRow[]): HistoryRow[] {
  const size = ({ judged }: HistoryRow) => (judged === null ? 0 : Math.abs(Math.log(judged.median)));
  return [...rows].sort((a, b) => CLAIMS.indexOf(a.claim) - CLAIMS.indexOf(b.claim) || size(b) - size(a));
}
