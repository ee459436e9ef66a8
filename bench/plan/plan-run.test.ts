import { describe, expect, it } from 'vitest';
import type { Loader, RuntimeInfo } from '../loader.ts';
import { HOST, type Runtime } from '../sampling/runtimes.ts';
import { type Choice, choose } from './choice.ts';
import { planRun } from './plan-run.ts';

const bun: Runtime = {
  name: 'bun',
  info: { family: 'bun', version: [1, 0], isHost: false },
  version: '1.0.0',
  engine: 'JavaScriptCore',
  engineVersion: '1',
  executable: '/opt/bun',
};
const fake = (mechanism: string, unsupported?: (runtime: RuntimeInfo) => string | null): Loader => ({
  mechanism,
  title: mechanism,
  group: 'core',
  boundary: 'script',
  artifact: null,
  callStyle: 'sync',
  packages: [],
  ...(unsupported === undefined ? {} : { unsupported }),
  openHost: () => Promise.reject(new Error('not here')),
});
const hostOnly = fake('host-only', ({ isHost }) => (isHost ? null : 'It is compiled for the host.'));
const options = { only: [], quick: true, blocks: 1, budget: null };

describe('the plan of a run', () => {
  it('says what a runtime that was asked for cannot do, and does the rest there', async () => {
    const { scenarios, functions, metrics } = await choose({ scenario: ['call'], group: [], runtimes: [], metric: [] });
    const choice: Choice = {
      loaders: [fake('null'), hostOnly],
      scenarios,
      functions,
      metrics,
      groups: [],
      runtimes: [HOST, bun],
      installed: [bun],
    };
    const plan = planRun(choice, options, new Map());
    expect(plan.planned.map(({ identity }) => identity.id)).toEqual(['call/null', 'call/null@bun', 'call/host-only']);
    expect(plan.leftOut).toEqual([
      { mechanism: 'host-only', runtime: 'bun', title: 'host-only', reason: 'It is compiled for the host.' },
    ]);
    expect(plan.runtimes).toEqual([HOST, bun]);
  });

  it('refuses what does not exist', async () => {
    await expect(choose({ scenario: ['x'], group: [], runtimes: [], metric: [] })).rejects.toThrow(
      'There is no scenario "x"',
    );
    await expect(choose({ scenario: [], group: ['core', 'x'], runtimes: [], metric: [] })).rejects.toThrow(
      'There is no group "x"',
    );
    await expect(choose({ scenario: [], group: [], runtimes: ['x'], metric: [] })).rejects.toThrow(
      'The runtime "x" is not installed',
    );
  });
});
