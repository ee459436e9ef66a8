/** Instructions, counted for real by Valgrind: the same in every process, and a change that nobody could time. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverLoaders } from '../../discover.ts';
import type { Loader } from '../../loader.ts';
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
    expect(refused('bun')).toHaveLength(loaders.length);
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

  it('are the same in every process, of calls and of first loads, and the others say why they are not counted', async () => {
    const cases = ['call/static-import', 'setup/static-import', 'call/process-pipe'];
    const args = ['run', '--metric', 'instructions', '--only', cases.join(','), '--blocks', '3', '--out', 'reports'];
    expect(await base.run(...args)).toMatchObject({ exitCode: 0 });
    const document = readLatest(base);
    const [call, setup, pipe] = cases.map((id) => caseOf(document, `${id}?metric=instructions`));
    for (const [row, spread] of [
      [call, 0.001],
      [setup, 0.005],
    ] as const) {
      if (row?.status !== 'measured') throw new Error(`${row?.id} was not measured`);
      const values = row.blocks.map(
        ({ sampleValues, iterationsPerSample }) => Math.min(...sampleValues) / iterationsPerSample,
      );
      expect(values).toHaveLength(3);
      // Now and then one first load counts less than all others; the gate knows.
      const [least = 0, middle = 0, most = 0] = values.sort((a, b) => a - b);
      expect(Math.min(middle / least, most / middle)).toBeLessThan(1 + spread);
      expect(row.blocks[0]).not.toHaveProperty('phaseDurationsNs');
      if (row === call) expect(row.warnings).toEqual([]);
    }
    expect(pipe).toMatchObject({ status: 'skipped', reason: expect.stringMatching(/another process/) });
    expect(document.tables[0]).toMatchObject({ unit: 'instructions', margin: 0.002, countedBlocks: 3 });
    expect((await base.run('verify', 'reports/latest.json')).exitCode).toBe(0);
  });

  it('find a change of a fraction of a nanosecond, and pass what is the same', async () => {
    const compare = (folder: string) =>
      head.run('compare', folder, '--metric', 'instructions', '--only', 'call/static-import', '--out', 'reports');
    expect(await compare(base.folder)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^REGRESSED: call\/static-import\?metric=instructions \(margin 0\.2 %\)/),
    });
    writeFileSync(plugin(base), readFileSync(plugin(head), 'utf8'));
    expect(await compare(base.folder)).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^PASSED/) });
  });
});
