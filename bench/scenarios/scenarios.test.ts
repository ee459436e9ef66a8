import { mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PREBUILT_FOLDER } from '../artifacts/ensure.ts';
import { makeFreshCopy, sha256 } from '../artifacts/files.ts';
import type { PluginFunction } from '../contract/function.ts';
import min from '../contract/functions/min.ts';
import touch from '../contract/functions/touch.ts';
import type { BytesCallSync } from '../contract/signatures/bytes-to-u32.ts';
import { type CallSync, makeInputs } from '../contract/signatures/i32-i32-to-i32.ts';
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

/** A loader that writes down what it is asked to load; its plugin answers as `call` says, and bytes as `bytesCall` does. */
function recordingLoader(call: CallSync, bytesCall: BytesCallSync = touch.answer): { loader: Loader; loads: Loads } {
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
        loadBytes(_path, _asked, endPhase) {
          loads.open++;
          endPhase('load');
          return { callStyle: 'sync', call: bytesCall, close: () => void loads.open-- };
        },
        close: () => void loads.hosts--,
      };
    },
  };
  return { loader, loads };
}

function contextOf(loader: Loader, asked: PluginFunction = min): ScenarioContext {
  const copies = mkdtempSync(join(realpathSync(tmpdir()), 'plugin-bench-scenarios-'));
  return {
    loader,
    function: asked,
    artifactPath: ORIGINAL,
    inputs: makeInputs(1),
    inputSeed: 1,
    parameters: { bytes: '100' },
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

const asksOf = (scenario: Scenario) => (scenario.function === 'touch' ? touch : min);

describe.each(scenarios)('$name', (scenario) => {
  it.each<[string, CallSync, BytesCallSync]>([
    ['answers something else', Math.max, (bytes) => touch.answer(bytes) ^ 1],
    ['answers a constant', () => 0, () => 0],
    ['ignores an argument', (a) => a, (bytes) => bytes.length],
  ])('gives no sample of a plugin that %s', async (_what, wrong, wrongOfBytes) => {
    const context = contextOf(recordingLoader(wrong, wrongOfBytes).loader, asksOf(scenario));
    await expect(sample(scenario, context, 1)).rejects.toThrow(/answers|have the checksum/);
  });

  it('finds a plugin that turns wrong after it was checked', async () => {
    let calls = 0;
    // Right for the vectors, wrong in the timed calls.
    const turning: CallSync = (a, b) => (calls++ < 2000 ? Math.min(a, b) : Math.max(a, b));
    const turningOfBytes: BytesCallSync = (bytes) => touch.answer(bytes) + (calls++ < 2000 ? 0 : 1);
    if (scenario.iterationsPerSample === 1) return;
    const context = contextOf(recordingLoader(turning, turningOfBytes).loader, asksOf(scenario));
    await expect(sample(scenario, context, 1, 5000)).rejects.toThrow(/have the checksum/);
  });

  it('gives samples of a plugin that is right, and closes what it has opened', async () => {
    const { loader, loads } = recordingLoader(Math.min);
    const context = contextOf(loader, asksOf(scenario));
    expect(await sample(scenario, context, 1)).toHaveLength(1);
    expect({ open: loads.open, hosts: loads.hosts }).toEqual({ open: 0, hosts: 0 });
  });
});
