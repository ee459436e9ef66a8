import { describe, expect, it } from 'vitest';
import type { Group, Loader } from '../loader.ts';
import type { Scenario } from '../scenario.ts';
import { type SelectionInput, selectLoaders } from './selection.ts';

const fake = (mechanism: string, group: Group): Loader => ({
  mechanism,
  title: mechanism,
  group,
  boundary: 'script',
  artifact: null,
  callStyle: 'sync',
  packages: [],
  openHost: () => Promise.reject(new Error('not here')),
});
const loaders = [
  fake('a-process', 'process'),
  fake('koffi', 'core'),
  fake('null', 'core'),
  fake('null-async', 'core'),
  fake('static-import', 'core'),
  fake('x-native', 'native'),
  fake('y-native', 'native'),
];
const scenario: Scenario = {
  name: 'call',
  title: '',
  description: '',
  order: 1,
  function: 'min',
  iterationsPerSample: 'calibrate',
  samplesPerRunner: 'many',
  samplesPerBlock: { default: 60, quick: 12, compared: 30 },
  prepare: () => Promise.reject(new Error('not here')),
};
const input: SelectionInput = {
  loaders,
  tables: [scenario],
  groups: [],
  blockCount: 12,
  quick: false,
  gapOf: () => null,
  titleOf: ({ mechanism }) => mechanism,
};
const names = (selection: { loaders: readonly Loader[] }) => selection.loaders.map(({ mechanism }) => mechanism);

describe('a selection of mechanisms', () => {
  it('takes the groups that were asked for, and always what figures are read against', () => {
    expect(names(selectLoaders({ ...input, groups: ['native'] }))).toEqual([
      'null',
      'null-async',
      'static-import',
      'x-native',
      'y-native',
    ]);
    expect(names(selectLoaders({ ...input, groups: ['all'] }))).toEqual(loaders.map(({ mechanism }) => mechanism));
  });

  it('takes the engines when they are built and there is no hurry', () => {
    const withEngines = [...loaders, fake('wasmtime', 'engines')];
    const slow = { ...scenario, samplesPerRunner: 'one' as const };
    const busy = { ...input, loaders: withEngines, tables: [slow] };
    // Too slow a scenario for anything else.
    expect(names(selectLoaders(busy))).toEqual(['koffi', 'null', 'null-async', 'static-import', 'wasmtime']);
    expect(names(selectLoaders({ ...busy, quick: true }))).not.toContain('wasmtime');
    const missing = selectLoaders({ ...busy, gapOf: ({ group }) => (group === 'engines' ? 'not built' : null) });
    expect(names(missing)).not.toContain('wasmtime');
    expect(missing.leftOut).toContainEqual({ mechanism: 'wasmtime', title: 'wasmtime', reason: 'not built' });
  });

  it('takes everything when nothing was asked for and there is time', () => {
    const selection = selectLoaders(input);
    expect(names(selection)).toEqual(loaders.map(({ mechanism }) => mechanism));
    expect(selection.leftOut).toEqual([]);
  });

  it('takes core in any case, then group after group what fits, and says what was left out and how to get it', () => {
    // 215 s in all; a case takes about 0.77 seconds a block: for 55 blocks five of them fit.
    const selection = selectLoaders({ ...input, blockCount: 55 });
    expect(names(selection)).toEqual(['koffi', 'null', 'null-async', 'static-import', 'x-native']);
    expect(selection.leftOut.map(({ mechanism }) => mechanism)).toEqual(['y-native', 'a-process']);
    expect(selection.leftOut[0]?.reason).toMatch(/"--group native" or "--group all" measures it/);
    expect(names(selectLoaders({ ...input, blockCount: 10_000 }))).toEqual(names({ loaders: loaders.slice(1, 5) }));
  });

  it('gives the reason of what cannot be measured here', () => {
    const selection = selectLoaders({ ...input, gapOf: ({ group }) => (group === 'native' ? 'No compiler.' : null) });
    expect(selection.leftOut).toEqual(
      ['x-native', 'y-native'].map((mechanism) => ({ mechanism, title: mechanism, reason: 'No compiler.' })),
    );
  });
});
