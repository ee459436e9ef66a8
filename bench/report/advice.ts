/** Which mechanism a workload should be given to, by the figures of a run: for the terminal and as JSON. */
import { type Boundary, metricOf, TIME } from '../result/case.ts';
import type { MeasuredCase, ResultDocument } from '../result/document.ts';
import { isFloor, measuredCases } from '../statistics/evaluate.ts';
import { groupBy } from '../statistics/group-by.ts';
import type { Ratio } from '../statistics/ratio.ts';
import {
  type Cheapest,
  cheapestByCalls,
  type Predicted,
  predict,
  totalRatio,
  type Workload,
} from '../statistics/workload.ts';
import { BOUNDARY_TITLES } from './answer.ts';
import { formatDuration, formatReach, formatWhole, intervalLegend, isInterval } from './format.ts';
import { type Column, fitting, pad, widthOf, wrap } from './layout.ts';
import { rowName } from './rows.ts';
import { formatLength } from './sweeps.ts';

export interface AdviceRequest extends Workload {
  /** Boundaries that may be between host and plugin; empty: any. */
  readonly boundaries: readonly Boundary[];
  /** Names of runtimes; empty: that of plugin-bench. */
  readonly runtimes: readonly string[];
}

export interface Advised
  extends Pick<MeasuredCase, 'mechanism' | 'title' | 'boundary' | 'callStyle' | 'runtime'>,
    Predicted {
  /** Mechanism, with its runtime where that is not the host. */
  readonly name: string;
}

export interface Advice {
  readonly workload: Workload;
  /** From the cheapest to the dearest. */
  readonly ranked: readonly Advised[];
  /** How many times the second costs what the first does; null: there is no second. */
  readonly lead: Ratio | null;
  readonly byCalls: readonly Cheapest[];
  /** The longest payload that was measured: beyond it costs are continued. */
  readonly longestBytes: number;
  /** What could not be ranked, and why. */
  readonly gaps: readonly { readonly name: string; readonly reason: string }[];
}

export const SETUP_TABLE = 'setup';
export const PAYLOAD_TABLE = 'payload-in';
/** Without it, warming up is not in the prediction. */
const WARM_UP_TABLE = 'warm-up';

/** Tables that advice needs and the document lacks. */
export function missingTables({ cases }: Pick<ResultDocument, 'cases'>): string[] {
  const measured = measuredCases(cases);
  const has = (scenario: string) => measured.some((row) => row.scenario === scenario && !isFloor(row));
  return [SETUP_TABLE, PAYLOAD_TABLE].filter((scenario) => !has(scenario));
}

export function adviseOn(document: ResultDocument, request: AdviceRequest): Advice {
  const { calls, bytes, boundaries, runtimes } = request;
  const workload = { calls, bytes };
  const isMeant = (row: MeasuredCase) =>
    !isFloor(row) &&
    (boundaries.length === 0 || boundaries.some((boundary) => boundary === row.boundary)) &&
    (runtimes.length === 0 ? row.runtime === document.environment.runtime : runtimes.includes(row.runtime));
  const own = measuredCases(document.cases).filter(isMeant);
  const ranked: Advised[] = [];
  const costs: { name: string; costNs(calls: number): number }[] = [];
  const gaps: { name: string; reason: string }[] = [];
  let longestBytes = 0;
  for (const [name, rows] of groupBy(own, (row) => rowName(document, row))) {
    const setup = rows.find(({ scenario, parameters }) => scenario === SETUP_TABLE && parameters === undefined);
    const passed = rows.filter(({ scenario, parameters }) => scenario === PAYLOAD_TABLE && isOfTouch(parameters));
    const reason =
      setup === undefined ? 'it has no figure of setup' : passed.length === 0 ? 'it has no figure of payload-in' : null;
    const lengths = passed.map((row) => ({ bytes: Number(row.parameters?.['bytes']), case: row }));
    const whole = rows.flatMap((row) =>
      row.scenario !== WARM_UP_TABLE || metricOf(row) !== TIME
        ? []
        : [{ calls: Number(row.parameters?.['calls']), bytes: Number(row.parameters?.['bytes']), case: row }],
    );
    const known = setup === undefined || reason !== null ? null : { setup, calls: lengths, whole };
    const predicted = known === null ? null : predict(known, workload);
    if (known === null || predicted === null) {
      gaps.push({ name, reason: reason ?? 'no block has all of its figures' });
      continue;
    }
    longestBytes = Math.max(longestBytes, ...lengths.map((one) => one.bytes));
    const { mechanism, title, boundary, callStyle, runtime } = rows[0] as MeasuredCase;
    costs.push({ name, costNs: (count) => predict(known, { calls: count, bytes })?.totalNs.median ?? Number.NaN });
    ranked.push({ name, mechanism, title, boundary, callStyle, runtime, ...predicted });
  }
  ranked.sort((a, b) => a.totalNs.median - b.totalNs.median);
  const [first, second] = ranked;
  const lead = first === undefined || second === undefined ? null : totalRatio(first, second);
  return { workload, ranked, lead, byCalls: cheapestByCalls(costs), longestBytes, gaps };
}

