/** `plugin-bench list`: the support matrix, mechanisms x scenarios, with the reason of every gap. */
import { ensureArtifacts } from '../artifacts/ensure.ts';
import { discoverFunctions, discoverLoaders, discoverScenarios } from '../discover.ts';
import { EXIT, type Io } from '../io.ts';
import { type Planned, planCases } from '../plan/cases.ts';
import { renderGrid } from '../report/grid.ts';
import { wrap } from '../report/layout.ts';
import { TIME, tableId } from '../result/case.ts';
import { showActivity } from '../run/activity.ts';
import { discoverMetrics } from '../sampling/metrics.ts';
import { findRuntimes, HOST } from '../sampling/runtimes.ts';

/** Terminals of fewer columns show the ids, the runtime and what can be measured. */
const NARROW = 80;

export interface ListOptions {
  readonly cases: boolean;
  readonly json: boolean;
}

export async function list({ cases, json }: ListOptions, io: Io): Promise<number> {
  const { say, wait, block } = showActivity(io);
  const [loaders, all, functions, metrics] = await Promise.all([
    discoverLoaders(),
    discoverScenarios(),
    discoverFunctions(),
    discoverMetrics(),
  ]);
  const scenarios = all.filter(({ isExtra }) => isExtra !== true);
  const artifacts = ensureArtifacts(say, {}, 'timed', block);
  const planned = planCases({
    loaders,
    functions,
    metrics: metrics.filter(({ name }) => name === TIME),
    // Parameters are no matter of support: one column for each scenario, and for each function that it times.
    scenarios: json || cases ? scenarios : scenarios.map((scenario) => ({ ...scenario, parameters: {} })),
    artifacts,
    runtimes: [HOST],
    installed: await wait('looking for runtimes', findRuntimes()),
    pace: 'default',
  });
  if (json) {
    const rows = planned.map((item) => ({
      ...item.identity,
      available: item.state === 'runnable',
      reason: item.state === 'skipped' ? item.reason : null,
    }));
    io.stdout(`${JSON.stringify(rows, null, 2)}\n`);
    return EXIT.ok;
  }
  if (cases) {
    const ids = planned.flatMap(({ state, identity }) => (state === 'runnable' ? [identity.id] : []));
    io.stdout(`${ids.join('\n')}\n`);
    return EXIT.ok;
  }
  const isNarrow = io.columns < NARROW;
  const wide = (...cells: readonly string[]) => (isNarrow ? [] : cells);
  const head = ['mechanism', ...wide('group', 'calls'), 'runtime', ...columnsOf(planned), ...wide('what it is')];
  const rows = rowsOf(planned).map((cells) => {
    const { mechanism, group, callStyle, runtime, title } = (cells[0] as Planned).identity;
    const states = cells.map(({ state }) => (state === 'runnable' ? 'yes' : 'no'));
    return [mechanism, ...wide(group, callStyle), runtime, ...states, ...wide(title)];
  });
  const notes = new Set(
    planned.flatMap((item) => (item.state === 'skipped' ? [`${item.identity.mechanism}: ${item.reason}`] : [])),
  );
  const units = metrics.map(({ name, unit }) => `${name} (${unit})`).join(', ');
  const below = [...notes, `Metrics, for "run --metric": ${units}`].flatMap((text) => wrap(text, io.columns, '  '));
  io.stdout(`${[renderGrid(head, rows, io.columns), '', ...below].join('\n')}\n`);
  return EXIT.ok;
}

function columnsOf(planned: readonly Planned[]): string[] {
  return [...new Set(planned.map(({ identity }) => tableId(identity)))];
}

/** The cases of each mechanism in each runtime. */
function rowsOf(planned: readonly Planned[]): Planned[][] {
  const rows = new Map<string, Planned[]>();
  for (const item of planned) {
    const key = `${item.identity.mechanism} ${item.identity.runtime}`;
    rows.set(key, [...(rows.get(key) ?? []), item]);
  }
  return [...rows.values()];
}
