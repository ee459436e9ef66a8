/** Two runs held against each other: the medians of both, and what the gate would say of each row. Pure. */
import { isSameRun, refuseSameRun } from '../gate/same-run.ts';
import { judge, type RatioInterval, type Verdict } from '../gate/verdict.ts';
import type { CompareData, CompareRow, Figures } from '../report/page/compare-data.ts';
import { toComparable } from './comparable.ts';

/** What may be said of a row; `none`: nothing, for a reason. */
export type Claim = 'slower' | 'faster' | 'same' | 'none' | 'missing' | 'added';

export interface ChangedRow {
  readonly id: string;
  readonly unit: string;
  readonly before: Figures | null;
  readonly after: Figures | null;
  /** after / before, of the medians that are shown. */
  readonly medians: number | null;
  /** after / before, of what the gate compares, with its 95 % interval. */
  readonly judged: RatioInterval | null;
  readonly claim: Claim;
  readonly reason: string;
}

export interface Comparison {
  /** The older run. */
  readonly before: CompareData;
  readonly after: CompareData;
  /** Why no difference between the two says anything; empty when they can be compared. */
  readonly refusals: readonly string[];
  readonly verdict: Verdict;
  /** What matters most first. */
  readonly rows: readonly ChangedRow[];
}

/** In the order in which a reader needs them. */
export const CLAIMS: readonly Claim[] = ['slower', 'missing', 'none', 'faster', 'added', 'same'];

export function compare(one: CompareData, other: CompareData): Comparison {
  const [before, after] = isFirst(one, other) ? [one, other] : [other, one];
  const judged = judge(toComparable(before), toComparable(after));
  const verdict = isSameRun(one, other) ? refuseSameRun(judged, 'Open the document of another run.') : judged;
  return { before, after, refusals: verdict.refusals, verdict, rows: changedRows(before, after, verdict) };
}

/** By time; of the arms of one run, which have one time, the base. */
export function isFirst(one: CompareData, other: CompareData): boolean {
  const [time, otherTime] = [Date.parse(one.createdAt), Date.parse(other.createdAt)];
  return time === otherTime ? other.pair?.arm !== 'base' : time < otherTime;
}

function changedRows(before: CompareData, after: CompareData, verdict: Verdict): ChangedRow[] {
  const now = new Map(after.rows.map((row) => [row.id, row]));
  const then = new Map(before.rows.map((row) => [row.id, row]));
  const ids = [...new Set([...then.keys(), ...now.keys()])];
  const comparisons = new Map(verdict.comparisons.map((comparison) => [comparison.id, comparison]));
  return ids
    .map((id) => changedRow(id, [then.get(id), now.get(id)], comparisons.get(id), verdict))
    .filter((row) => row !== null)
    .sort(byImportance);
}

/** Null where neither run measured it. */
function changedRow(
  id: string,
  [then, now]: readonly [CompareRow | undefined, CompareRow | undefined],
  comparison: Verdict['comparisons'][number] | undefined,
  { refusals, machineMoved }: Verdict,
): ChangedRow | null {
  const [before, after] = [then?.figures ?? null, now?.figures ?? null];
  if (before === null && after === null && comparison === undefined) return null;
  const row = {
    id,
    unit: now?.unit ?? then?.unit ?? 'ns',
    before,
    after,
    medians: before === null || after === null || before[0] === 0 ? null : after[0] / before[0],
    judged: comparison?.ratio ?? null,
  };
  if (before === null || after === null) return { ...row, ...gapOf(before, now, comparison) };
  if (refusals.length > 0) return { ...row, claim: 'none', reason: 'the two runs cannot be compared' };
  if (comparison === undefined)
    return { ...row, claim: 'none', reason: 'the floor, which no plugin is part of, is not judged' };
  const claim = CLAIM_OF[comparison.change];
  if (machineMoved) return { ...row, claim: 'none', reason: 'the machine itself changed' };
  return { ...row, claim, reason: comparison.reason };
}

const CLAIM_OF = {
  regressed: 'slower',
  improved: 'faster',
  same: 'same',
  inconclusive: 'none',
  missing: 'missing',
  added: 'added',
} as const satisfies Record<Verdict['comparisons'][number]['change'], Claim>;

function gapOf(
  before: Figures | null,
  now: CompareRow | undefined,
  comparison: Verdict['comparisons'][number] | undefined,
): Pick<ChangedRow, 'claim' | 'reason'> {
  if (comparison !== undefined) return { claim: CLAIM_OF[comparison.change], reason: comparison.reason };
  if (before === null) return { claim: 'added', reason: 'was not measured before' };
  const why = now?.skipped ?? now?.failed;
  return { claim: 'missing', reason: why === undefined ? 'was not measured after' : `was not measured after: ${why}` };
}

/** Of each claim, the reason that most of its rows have: it is said once. */
export function commonReasons(rows: readonly ChangedRow[]): Map<Claim, string> {
  const found = new Map<Claim, string>();
  for (const claim of CLAIMS) {
    const counts = new Map<string, number>();
    for (const row of rows) if (row.claim === claim) counts.set(row.reason, (counts.get(row.reason) ?? 0) + 1);
    const [most] = [...counts].sort(([, a], [, b]) => b - a);
    if (most !== undefined) found.set(claim, most[0]);
  }
  return found;
}

/** Where nothing may be claimed, and so nothing comes first, rows stay in the order of the older document. */
function byImportance(a: ChangedRow, b: ChangedRow): number {
  const order = CLAIMS.indexOf(a.claim) - CLAIMS.indexOf(b.claim);
  return order !== 0 ? order : sizeOf(b) - sizeOf(a);
}

function sizeOf({ judged }: ChangedRow): number {
  return judged === null ? 0 : Math.abs(Math.log(judged.median));
}
