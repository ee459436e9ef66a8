/** `plugin-bench list`: the support matrix, mechanisms x scenarios, with the reason of every gap. */
import Table from 'cli-table3';
import { ensureArtifacts } from '../artifacts/ensure.ts';
import { discoverLoaders, discoverScenarios } from '../discover.ts';
import { EXIT, type Io } from '../io.ts';
import { type Planned, planCases } from '../plan/cases.ts';
import { findRuntimes, HOST } from '../sampling/runtimes.ts';

export async function list({ json }: { json: boolean }, io: Io): Promise<number> {
  const [loaders, all] = await Promise.all([discoverLoaders(), discoverScenarios()]);
  const scenarios = all.filter(({ isExtra }) => isExtra !== true);
  const artifacts = ensureArtifacts((line) => io.stderr(`${line}\n`));
  const planned = planCases({
    loaders,
    // Parameters are no matter of support: one column for each scenario.
    scenarios: json ? scenarios : scenarios.map((scenario) => ({ ...scenario, parameters: {} })),
    artifacts,
    runtimes: [HOST],
    installed: findRuntimes(),
    quick: false,
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
  const table = new Table({
    head: ['mechanism', 'group', 'calls', 'runtime', ...scenarios.map(({ name }) => name), 'what it is'],
    style: { head: [], border: [] },
  });
  for (const cells of rowsOf(planned)) {
    const { mechanism, group, callStyle, runtime, title } = (cells[0] as Planned).identity;
    const states = cells.map(({ state }) => (state === 'runnable' ? 'yes' : 'no'));
    table.push([mechanism, group, callStyle, runtime, ...states, title]);
  }
  const reasons = new Map(
    planned.flatMap((item) => (item.state === 'skipped' ? [[item.identity.mechanism, item.reason]] : [])),
  );
  const notes = [...reasons].map(([mechanism, reason]) => `${mechanism}: ${reason}`);
  io.stdout(`${[table.toString(), ...notes].join('\n')}\n`);
  return EXIT.ok;
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
