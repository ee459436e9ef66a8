import { describe, expect, it } from 'vitest';
import min from '../contract/functions/min.ts';
import type { Loader, RuntimeInfo } from '../loader.ts';
import { launchRunner } from '../sampling/launch.ts';
import time from '../sampling/meters/time.ts';
import { HOST, type Runtime } from '../sampling/runtimes.ts';
import { type Scenario, STEADY } from '../scenario.ts';
import type { CaseIdentity } from '../statistics/evaluate.ts';
import { dropIdleCompanions, placeLoaders, planCases, selectCases, titleOf } from './cases.ts';

const runtime = (name: string, family: RuntimeInfo['family']): Runtime => ({
  name,
  info: { family, version: [1, 0], isHost: false },
  version: '1.0.0',
  engine: family === 'bun' ? 'JavaScriptCore' : 'V8',
  engineVersion: '1',
  executable: `/opt/${name}`,
});
const [bun, deno, rust] = [runtime('bun', 'bun'), runtime('deno', 'deno'), runtime('rust', 'rust')];
const scenario: Scenario = {
  name: 'call',
  title: '',
  description: '',
  order: 1,
  function: 'min',
  iterationsPerSample: 'calibrate',
  samplesPerRunner: 'many',
  samplesPerBlock: { default: 60, quick: 12, compared: 30 },
  native: STEADY,
  prepare: () => Promise.reject(new Error('not here')),
};
const fake = (mechanism: string, only?: RuntimeInfo['family']): Loader => ({
  mechanism,
  title: (engine) => `${mechanism} on ${engine}`,
  group: 'core',
  boundary: 'script',
  artifact: null,
  callStyle: 'sync',
  packages: [],
  unsupported: ({ family }) => (only === undefined || family === only ? null : `only in ${only}`),
  openHost: () => Promise.reject(new Error('not here')),
});
const places = (input: Parameters<typeof placeLoaders>[0]) =>
  placeLoaders(input).map((place) => `${place.loader.mechanism}@${place.runtime.name}`);

