/** The answer: of each table, the fastest row behind each kind of boundary. Every report begins or ends with it. */
import type { Boundary } from '../result/case.ts';
import type { ResultDocument } from '../result/document.ts';
import { type MeasuredRow, type ScenarioRows, scenarioRows } from './rows.ts';

/** In the order of trust: what may do everything first. */
export const BOUNDARY_TITLES = {
  script: 'JavaScript, trusted',
  native: 'native, trusted',
  sandbox: 'sandboxed',
  process: 'own process',
} as const satisfies Partial<Record<Boundary, string>>;
export type Choice = keyof typeof BOUNDARY_TITLES;
const CHOICES = Object.keys(BOUNDARY_TITLES) as Choice[];

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

/** Of one runtime, because a host is in one; tables without a row there are left out. */
export function answersOf(document: ResultDocument, runtime: string): TableAnswers[] {
  return scenarioRows(document).flatMap((table) => {
    const rows = table.measured.filter(({ case: row }) => row.runtime === runtime);
    const answers = CHOICES.flatMap((boundary) => {
      const own = rows.filter(({ case: row }) => row.boundary === boundary);
      return own.length === 0 ? [] : [fastestOf(boundary, own)];
    });
    return answers.length === 0 ? [] : [{ table, answers }];
  });
}

function fastestOf(boundary: Choice, rows: readonly MeasuredRow[]): Answer {
  const [row, ...others] = rows.toSorted((a, b) => medianOf(a) - medianOf(b)) as [MeasuredRow, ...MeasuredRow[]];
  // Ranks are within a call style, and one block has none.
  const isTie = ({ case: other }: MeasuredRow) =>
    other.callStyle === row.case.callStyle && other.rank === row.case.rank && other.summary.blockCount > 1;
  return { boundary, row, ties: others.filter(isTie) };
}

function medianOf({ case: row }: MeasuredRow): number {
  return row.summary.perIteration.median;
}
