/** The rows of a scenario as the page needs them: call styles apart, what was not measured at the end of its own style. */
import type { CaseResult, MeasuredCase, ResultDocument } from '../../result/document.ts';
import { FLOOR_MECHANISM, isFloor as isFloorMechanism } from '../../statistics/evaluate.ts';
import { type Ratio, REFERENCE_MECHANISM } from '../../statistics/ratio.ts';
import { rowName, type ScenarioRows, scenarioRows } from '../rows.ts';
import type { ColourName } from './chart-spec.ts';
import { slug } from './markup.ts';

export interface Row {
  readonly result: CaseResult;
  /** Name of the mechanism, as everywhere; with its runtime where that is not the host. */
  readonly label: string;
  readonly colour: ColourName;
  /** To the reference of the scenario; null when either was not measured. */
  readonly ratio: Ratio | null;
}

export type MeasuredRow = Row & { readonly result: MeasuredCase };

/** Rows that may be ranked among each other, from fast to slow. */
export interface Group {
  readonly callStyle: CaseResult['callStyle'];
  readonly title: string;
  readonly rows: readonly Row[];
}

export interface ScenarioView {
  /** Part of ids in the page. */
  readonly anchor: string;
  /** Id of the table. */
  readonly table: string;
  readonly title: string;
  readonly description: string;
  /** Of all its values. */
  readonly unit: string;
  readonly groups: readonly Group[];
  readonly floor: MeasuredCase | undefined;
  readonly reference: MeasuredCase | undefined;
}

/** Scenarios in the order of the document; those without any case are left out. */
export function viewScenarios(document: ResultDocument): ScenarioView[] {
  const tables = scenarioRows(document);
  const anchors = anchorsOf(tables);
  return tables
    .map((rows, index) => viewScenario(rows, anchors[index] as string, document))
    .filter(({ groups }) => groups.length > 0);
}

export function measuredRows(rows: readonly Row[]): MeasuredRow[] {
  return rows.filter((row): row is MeasuredRow => row.result.status === 'measured');
}

export function isFloor(row: Row): boolean {
  return isFloorMechanism(row.result);
}

/** Everything measured of a scenario, synchronous rows first. */
export function allMeasured(scenario: ScenarioView): MeasuredRow[] {
  return scenario.groups.flatMap((group) => measuredRows(group.rows));
}

/** Readable where the name allows it, and unique whatever the names are. */
function anchorsOf(tables: readonly ScenarioRows[]): string[] {
  const taken = new Set(['']);
  return tables.map(({ table }, index) => {
    const own = slug(table);
    if (taken.has(own)) return `${own}-${index}`;
    taken.add(own);
    return own;
  });
}

function viewScenario(source: ScenarioRows, anchor: string, document: ResultDocument): ScenarioView {
  const rows = [
    ...source.measured.map(({ case: result, ratio }) => viewRow(result, ratio, document)),
    ...source.gaps.map((gap) => viewRow(gap, null, document)),
  ];
  const group = (callStyle: CaseResult['callStyle'], title: string): Group => ({
    callStyle,
    title,
    rows: rows.filter(({ result }) => result.callStyle === callStyle),
  });
  const find = (name: string) =>
    source.measured.find(
      ({ case: result }) => result.mechanism === name && result.runtime === document.environment.runtime,
    )?.case;
  return {
    anchor,
    table: source.table,
    title: source.title,
    description: source.description,
    unit: source.unit,
    groups: [group('sync', 'Synchronous'), group('async', 'Asynchronous')].filter((item) => item.rows.length > 0),
    floor: find(FLOOR_MECHANISM),
    reference: find(REFERENCE_MECHANISM),
  };
}

function viewRow(result: CaseResult, ratio: Ratio | null, document: ResultDocument): Row {
  return {
    result,
    label: rowName(document, result),
    colour: isFloorMechanism(result) ? 'floor' : result.callStyle,
    ratio,
  };
}
