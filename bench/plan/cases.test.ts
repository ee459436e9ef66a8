import { describe, expect, it } from 'vitest';
import type { Loader, RuntimeInfo } from '../loader.ts';
import { launchRunner } from '../sampling/launch.ts';
import { HOST, type Runtime } from '../sampling/runtimes.ts';
import type { Scenario } from '../scenario.ts';
import { dropIdleCompanions, placeLoaders, planCases, titleOf } from './cases.ts';

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
  iterationsPerSample: 'calibrate',
  samplesPerRunner: 'many',
  samplesPerBlock: { default: 60, quick: 12 },
  prepare: () => Promise.reject(new Error('not here')),
};
const fake = (mechanism: string, only?: RuntimeInfo['family']): Loader => ({
  mechanism,
  title: (engine) => `${mechanism} on ${engine}`,
  group: 'core',
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
    const input = { loaders: [pipe], scenarios: [scenario], artifacts: new Map(), runtimes: [HOST, rust], quick: true };
    expect(planCases(input).map((item) => [item.identity.id, item.identity.callStyle])).toEqual([
      ['call/process-pipe', 'async'],
      ['call/process-pipe@rust', 'sync'],
    ]);
    expect(planCases(input).map((item) => item.state === 'runnable' && item.runnable.launch.script === null)).toEqual([
      false,
      true,
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
