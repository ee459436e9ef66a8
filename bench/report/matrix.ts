/** Every mechanism with what it costs in each table: the one look that every report begins with. */
import { tableId } from '../result/case.ts';
import type { Facts, MeasuredCase, ResultDocument } from '../result/document.ts';
import { measuredCases } from '../statistics/evaluate.ts';
import { groupBy } from '../statistics/group-by.ts';

/** So many tables get a column; a scenario with parameters would have dozens. */
const MOST_COLUMNS = 4;
/** Names of columns that fit a phone, where a table has one. */
const SHORT_TITLES: ReadonlyMap<string, string> = new Map([
  ['call', 'Call'],
  ['setup', 'First load'],
  ['setup-warm', 'Further load'],
]);

/** A mechanism in one runtime. */
export interface Line {
  readonly mechanism: string;
  readonly runtime: string;
  readonly title: string;
  readonly group: string;
  readonly callStyle: MeasuredCase['callStyle'];
  readonly boundary: MeasuredCase['boundary'];
  /** One for each column; absent where it was not measured. */
  readonly cases: readonly (MeasuredCase | undefined)[];
  readonly facts: Facts | undefined;
}

export interface Column {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Logarithms of the ends of its scale. */
  readonly scale: readonly [from: number, to: number];
}

/** The tables of scenarios without parameters. */
export function columnsOf({ tables, cases }: ResultDocument): Column[] {
  const byTable = groupBy(measuredCases(cases), tableId);
  return tables
    .filter(({ id }) => !id.includes('?'))
    .slice(0, MOST_COLUMNS)
    .map(({ id, title, unit }) => {
      const medians = (byTable.get(id) ?? [])
        .map(({ summary }) => summary.perIteration.median)
        .filter((value) => value > 0)
        .map(Math.log);
      return {
        id,
        title: SHORT_TITLES.get(id) ?? title,
        unit,
        scale: [Math.min(...medians), Math.max(...medians)] as const,
      };
    });
}

/** From the cheapest to the dearest by the first column. */
export function linesOf(document: ResultDocument, columns: readonly Column[]): Line[] {
  const keyOf = ({ mechanism, runtime }: Pick<Line, 'mechanism' | 'runtime'>) => `${mechanism}@${runtime}`;
  const byKey = groupBy(measuredCases(document.cases), keyOf);
  const factsOf = new Map(document.facts.toReversed().map((item) => [keyOf(item), item]));
  const lines = [...byKey].map(([key, rows]): Line => {
    const { mechanism, runtime, title, group, callStyle, boundary } = rows[0] as MeasuredCase;
    return {
      ...{ mechanism, runtime, title, group, callStyle, boundary },
      cases: columns.map(({ id }) => rows.find((row) => tableId(row) === id)),
      facts: factsOf.get(key),
    };
  });
  const speed = ({ cases }: Line) => cases[0]?.summary.perIteration.median ?? Number.POSITIVE_INFINITY;
  return lines.filter(({ cases }) => cases.some((row) => row !== undefined)).sort((a, b) => speed(a) - speed(b));
}
