/** What a folder is all that knows: one more file in it is in every list, table, report and verdict. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { versionOf } from './artifacts/recipes/recipe.ts';
import { need } from './testing/needs.ts';
import { caseOf, loaderSource, makeProject, type Project, readLatest } from './testing/project.ts';

const SCENARIO = `export default {
  name: 'several', title: 'Several calls', description: 'Calls of min, one after the other.', order: 9, function: 'min',
  iterationsPerSample: 'calibrate', samplesPerRunner: 'many', samplesPerBlock: { default: 4, quick: 2 },
  parameters: { calls: ['1', '2', '64'] },
  async prepare({ loader, function: asked, artifactPath, parameters }) {
    const calls = Number(parameters.calls);
    const host = await loader.openHost();
    const plugin = await host.load(artifactPath, asked, () => {});
    return {
      run(iterations) {
        let answer = 0;
        for (let i = 0; i < iterations; i++) for (let j = 0; j < calls; j++) answer = plugin.call(answer ^ i, j);
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

/** The processor time of the process, in microseconds: what a quiet wait does not cost. */
const METRIC = `export default {
  name: 'processor', unit: 'us', unavailable: () => null,
  open: () => ({ read() { const { user, system } = process.cpuUsage(); return BigInt(user + system); } }),
};`;
/** Of an existing signature, in the JavaScript plugin and in the native one. */
const FUNCTION = `export default {
  name: 'max', signature: 'i32-i32-to-i32', answer: (a, b) => (a > b ? a : b), vectors: [[1, 2], [2, 1], [-5, -5]],
  artifacts: ['javascript', 'shared-library', 'executable'], scenarios: ['call'],
};`;
const IN_JAVASCRIPT = '\nexport function max(a, b) { return a > b ? a : b; }\n';
const IN_RUST = '\npub extern "C" fn max(a: i32, b: i32) -> i32 {\n    number(a.max(b))\n}\n';

let project: Project;

function edit(path: string, change: (source: string) => string): void {
  const file = join(project.folder, path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

beforeAll(async () => {
  project = makeProject();
  const add = (path: string, source: string) => writeFileSync(join(project.folder, 'dist', `${path}.js`), source);
  add('loaders/some-loader', loaderSource('some-loader', 'return asked.answer(a, b);'));
  add('scenarios/several', SCENARIO);
  add('report/formats/ids', FORMAT);
  add('sampling/meters/processor', METRIC);
  add('contract/functions/max', FUNCTION);
  edit('dist/plugin/min.js', (source) => source + IN_JAVASCRIPT);
  // Sources that include each other by way of the folder above.
  project.own('plugins-native');
  project.own('plugins-wasm');
  edit('plugins-native/min/src/functions.rs', (source) => {
    return source.replace('min as with_extern,', 'min as with_extern, max as max,') + IN_RUST;
  });
  const { exitCode, stderr } = await project.run(
    'run',
    '--quick',
    '--blocks',
    '2',
    '--only',
    '*/some-loader*',
    'several/null*',
    'call/null*',
    'call/{static-import,dynamic-import,koffi,process-pipe,wasm}?function=max',
    '--metric',
    'time,processor',
  );
  const failures = readLatest(project).cases.flatMap((row) =>
    row.status === 'failed' ? [`${row.id}: ${row.error}`] : [],
  );
  expect(exitCode, [stderr, ...failures].join('\n')).toBe(0);
});
afterAll(() => project.remove());

const TABLES = ['several?calls=1', 'several?calls=2', 'several?calls=64'];
const IDS = [
  'call/some-loader',
  'setup/some-loader',
  'setup-warm/some-loader',
  'call/some-loader?function=max',
  'call/some-loader?metric=processor',
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
    expect(document.tables.map(({ id }) => id)).toEqual(expect.arrayContaining(TABLES));
    for (const table of TABLES) {
      const id = table.replace('?', '/some-loader?');
      // Ranked within its table alone.
      expect(caseOf(document, id)).toMatchObject({ status: 'measured', scenario: 'several', rank: 1 });
      expect(document.machineLoad.filter(({ scenario }) => scenario === table)).toHaveLength(2);
    }
    const nsOf = (calls: number) => {
      const row = caseOf(document, `several/some-loader?calls=${calls}`);
      return row.status === 'measured' ? row.summary.perIteration.median : Number.NaN;
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

  it('is a function of the plugin, in a table of its own beside min, and a gap where an artifact lacks it', async () => {
    expect((await project.run('list')).stdout).toMatch(/call\?function=max/);
    const document = readLatest(project);
    for (const mechanism of ['null', 'static-import', 'dynamic-import', 'some-loader'])
      expect(caseOf(document, `call/${mechanism}?function=max`).status).toBe('measured');
    expect(caseOf(document, 'call/static-import?function=max')).toMatchObject({ parameters: { function: 'max' } });
    expect(caseOf(document, 'call/wasm?function=max').status).toBe('skipped');
    expect(document.tables.map(({ title }) => title)).toContain('Call, function max');
  });

  const cargo = need(versionOf('cargo') === null ? 'there is no cargo; install Rust' : null);
  it.skipIf(cargo.isMissing)(
    `is a function in every shape of the native plugin, by one line of its list${cargo.note}`,
    () => {
      const document = readLatest(project);
      for (const mechanism of ['koffi', 'process-pipe'])
        expect(caseOf(document, `call/${mechanism}?function=max`)).toMatchObject({ status: 'measured' });
    },
  );

  it('is a metric, with its unit in every report', async () => {
    expect((await project.run('list')).stdout).toMatch(/processor \(us\)/);
    const document = readLatest(project);
    expect(document.tables.find(({ id }) => id === 'call?metric=processor')).toMatchObject({
      metric: 'processor',
      unit: 'us',
      title: 'Call, metric processor',
    });
    const row = caseOf(document, 'call/some-loader?metric=processor');
    // Phases and first calls are of time.
    if (row.status !== 'measured') throw new Error(row.status);
    for (const block of row.blocks) expect(block).not.toHaveProperty('firstCallsNs');
    expect(row.warnings.map(({ code }) => code)).not.toContain('short-sample');
    const report = (name: string) => readFileSync(join(project.folder, 'reports', name), 'utf8');
    for (const name of ['latest.html', 'latest.md']) expect(report(name)).toContain('us/iter');
    expect(report('latest.txt')).not.toContain('processor');
    expect(report('latest.csv')).toMatch(/call\/some-loader\?metric=processor.*,us,/);
    const unknown = await project.run('run', '--metric', 'weight');
    expect(unknown).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('There is no metric "weight"') });
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
    // Another run, because nothing is said of one that is given twice.
    const earlier = { ...readLatest(project), createdAt: '2025-01-01T00:00:00.000Z' };
    writeFileSync(join(project.folder, 'earlier.json'), JSON.stringify(earlier));
    const { stdout } = await project.run('gate', '--baseline', 'earlier.json', '--json');
    const gated = (JSON.parse(stdout) as { comparisons: { id: string }[] }).comparisons.map(({ id }) => id);
    expect(gated).toEqual(expect.arrayContaining(IDS));
  });
});
