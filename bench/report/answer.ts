/** The answer: of each table, the fastest row behind each kind of boundary. Every report begins or ends with it. */
import type { Boundary } from '../result/case.ts';
import type { ResultDocument } from '../result/document.ts';
import { groupBy } from '../statistics/group-by.ts';
import { FEWEST_BLOCKS } from '../statistics/ranks.ts';
import { type MeasuredRow, type ScenarioRows, scenarioRows } from './rows.ts';

/** In the order of trust: what may do everything first. */
export const BOUNDARY_TITLES = {
  script: 'JavaScript, trusted',
  native: 'native, trusted',
  sandbox: 'sandboxed',
  process: 'own process',
} as const satisfies Partial<Record<Boundary, string>>;
export type Choice = keyof typeof BOUNDARY_TITLES;
export const CHOICES = Object.keys(BOUNDARY_TITLES) as Choice[];

export interface Answer {
  readonly boundary: Choice;
  readonly row: MeasuredRow;
  /** Rows of the same boundary that cannot be told from it. */
  readonly ties: readonly MeasuredRow[];
}

export interface TableAnswers {
  readonly table: ScenarioRows;
  readonly answers: readonly Answer[];
}

/** By runtime, because a host is in one; tables without a row there are left out. */
export function answersByRuntime(document: ResultDocument): Map<string, TableAnswers[]> {
  const byRuntime = new Map<string, TableAnswers[]>();
  for (const table of scenarioRows(document)) {
    for (const [runtime, rows] of groupBy(table.measured, ({ case: row }) => row.runtime)) {
      const answers = CHOICES.flatMap((boundary) => {
        const own = rows.filter(({ case: row }) => row.boundary === boundary);
        return own.length === 0 ? [] : [fastestOf(boundary, own)];
      });
      if (answers.length === 0) continue;
      byRuntime.set(runtime, [...(byRuntime.get(runtime) ?? []), { table, answers }]);
    }
  }
  return byRuntime;
}

function fastestOf(boundary: Choice, rows: readonly MeasuredRow[]): Answer {
  const [row, ...others] = rows.toSorted((a, b) => medianOf(a) - medianOf(b)) as [MeasuredRow, ...MeasuredRow[]];
  // Ranks are within a call style, and so few blocks have none.
  const isTie = ({ case: other }: MeasuredRow) =>
    other.callStyle === row.case.callStyle && other.rank === row.case.rank && other.summary.blockCount >= FEWEST_BLOCKS;
  return { boundary, row, ties: others.filter(isTie) };
}

function medianOf({ case: row }: MeasuredRow): number {
  return row.summary.perIteration.median;
}
