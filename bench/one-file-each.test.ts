/** What a folder is all that knows: one more file in it is in every list, table, report and verdict. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseOf, loaderSource, makeProject, type Project, readLatest } from './testing/project.ts';

const SCENARIO = `export default {
  name: 'several', title: 'Several calls', description: 'Calls of min, one after the other.', order: 9,
  iterationsPerSample: 'calibrate', samplesPerRunner: 'many', samplesPerBlock: { default: 4, quick: 2 },
  parameters: { calls: ['1', '2', '64'] },
  async prepare({ loader, artifactPath, parameters }) {
    const calls = Number(parameters.calls);
    const host = await loader.openHost();
    const plugin = await host.load(artifactPath, () => {});
    return {
      run(iterations) {
        let answer = 0;
        for (let i = 0; i < iterations; i++) for (let j = 0; j < calls; j++) answer = plugin.min(answer ^ i, j);
        return answer;
      },
      async afterSample() {},
      async close() { await plugin.close(); await host.close(); },
    };
  },
};`;
const FORMAT = `export default {
  extension: 'ids',
  render: ({ cases }) => cases.map(({ id }) => id + '\\n').join(''),
};`;

let project: Project;
beforeAll(async () => {
  project = makeProject();
  const add = (path: string, source: string) => writeFileSync(join(project.folder, 'dist', `${path}.js`), source);
  add('loaders/some-loader', loaderSource('some-loader', 'return a < b ? a : b;'));
  add('scenarios/several', SCENARIO);
  add('report/formats/ids', FORMAT);
  const { exitCode, stderr } = await project.run(
    'run',
    '--quick',
    '--blocks',
    '2',
    '--only',
    '*/some-loader*',
    'several/null*',
    'call/null',
  );
  expect(exitCode, stderr).toBe(0);
});
afterAll(() => project.remove());

const TABLES = ['several?calls=1', 'several?calls=2', 'several?calls=64'];
const IDS = [
  'call/some-loader',
  'setup/some-loader',
  'setup-warm/some-loader',
  ...TABLES.map((table) => table.replace('?', '/some-loader?')),
];

describe('one file', () => {
  it('is a mechanism, in the list, in every scenario and in the reports', async () => {
    expect((await project.run('list')).stdout).toMatch(/some-loader/);
    const document = readLatest(project);
    for (const id of IDS) expect(caseOf(document, id).status).toBe('measured');
    for (const name of ['latest.html', 'latest.md', 'latest.csv', 'latest.txt']) {
      const text = readFileSync(join(project.folder, 'reports', name), 'utf8');
      for (const id of name === 'latest.csv' ? IDS : ['some-loader']) expect(text).toContain(id);
    }
  });

  it('is a scenario with a parameter, whose three values are three tables', async () => {
    expect((await project.run('list')).stdout).toMatch(/several/);
    const document = readLatest(project);
    expect(document.scenarios.map(({ name }) => name)).toContain('several');
    for (const table of TABLES) {
      const id = table.replace('?', '/some-loader?');
      // Ranked within its table alone.
      expect(caseOf(document, id)).toMatchObject({ status: 'measured', scenario: 'several', rank: 1 });
      expect(document.machineLoad.filter(({ scenario }) => scenario === table)).toHaveLength(2);
    }
    const nsOf = (calls: number) => {
      const row = caseOf(document, `several/some-loader?calls=${calls}`);
      return row.status === 'measured' ? row.summary.nsPerIter.median : Number.NaN;
    };
    expect(nsOf(64)).toBeGreaterThan(nsOf(1));
    for (const name of ['latest.md', 'latest.html']) {
      const text = readFileSync(join(project.folder, 'reports', name), 'utf8');
      for (const calls of [1, 2, 64]) expect(text).toContain(`Several calls, calls ${calls}`);
    }
    const only = await project.run('list', '--json');
    expect(
      (JSON.parse(only.stdout) as { id: string }[]).filter(({ id }) => id.startsWith('several/null?')),
    ).toHaveLength(3);
  });

  it('is a report format', async () => {
    const written = readFileSync(join(project.folder, 'reports', 'latest.ids'), 'utf8');
    for (const id of IDS) expect(written).toContain(`${id}\n`);
    const { exitCode } = await project.run('report', join('reports', 'latest.json'), '--out', 'again');
    expect(exitCode).toBe(0);
    expect(existsSync(join(project.folder, 'again', 'latest.ids'))).toBe(true);
  });

  it('is verified and gated as the others are', async () => {
    const latest = join('reports', 'latest.json');
    expect((await project.run('verify', latest)).exitCode).toBe(0);
    const { stdout } = await project.run('gate', '--baseline', latest, '--json');
    const gated = (JSON.parse(stdout) as { comparisons: { id: string }[] }).comparisons.map(({ id }) => id);
    expect(gated).toEqual(expect.arrayContaining(IDS));
  });
});
