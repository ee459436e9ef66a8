/** The rows that every report shows, computed once: cases of a scenario in reading order, with their ratio. */
import { describeParameters, tableId } from '../result/case.ts';
import type { CaseResult, MeasuredCase, ResultDocument } from '../result/document.ts';
import { pairedRatio, type Ratio, REFERENCE_MECHANISMS } from '../statistics/ratio.ts';

export interface MeasuredRow {
  readonly case: MeasuredCase;
  /** To the reference mechanism of the same scenario in the same runtime; null when that was not measured. */
  readonly ratio: Ratio | null;
  readonly iterationsPerSecond: number;
}

/** A table: all of a scenario, or what it has for one set of parameters. */
export interface ScenarioRows {
  /** Its id. */
  readonly table: string;
  readonly scenario: string;
  readonly title: string;
  readonly description: string;
  /** Synchronous rows first, then asynchronous ones, each from fast to slow: the two are never one ranking. */
  readonly measured: readonly MeasuredRow[];
  /** Skipped and failed cases, in the order of the document. */
  readonly gaps: readonly Exclude<CaseResult, MeasuredCase>[];
}

export function scenarioRows(document: ResultDocument): ScenarioRows[] {
  return document.scenarios.flatMap(({ name, title, description }) => {
    const own = document.cases.filter(({ scenario }) => scenario === name);
    const tables = new Map(own.map((row) => [tableId(row), describeParameters(row.parameters)]));
    return [...tables].map(([table, about]) => ({
      ...tableRows(own.filter((row) => tableId(row) === table)),
      table,
      scenario: name,
      title: about === '' ? title : `${title}, ${about}`,
      description,
    }));
  });
}

function tableRows(cases: readonly CaseResult[]): Pick<ScenarioRows, 'measured' | 'gaps'> {
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
        iterationsPerSecond: 1e9 / row.summary.nsPerIter.median,
      };
    }),
    gaps: cases.filter((candidate) => candidate.status !== 'measured'),
  };
}

/** Name of a row in narrow tables: the mechanism, with its runtime where the document has several. */
export function rowName({ cases }: ResultDocument, { mechanism, runtime }: CaseResult): string {
  return cases.every((other) => other.runtime === cases[0]?.runtime) ? mechanism : `${mechanism}@${runtime}`;
}

/** The sentence that explains a row without a figure. */
export function gapReason(gap: Exclude<CaseResult, MeasuredCase>): string {
  return gap.status === 'skipped' ? `skipped: ${gap.reason}` : `failed after ${gap.blocks.length} blocks: ${gap.error}`;
}

function byStyleThenSpeed(a: MeasuredCase, b: MeasuredCase): number {
  if (a.callStyle !== b.callStyle) return a.callStyle === 'sync' ? -1 : 1;
  return a.summary.nsPerIter.median - b.summary.nsPerIter.median;
}
