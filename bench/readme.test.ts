/** README.md: its results are those of a whole run, and every command in it is understood and ends well. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from './artifacts/files.ts';
import { parseDocument } from './result/parse.ts';
import { verifyDocument } from './statistics/verify.ts';
import { makeProject, type Project } from './testing/project.ts';
import { wasmBytes } from './testing/wasm-bytes.ts';

const page = readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8');
const record = parseDocument(readFileSync(join(PROJECT_ROOT, 'docs', 'results.json'), 'utf8'), 'docs/results.json');

describe('the results of README.md', () => {
  it('have figures that follow from the samples of the record', () => {
    expect(verifyDocument(record)).toEqual([]);
  });

  it('are of a whole run that passed its checks of itself', () => {
    expect(record.interruption).toBeNull();
    expect(record.settings.quick).toBe(false);
    expect(record.cases.every(({ status }) => status === 'measured')).toBe(true);
    expect(record.cases.length).toBeGreaterThanOrEqual(24);
  });
});

it('README.md takes two screens', () => {
  expect(page.split('\n').length).toBeLessThan(120);
});

const COMMAND = /^npx plugin-bench (.+?)(?: +#.*)?$/gm;
const commands = [...page.matchAll(COMMAND)].map(([, args = '']) => args);

describe('commands of README.md', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
    mkdirSync(join(project.folder, 'reports'));
    writeFileSync(join(project.folder, 'reports', 'latest.json'), JSON.stringify(record));
    const base = { ...record, createdAt: '2026-01-01T00:00:00.000Z' };
    writeFileSync(join(project.folder, 'reports', 'base.json'), JSON.stringify(base));
    for (const [name, document] of [
      ['2026-01-01T00-00-00Z-0123456789ab', base],
      ['2026-11-26T00-00-00Z-0123456789ab', record],
    ] as const) {
      mkdirSync(join(project.folder, 'reports', 'runs', name), { recursive: true });
      writeFileSync(join(project.folder, 'reports', 'runs', name, 'complete.json'), JSON.stringify(document));
    }
    // A plugin of the user's.
    writeFileSync(join(project.folder, 'add.js'), 'export const add = (a, b) => (a + b) | 0;\n');
    writeFileSync(join(project.folder, 'add.wasm'), wasmBytes({ code: [0x20, 0, 0x20, 1, 0x6a], name: 'add' }));
    const recorded = join(PROJECT_ROOT, 'bench', 'testing', 'node-bench', 'recorded.ndjson');
    copyFileSync(recorded, join(project.folder, 'x.ndjson'));
  });
  afterAll(() => project.remove());

  it('are there', () => expect(commands.length).toBeGreaterThan(6));

  // What builds two versions is tested in commands/compare.test.ts; here, that the words are understood.
  it.each(commands.filter((command) => command.startsWith('compare ')))('%s', async (command) => {
    const { exitCode, stderr } = await project.run(...command.split(' '));
    expect(stderr).toMatch(/is in no git repository/);
    expect(exitCode).toBe(64);
  });

  it.each(commands.filter((command) => !/^(run|compare) /.test(command)))('%s', async (command) => {
    const { exitCode, stdout, stderr } = await project.run(...command.split(' '));
    expect(stdout + stderr).not.toMatch(/unknown|--help/);
    // A run against itself lacks nothing but a difference.
    expect(command.startsWith('gate') ? [0, 2] : [0]).toContain(exitCode);
  });

  // The same options; of the cheapest row, because whole runs are tested elsewhere.
  it.each(
    commands.filter((command) => command.startsWith('run ') && !command.includes('--against')),
  )('%s', async (command) => {
    const args = command
      .replaceAll("'", '')
      .replace(/--only \S+/, '')
      .replace(/--blocks \d+/, '')
      .split(' ')
      .filter(Boolean);
    const { exitCode, stderr } = await project.run(
      ...args,
      '--only',
      'call/null*',
      '--quick',
      '--blocks',
      '1',
      '--out',
      'other',
    );
    expect(exitCode, stderr).toBe(0);
  }, 60_000);
});
