import { mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PREBUILT_FOLDER } from '../artifacts/ensure.ts';
import { makeFreshCopy, sha256 } from '../artifacts/files.ts';
import min from '../contract/functions/min.ts';
import { makeInputs } from '../contract/signatures/i32-i32-to-i32.ts';
import { discoverScenarios } from '../discover.ts';
import type { Loader } from '../loader.ts';
import type { Scenario, ScenarioContext } from '../scenario.ts';

const ORIGINAL = join(PREBUILT_FOLDER, 'min.wasm');
const scenarios = await discoverScenarios();
const named = (name: string) => scenarios.find((scenario) => scenario.name === name) as Scenario;

interface Loads {
  readonly paths: string[];
  readonly digests: string[];
  hosts: number;
  open: number;
}

/** A loader that writes down what it is asked to load; its plugin answers as `call` says. */
function recordingLoader(call: (a: number, b: number) => number): { loader: Loader; loads: Loads } {
  const loads: Loads = { paths: [], digests: [], hosts: 0, open: 0 };
  const loader: Loader = {
    mechanism: 'recording',
    title: 'Recording',
    group: 'core',
    boundary: 'script',
    artifact: 'wasm-module',
    callStyle: 'sync',
    packages: [],
    async openHost() {
      loads.hosts++;
      return {
        load(path, _asked, endPhase) {
          loads.paths.push(path);
          loads.digests.push(sha256(readFileSync(path)));
          loads.open++;
          endPhase('load');
          return { callStyle: 'sync', call, close: () => void loads.open-- };
        },
        close: () => void loads.hosts--,
      };
    },
  };
  return { loader, loads };
}

function contextOf(loader: Loader): ScenarioContext {
  const copies = mkdtempSync(join(realpathSync(tmpdir()), 'plugin-bench-scenarios-'));
  return {
    loader,
    function: min,
    artifactPath: ORIGINAL,
    inputs: makeInputs(1),
    parameters: {},
    deadline: () => () => true,
    freshCopy: () => makeFreshCopy('wasm-module', ORIGINAL, copies),
  };
}

async function sample(
  scenario: Scenario,
  context: ScenarioContext,
  count: number,
  iterations = 1,
): Promise<string[][]> {
  const routine = await scenario.prepare(context);
  const phases: string[][] = [];
  for (let i = 0; i < count; i++) {
    const marks: string[] = [];
    await routine.beforeSample?.();
    const checksum = await routine.run(iterations, (phase) => marks.push(phase));
    await routine.afterSample(checksum, iterations);
    phases.push(marks);
  }
  await routine.close();
  return phases;
}

describe('setup-warm', () => {
  it('loads another file with other bytes for every sample, never the original, and closes each', async () => {
    const { loader, loads } = recordingLoader(Math.min);
    const phases = await sample(named('setup-warm'), contextOf(loader), 5);
    expect(loads.paths.length).toBeGreaterThanOrEqual(5);
    expect(new Set([ORIGINAL, ...loads.paths]).size).toBe(loads.paths.length + 1);
    expect(new Set([sha256(readFileSync(ORIGINAL)), ...loads.digests]).size).toBe(loads.paths.length + 1);
    expect(phases).toEqual(Array(5).fill(['load', 'first-call']));
    expect({ open: loads.open, hosts: loads.hosts }).toEqual({ open: 0, hosts: 0 });
  });
});

describe('setup', () => {
  it('opens the host and loads the original within the sample', async () => {
    const { loader, loads } = recordingLoader(Math.min);
    expect(named('setup').samplesPerRunner).toBe('one');
    expect(await sample(named('setup'), contextOf(loader), 1)).toEqual([['host-open', 'load', 'first-call']]);
    expect(loads.paths).toEqual([ORIGINAL]);
    expect({ open: loads.open, hosts: loads.hosts }).toEqual({ open: 0, hosts: 0 });
  });
});

describe.each(scenarios)('$name', (scenario) => {
  it.each([
    ['answers the maximum', (a: number, b: number) => Math.max(a, b)],
    ['answers a constant', () => 0],
    ['ignores an argument', (a: number) => a],
  ])('gives no sample of a plugin that %s', async (_what, wrong) => {
    await expect(sample(scenario, contextOf(recordingLoader(wrong).loader), 1)).rejects.toThrow(
      /answers|have the checksum/,
    );
  });

  it('finds a plugin that turns wrong after it was checked', async () => {
    let calls = 0;
    // Right for the vectors, wrong in the timed calls.
    const turning = (a: number, b: number) => (calls++ < 2000 ? Math.min(a, b) : Math.max(a, b));
    if (scenario.iterationsPerSample === 1) return;
    await expect(sample(scenario, contextOf(recordingLoader(turning).loader), 1, 5000)).rejects.toThrow(
      /have the checksum/,
    );
  });
});
