/** Warnings as a reader needs them: what concerns most rows is said once, what sets a row apart stands with the row. */
import { tableId } from '../result/case.ts';
import type { MeasuredCase, ResultDocument } from '../result/document.ts';
import { measuredCases } from '../statistics/evaluate.ts';
import { groupBy } from '../statistics/group-by.ts';
import type { WarningCode } from '../statistics/warnings.ts';

/** A warning that more of the rows have than this says something of the run, not of a row. */
const MOST = 0.5;
/** Of fewer rows, none is like "most". */
const FEWEST_ROWS = 3;

export interface Remarks {
  /** Of the run. */
  readonly common: readonly WarningCode[];
  /** Of a table, by its id, and not of the run. */
  commonIn(table: string): WarningCode[];
  /** That the row has, and most rows of its table have not. */
  own(row: MeasuredCase): WarningCode[];
}

export function remarksOf({ cases }: ResultDocument): Remarks {
  const rows = measuredCases(cases);
  const common = commonOf(rows);
  const byTable = new Map(
    [...groupBy(rows, tableId)].map(([table, own]) => [table, commonOf(own).filter((code) => !common.includes(code))]),
  );
  const commonIn = (table: string) => byTable.get(table) ?? [];
  return {
    common,
    commonIn,
    own(row) {
      const said = [...common, ...commonIn(tableId(row))];
      return codesOf(row).filter((code) => !said.includes(code));
    },
  };
}

function commonOf(rows: readonly MeasuredCase[]): WarningCode[] {
  if (rows.length < FEWEST_ROWS) return [];
  const counts = new Map<WarningCode, number>();
  for (const code of rows.flatMap(codesOf)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > MOST * rows.length).map(([code]) => code);
}

function codesOf({ warnings }: MeasuredCase): WarningCode[] {
  return [...new Set(warnings.map(({ code }) => code))];
}
