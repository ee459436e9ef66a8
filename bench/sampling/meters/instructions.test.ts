/** Instructions, counted for real by Valgrind: the same in every process, and a change that nobody could time. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverLoaders } from '../../discover.ts';
import type { Loader } from '../../loader.ts';
import { parseDocument } from '../../result/parse.ts';
import { need } from '../../testing/needs.ts';
import { caseOf, makeProject, type Project, readLatest } from '../../testing/project.ts';
import { HOST } from '../runtimes.ts';
import instructions from './instructions.ts';

describe('mechanisms whose work cannot be counted', () => {
  let loaders: Loader[];
  beforeAll(async () => {
    loaders = await discoverLoaders();
  });

  it('are those that work in another process or in threads, and runtimes without the flags of V8', () => {
    const refused = (family: 'node' | 'bun' | 'rust') =>
      loaders
        .filter((loader) => instructions.refuses?.(loader, { ...HOST.info, family }) != null)
        .map(({ mechanism }) => mechanism);
    const apart = loaders.filter(({ boundary, usesThreads }) => boundary === 'process' || usesThreads);
    expect(refused('node')).toEqual(apart.map(({ mechanism }) => mechanism));
    expect(refused('node')).toEqual(expect.arrayContaining(['process-pipe', 'wasmer-sdk', 'worker-atomics']));
    for (const other of ['bun', 'rust'] as const) expect(refused(other)).toHaveLength(loaders.length);
  });
});

const valgrind = need(instructions.unavailable());

describe.skipIf(valgrind.isMissing)(`instructions${valgrind.note}`, () => {
  let [base, head]: [Project, Project] = [] as never;
  const plugin = ({ folder }: Project) => join(folder, 'dist', 'plugin', 'min.js');
  beforeAll(() => {
    [base, head] = [makeProject(), makeProject()];
    const source = readFileSync(plugin(head), 'utf8');
    // A comparison more for each call: less than a nanosecond.
    const slower = source.replace(
      /function min\([^}]*\}/,
      'function min(a, b) { return a === 0.5 ? a : a < b ? a : b; }',
    );
    expect(slower).not.toBe(source);
    writeFileSync(plugin(head), slower);
  });
  afterAll(() => {
    base.remove();
    head.remove();
  });

  const compare = (...cases: string[]) =>
    head.run('compare', base.folder, '--metric', 'instructions', '--only', cases.join(','), '--out', 'reports');

  it('find a change of a fraction of a nanosecond in three processes of each build', async () => {
    expect(await compare('call/static-import')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^REGRESSED: call\/static-import\?metric=instructions \(margin 0\.2 %\)/),
    });
  });

  it('are the same in a process of each build where nothing changed, and the others say why they are not counted', async () => {
    writeFileSync(plugin(base), readFileSync(plugin(head), 'utf8'));
    const outcome = await compare('call/static-import', 'call/process-pipe');
    expect(outcome).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^PASSED/) });
    const documents = ['base.json', 'latest.json'].map((file) => join('reports', file));
    const [before = 0, now = 0] = documents.map((file) => {
      const document = parseDocument(readFileSync(join(head.folder, file), 'utf8'), file);
      expect(document.tables[0]).toMatchObject({ unit: 'instructions', margin: 0.002, countedBlocks: 3 });
      const pipe = caseOf(document, 'call/process-pipe?metric=instructions');
      expect(pipe).toMatchObject({ status: 'skipped', reason: expect.stringMatching(/another process/) });
      const row = caseOf(document, 'call/static-import?metric=instructions');
      if (row.status !== 'measured') throw new Error('it was not measured');
      expect([row.blocks.length, row.warnings]).toEqual([1, []]);
      return row.summary.perIteration.median;
    });
    expect(before).toBeGreaterThan(5);
    expect(Math.abs(now / before - 1)).toBeLessThan(0.001);
    for (const file of documents) expect((await head.run('verify', file)).exitCode).toBe(0);
  });

  it('are counted of a first load, without phases, which are of time', async () => {
    const only = [
      'run',
      '--metric',
      'instructions',
      '--only',
      'setup/static-import',
      '--blocks',
      '1',
      '--out',
      'reports',
    ];
    expect((await base.run(...only)).exitCode).toBe(0);
    const row = caseOf(readLatest(base), 'setup/static-import?metric=instructions');
    if (row.status !== 'measured') throw new Error('it was not measured');
    expect(row.summary.perIteration.median).toBeGreaterThan(100_000);
    expect(row.blocks[0]).not.toHaveProperty('phaseDurationsNs');
  });
});
