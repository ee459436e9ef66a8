/** The rows that every report shows, computed once: cases of a scenario in reading order, with their ratio. */
import { TIME, tableId } from '../result/case.ts';
import type { CaseResult, MeasuredCase, ResultDocument } from '../result/document.ts';
import { groupBy } from '../statistics/group-by.ts';
import { pairedRatio, type Ratio, REFERENCE_MECHANISMS } from '../statistics/ratio.ts';
import { countOf } from './format.ts';

export interface MeasuredRow {
  readonly case: MeasuredCase;
  /** To the reference mechanism of the same scenario in the same runtime; null when that was not measured. */
  readonly ratio: Ratio | null;
  /** Null where another metric than time was read. */
  readonly iterationsPerSecond: number | null;
}

/** A table: all of a scenario, or what it has for one set of parameters. */
export interface ScenarioRows {
  /** Its id. */
  readonly table: string;
  readonly scenario: string;
  readonly title: string;
  readonly description: string;
  /** Of all its values. */
  readonly unit: string;
  /** Synchronous rows first, then asynchronous ones, each from fast to slow: the two are never one ranking. */
  readonly measured: readonly MeasuredRow[];
  /** Skipped and failed cases, in the order of the document. */
  readonly gaps: readonly Exclude<CaseResult, MeasuredCase>[];
}

export function scenarioRows({ tables, cases }: ResultDocument): ScenarioRows[] {
  const byTable = groupBy(cases, tableId);
  return tables.map(({ id, metric, ...table }) => ({
    ...tableRows(byTable.get(id) ?? [], metric === TIME),
    ...table,
    table: id,
  }));
}

function tableRows(cases: readonly CaseResult[], isTime: boolean): Pick<ScenarioRows, 'measured' | 'gaps'> {
  const measured = cases.filter((candidate) => candidate.status === 'measured');
  const references = new Map(
    measured.filter(({ mechanism }) => REFERENCE_MECHANISMS.includes(mechanism)).map((row) => [row.runtime, row]),
  );
  return {
    measured: measured.toSorted(byStyleThenSpeed).map((row) => {
      const reference = references.get(row.runtime);
      return {
        case: row,
        ratio: reference === undefined ? null : pairedRatio(row, reference),
        iterationsPerSecond: isTime ? 1e9 / row.summary.perIteration.median : null,
      };
    }),
    gaps: cases.filter((candidate) => candidate.status !== 'measured'),
  };
}

/** Name of a row in its table, as in ids: the mechanism, with its runtime where that is not the host. */
export function rowName(
  { environment }: Pick<ResultDocument, 'environment'>,
  { mechanism, runtime }: Pick<CaseResult, 'mechanism' | 'runtime'>,
): string {
  return runtime === environment.runtime ? mechanism : `${mechanism}@${runtime}`;
}

/** What was left out: a mechanism, in one runtime where it is not out of all. */
export function leftOutName({ mechanism, runtime }: ResultDocument['leftOut'][number]): string {
  return runtime === undefined ? mechanism : `${mechanism}@${runtime}`;
}

/** The sentence that explains a row without a figure. */
export function gapReason(gap: Exclude<CaseResult, MeasuredCase>): string {
  if (gap.status === 'skipped') return `skipped: ${gap.reason}`;
  const { blocks, error } = gap;
  return blocks.length === 0 ? `failed: ${error}` : `failed after ${countOf(blocks.length, 'block')}: ${error}`;
}

function byStyleThenSpeed(a: MeasuredCase, b: MeasuredCase): number {
  if (a.callStyle !== b.callStyle) return a.callStyle === 'sync' ? -1 : 1;
  return a.summary.perIteration.median - b.summary.perIteration.median;
}
