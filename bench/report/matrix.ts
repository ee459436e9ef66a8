/** Every mechanism with what it costs in each table: the one look that every report begins with. */
import { tableId } from '../result/case.ts';
import type { Facts, MeasuredCase, ResultDocument } from '../result/document.ts';
import { measuredCases } from '../statistics/evaluate.ts';
import { groupBy } from '../statistics/group-by.ts';
import { middleTable, middleTitle, sweepsOf } from './sweeps.ts';

/** So many tables get a column; a scenario with parameters would have dozens. */
const MOST_TABLES = 4;
/** Names of columns that fit a phone, where a table has one. */
const SHORT_TITLES: ReadonlyMap<string, string> = new Map([
  ['call', 'Call'],
  ['setup', 'First load'],
  ['setup-warm', 'Further load'],
]);

/** A mechanism, in all runtimes. */
export interface Line {
  readonly mechanism: string;
  readonly title: string;
  readonly group: string;
  readonly callStyle: MeasuredCase['callStyle'];
  readonly boundary: MeasuredCase['boundary'];
  /** One for each column; absent where it was not measured. */
  readonly cases: readonly (MeasuredCase | undefined)[];
  readonly facts: Facts | undefined;
}

/** A table in one runtime. */
export interface Column {
  /** Id of the table. */
  readonly table: string;
  readonly title: string;
  /** Null where all of the document is of one. */
  readonly runtime: string | null;
  readonly unit: string;
  /** Logarithms of the ends of the scale, which is that of the table. */
  readonly scale: readonly [from: number, to: number];
}

/** The tables of scenarios without parameters, and one of each sweep over bytes; each in every runtime it was measured in, that of the host first. */
export function columnsOf(document: ResultDocument): Column[] {
  const { tables, cases, environment } = document;
  const swept = new Map(sweepsOf(document).map((sweep) => [middleTable(sweep), middleTitle(sweep)]));
  const measured = measuredCases(cases);
  const byTable = groupBy(measured, tableId);
  const isOne = new Set(measured.map(({ runtime }) => runtime)).size < 2;
  const own = ownTitles(document);
  return tables
    .filter(({ id }) => !id.includes('?') || swept.has(id) || own.has(id))
    .slice(0, MOST_TABLES)
    .flatMap(({ id, title, unit }) => {
      const rows = byTable.get(id) ?? [];
      const medians = rows
        .map(({ summary }) => summary.perIteration.median)
        .filter((value) => value > 0)
        .map(Math.log);
      const scale = [Math.min(...medians), Math.max(...medians)] as const;
      const column = { table: id, title: SHORT_TITLES.get(id) ?? own.get(id) ?? swept.get(id) ?? title, unit, scale };
      const isHost = (runtime: string) => Number(runtime === environment.runtime);
      const runtimes = [...new Set(rows.map(({ runtime }) => runtime))].sort((a, b) => isHost(b) - isHost(a));
      return (isOne ? [null] : runtimes).map((runtime) => ({ ...column, runtime }));
    });
}

/** Tables of a plugin of the user's that have no parameter but its function -> their titles, with the function where there are several. */
function ownTitles({ plugin, tables }: ResultDocument): Map<string, string> {
  if (plugin === undefined) return new Map();
  const own = tables.flatMap(({ id, scenario }) => {
    const [, name] = /^[^?]+\?function=(\w+)$/.exec(id) ?? [];
    return name === undefined ? [] : [{ id, name, short: SHORT_TITLES.get(scenario) ?? scenario }];
  });
  const isOne = new Set(own.map(({ name }) => name)).size < 2;
  return new Map(own.map(({ id, name, short }) => [id, isOne ? short : `${short}, ${name}`]));
}

/** The column's case of a mechanism. */
function isIn({ table, runtime }: Column, row: MeasuredCase): boolean {
  return tableId(row) === table && (runtime === null || row.runtime === runtime);
}

/** From the cheapest to the dearest by the first column that has a figure. */
export function linesOf(document: ResultDocument, columns: readonly Column[]): Line[] {
  const byMechanism = groupBy(measuredCases(document.cases), ({ mechanism }) => mechanism);
  const factsOf = new Map(document.facts.toReversed().map((item) => [item.mechanism, item]));
  const lines = [...byMechanism.values()].map((rows): Line => {
    const { mechanism, title, group, callStyle, boundary } = rows[0] as MeasuredCase;
    return {
      ...{ mechanism, title, group, callStyle, boundary },
      cases: columns.map((column) => rows.find((row) => isIn(column, row))),
      facts: factsOf.get(mechanism),
    };
  });
  const speed = ({ cases }: Line) =>
    cases.slice(0, columns.filter(({ table }) => table === columns[0]?.table).length).find((row) => row !== undefined)
      ?.summary.perIteration.median ?? Number.POSITIVE_INFINITY;
  return lines.filter(({ cases }) => cases.some((row) => row !== undefined)).sort((a, b) => speed(a) - speed(b));
}