/** The sweep of the crossing alone, by time. */
function isOfTouch(parameters: MeasuredCase['parameters']): boolean {
  return Object.keys(parameters ?? {}).join() === 'bytes';
}

type Name = 'rank' | 'name' | 'boundary' | 'total' | 'reach' | 'setup' | 'call';
const LAYOUTS: readonly (readonly Name[])[] = [
  ['rank', 'name', 'boundary', 'total', 'reach', 'setup', 'call'],
  ['rank', 'name', 'total', 'reach', 'setup', 'call'],
  ['rank', 'name', 'total', 'reach'],
];

/** @param width of the terminal */
export function renderAdvice({ ranked, ...advice }: Advice, width: number): string {
  const { calls, bytes } = advice.workload;
  if (ranked.length === 0) return 'Nothing can be ranked.\n';
  const column = (head: string, align: Column['align'], cell: (item: Advised, index: number) => string): Column => ({
    head,
    align,
    cells: ranked.map(cell),
  });
  const columns: Record<Name, Column> = {
    rank: column('', 'right', (_, index) => String(index + 1)),
    name: column('', 'left', ({ name }) => name),
    boundary: column('', 'left', ({ boundary }) =>
      boundary === undefined || boundary === 'none' ? '' : BOUNDARY_TITLES[boundary],
    ),
    total: column('total', 'right', ({ totalNs }) => formatDuration(totalNs.median)),
    reach: column('±', 'right', ({ totalNs }) => (isInterval(totalNs.level) ? formatReach(totalNs) : '')),
    setup: column('first load', 'right', ({ setupNs }) => formatDuration(setupNs.median)),
    call: column('per call', 'right', ({ callNs }) => formatDuration(callNs.median)),
  };
  const names = fitting(LAYOUTS, columns, width);
  const line = (cell: (column: Column) => string) =>
    names
      .map((name) => pad(cell(columns[name]), widthOf(columns[name]), columns[name].align))
      .join('  ')
      .trimEnd();
  const level = Math.min(...ranked.map(({ totalNs }) => totalNs.level));
  return [
    ...wrap(
      `${formatWhole(calls)} calls that pass ${formatLength(bytes)} each, and the first load before them:`,
      width,
    ),
    line(({ head }) => head),
    ...ranked.map((_, row) => line(({ cells }) => cells[row] as string)),
    '',
    ...wrap(leadText(ranked, advice.lead), width),
    '',
    ...wrap(`Cheapest by the number of calls, with ${formatLength(bytes)} each:`, width),
    ...advice.byCalls.map(({ fromCalls, name }) => `  from ${formatWhole(fromCalls)} on: ${name}`),
    '',
    ...wrap(
      `${intervalLegend(level)}. Total: the first load, calls while engines compile (of synchronous rows), then steady calls; the plugin's own work is not in it. "--check" measures the first three.`,
      width,
    ),
    ...(bytes > advice.longestBytes
      ? wrap(
          `No payload of more than ${formatLength(advice.longestBytes)} was measured: costs beyond are continued.`,
          width,
        )
      : []),
    ...advice.gaps.flatMap(({ name, reason }) => wrap(`Not ranked: ${name}: ${reason}.`, width, '  ')),
    '',
  ].join('\n');
}

/** Blocks so few that their interval covers less say nothing for certain. */
const CERTAIN = 0.9;

function leadText([first, second]: readonly Advised[], lead: Ratio | null): string {
  if (first === undefined || second === undefined || lead === null) return 'There is nothing to compare it with.';
  if (lead.level >= CERTAIN && lead.low > 1) {
    return `${first.name} is the cheapest for certain: ${second.name} costs ${lead.median.toFixed(2)} times as much [${lead.low.toFixed(2)}, ${lead.high.toFixed(2)}].`;
  }
  return `${first.name} and ${second.name} cannot be told apart: ${lead.median.toFixed(2)} times [${lead.low.toFixed(2)}, ${lead.high.toFixed(2)}].`;
}
