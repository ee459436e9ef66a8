/** `plugin-bench list`: the support matrix, mechanisms x scenarios, with the reason of every gap. */
import Table from 'cli-table3';
import { discoverLoaders, discoverScenarios } from '../discover.ts';
import { EXIT, type Io } from '../io.ts';
import { planCases } from '../plan.ts';
import { runtimeName } from '../result/environment.ts';
import { ensureArtifacts } from '../toolchain.ts';

export async function list({ json }: { json: boolean }, io: Io): Promise<number> {
  const [loaders, scenarios] = await Promise.all([discoverLoaders(), discoverScenarios()]);
  const artifacts = ensureArtifacts((line) => io.stderr(`${line}\n`));
  const planned = planCases({ loaders, scenarios, artifacts, runtime: runtimeName(), quick: false });
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
    head: ['mechanism', 'calls', ...scenarios.map(({ name }) => name), 'what it is'],
    style: { head: [], border: [] },
  });
  for (const loader of loaders) {
    const cells = planned.filter(({ identity }) => identity.mechanism === loader.mechanism);
    table.push([
      loader.mechanism,
      loader.callStyle,
      ...cells.map(({ state }) => (state === 'runnable' ? 'yes' : 'no')),
      loader.title,
    ]);
  }
  const reasons = new Map(
    planned.flatMap((item) => (item.state === 'skipped' ? [[item.identity.mechanism, item.reason]] : [])),
  );
  const notes = [...reasons].map(([mechanism, reason]) => `${mechanism}: ${reason}`);
  io.stdout(`${[table.toString(), ...notes].join('\n')}\n`);
  return EXIT.ok;
}