describe('loaders in runtimes', () => {
  it('run in every runtime that was asked for and where they can', () => {
    const loaders = [fake('wasm'), fake('bun-ffi', 'bun')];
    expect(places({ loaders, runtimes: [HOST, bun, deno] })).toEqual([
      `wasm@${HOST.name}`,
      'wasm@bun',
      'wasm@deno',
      'bun-ffi@bun',
    ]);
  });

  it('that need an installed runtime run there, together with the floors and the reference of that runtime', () => {
    const loaders = [fake('null'), fake('static-import'), fake('wasm'), fake('deno-ffi', 'deno')];
    expect(places({ loaders, runtimes: [HOST], installed: [bun, deno] })).toEqual([
      `null@${HOST.name}`,
      'null@deno',
      `static-import@${HOST.name}`,
      'static-import@deno',
      `wasm@${HOST.name}`,
      'deno-ffi@deno',
    ]);
  });

  it('of the Rust host bring along all that it has, each once', () => {
    const both = { ...fake('wasmtime', 'node'), inRust: true };
    const only = { ...fake('libloading', 'rust'), inRust: true };
    const loaders = [{ ...fake('null'), inRust: true }, fake('static-import'), both, only];
    expect(places({ loaders, runtimes: [HOST], installed: [bun, rust] })).toEqual([
      `null@${HOST.name}`,
      'null@rust',
      `static-import@${HOST.name}`,
      `wasmtime@${HOST.name}`,
      'wasmtime@rust',
      'libloading@rust',
    ]);
    // Without it, the row of the host says why.
    expect(places({ loaders: [only], runtimes: [HOST] })).toEqual([`libloading@${HOST.name}`]);
  });

  it('wait for answers in the Rust host, whatever they do elsewhere', () => {
    const pipe: Loader = { ...fake('process-pipe'), callStyle: 'async', inRust: true };
    const input = {
      loaders: [pipe],
      scenarios: [scenario],
      functions: [min],
      metrics: [time],
      artifacts: new Map(),
      runtimes: [HOST, rust],
      pace: 'quick' as const,
    };
    expect(planCases(input).map((item) => [item.identity.id, item.identity.callStyle])).toEqual([
      ['call/process-pipe', 'async'],
      ['call/process-pipe@rust', 'sync'],
    ]);
    expect(planCases(input).map((item) => item.state === 'runnable' && item.runnable.launch.script === null)).toEqual([
      false,
      true,
    ]);
  });

  it('are asked for every function that names the scenario, in a table of its own, or say why not', () => {
    const max = { ...min, name: 'max', scenarios: ['call'], artifacts: ['wasm-module' as const] };
    const loaders = [
      fake('null'),
      fake('any'),
      { ...fake('only-min'), functions: ['min'] },
      { ...fake('other'), artifact: 'script' as const },
      { ...fake('doubles'), signatures: ['f64-f64-to-f64' as const] },
      { ...fake('known'), signatures: [], gaps: { 'i32-i32-to-i32': 'It has no numbers.' } },
    ];
    const planned = planCases({
      loaders,
      scenarios: [scenario],
      functions: [{ ...min, name: 'idle' }, max, min],
      metrics: [time],
      artifacts: new Map(),
      runtimes: [HOST],
      pace: 'quick' as const,
    });
    const rows = planned.map((item) => [
      item.identity.id,
      item.state === 'runnable' ? item.runnable.function.name : item.reason,
    ]);
    expect(rows).toEqual([
      ['call/null', 'min'],
      ['call/any', 'min'],
      ['call/only-min', 'min'],
      ['call/other', 'min'],
      ['call/doubles', 'plugin-bench does not measure functions of i32-i32-to-i32 through it, such as min.'],
      ['call/known', 'It has no numbers.'],
      ['call/null?function=max', 'max'],
      ['call/any?function=max', 'max'],
      ['call/only-min?function=max', 'It reaches min only, not max.'],
      ['call/other?function=max', 'The script does not have the function max.'],
      [
        'call/doubles?function=max',
        'plugin-bench does not measure functions of i32-i32-to-i32 through it, such as max.',
      ],
      ['call/known?function=max', 'It has no numbers.'],
    ]);
  });

  it('take the floors of a runtime away with the last row that needs it', () => {
    const identity = (mechanism: string, name: string) => ({
      identity: {
        id: '',
        scenario: 'call',
        mechanism,
        title: '',
        group: 'core',
        boundary: 'script' as const,
        runtime: name,
        callStyle: 'sync' as const,
      },
    });
    const cases = [
      identity('null', HOST.name),
      identity('null', 'bun'),
      identity('null', 'deno'),
      identity('deno-ffi', 'deno'),
    ];
    expect(dropIdleCompanions(cases, [HOST])).toEqual([cases[0], cases[2], cases[3]]);
    expect(dropIdleCompanions(cases, [HOST, bun])).toEqual(cases);
  });

  it('that can run nowhere keep a row of the host, which says why', () => {
    expect(places({ loaders: [fake('bun-ffi', 'bun')], runtimes: [HOST] })).toEqual([`bun-ffi@${HOST.name}`]);
  });

  it('are named after the engine that runs them', () => {
    expect(titleOf(fake('wasm'), bun)).toBe('wasm on JavaScriptCore');
    expect(titleOf({ ...fake('koffi'), title: 'koffi' }, bun)).toBe('koffi');
  });

  it('are started with what the runtime and the loader need', () => {
    const nodeOptions = ['--no-node-snapshot'];
    const ofHost = launchRunner(HOST, { nodeOptions });
    expect(ofHost).toMatchObject({ executable: process.execPath, canOpenPipe: true });
    expect(ofHost.flags).toEqual([...process.execArgv, '--allow-natives-syntax', ...nodeOptions]);
    expect(ofHost.script).toMatch(/sampling.runner\.js$/);
    expect(launchRunner(bun, { nodeOptions })).toMatchObject({ executable: '/opt/bun', flags: [] });
    expect(launchRunner(deno)).toMatchObject({ canOpenPipe: false });
    expect(launchRunner(deno).flags).toContain('--allow-all');
  });
});

describe('--only', () => {
  const cases = ['call/koffi', 'call/koffi-static', 'setup/koffi', 'call/wasm', 'call/wasm@rust'].map((id) => ({
    identity: {
      ...{ id, scenario: '', mechanism: '', title: '', group: 'core', runtime: '' },
      callStyle: 'sync',
    } satisfies CaseIdentity as CaseIdentity,
  }));
  it.each([
    [['koffi'], ['call/koffi', 'call/koffi-static', 'setup/koffi']],
    [['call/koffi'], ['call/koffi']],
    [
      ['*@rust', 'setup/*'],
      ['setup/koffi', 'call/wasm@rust'],
    ],
    [[], cases.map(({ identity }) => identity.id)],
  ])('%j', (globs, ids) => expect(selectCases(cases, globs).map(({ identity }) => identity.id)).toEqual(ids));

  it('says what ids look like when nothing matches', () => {
    expect(() => selectCases(cases, ['kofi'])).toThrow(/^No case matches "kofi"\. Cases are .*call\/koffi/);
  });
});
