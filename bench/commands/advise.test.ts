/** plugin-bench advise: from a stored document to a ranking, and a real check of it. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adviseOn, renderAdvice } from '../report/advice.ts';
import { HOST } from '../sampling/runtimes.ts';
import { measuredCases } from '../statistics/evaluate.ts';
import { makeProject, type Project } from '../testing/project.ts';
import { sampleDocument } from '../testing/sample-document.ts';
import { sweptDocument } from '../testing/swept-document.ts';

const setups = measuredCases(sampleDocument().cases).filter(({ scenario }) => scenario === 'setup');
const document = sweptDocument(setups);
const any = { boundaries: [], runtimes: [] };

describe('advice', () => {
  it('ranks by the total, says what leads for certain, and names what it cannot rank', () => {
    const { ranked, lead, gaps } = adviseOn(document, { calls: 10_000_000, bytes: 512, ...any });
    expect(ranked.map(({ name }) => name)).toEqual(['static-import', 'koffi', 'wasm']);
    const totals = ranked.map(({ totalNs }) => totalNs.median);
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
    expect(lead?.low).toBeGreaterThan(1);
    expect(gaps).toContainEqual({ name: 'process-pipe', reason: 'it has no figure of setup' });
    expect(gaps).toContainEqual({ name: 'dynamic-import', reason: 'it has no figure of payload-in' });
    expect(ranked.map(({ name }) => name)).not.toContain('null');
  });

  it('calls nothing certain that three blocks say', () => {
    const cases = measuredCases(document.cases).map((row) => ({ ...row, blocks: row.blocks.slice(0, 3) }));
    const advice = adviseOn({ ...document, cases }, { calls: 10_000_000, bytes: 512, ...any });
    expect(advice.lead?.low).toBeGreaterThan(1);
    expect(renderAdvice(advice, 120)).not.toContain('for certain');
  });

  it('keeps to the boundaries and runtimes that were asked for', () => {
    const names = (asked: object) =>
      adviseOn(document, { calls: 10, bytes: 16, ...any, ...asked }).ranked.map(({ name }) => name);
    expect(names({ boundaries: ['sandbox', 'process'] })).toEqual(['wasm']);
    expect(names({ runtimes: ['deno'] })).toEqual([]);
  });

  it.each([60, 80, 120])('fits %i columns', (columns) => {
    const advice = adviseOn(document, { calls: 1_000_000, bytes: 2 ** 22, ...any });
    const text = renderAdvice(advice, columns);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(text).toContain('Cheapest by the number of calls');
    expect(text.replace(/\s+/g, ' ')).toContain('No payload of more than 1 MiB was measured');
  });
});

describe('plugin-bench advise', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
    mkdirSync(join(project.folder, 'reports'));
    writeFileSync(join(project.folder, 'reports', 'latest.json'), JSON.stringify(document));
    const here = { ...document, environment: { ...document.environment, runtime: HOST.name } };
    const cases = measuredCases(document.cases).map((row) => ({ ...row, runtime: HOST.name }));
    writeFileSync(join(project.folder, 'here.json'), JSON.stringify({ ...here, cases }));
    const away = measuredCases(document.cases).map((row) => ({ ...row, runtime: 'node-1' }));
    writeFileSync(
      join(project.folder, 'away.json'),
      JSON.stringify({ ...document, environment: { ...document.environment, runtime: 'node-1' }, cases: away }),
    );
    writeFileSync(join(project.folder, 'numbers.json'), JSON.stringify(sampleDocument()));
  });
  afterAll(() => project.remove());

  it('prints the ranking, as text and as JSON', async () => {
    const text = await project.run('advise', '--calls', '1e6', '--bytes', '512');
    expect([text.exitCode, text.stderr]).toEqual([0, '']);
    expect(text.stdout).toContain('static-import is the cheapest for certain');
    const json = await project.run('advise', '--calls', '1e6', '--bytes', '512', '--sandboxed', '--json');
    const { ranked } = JSON.parse(json.stdout) as { ranked: { name: string; totalNs: { median: number } }[] };
    expect(ranked.map(({ name }) => name)).toEqual(['wasm']);
  });

  it.each([
    [['--bytes', '5'], /required option '--calls <count>' not specified/],
    [['--calls', '5'], /required option '--bytes <count>' not specified/],
    [['--calls', '0', '--bytes', '5'], /at least 1/],
    [['--calls', '1e10', '--bytes', '5'], /--calls 10000000000 is too much: give at most 1000000000\./],
    [['--calls', '5', '--bytes', '2e7'], /--bytes 20000000 is too much: give at most 16777216\./],
    [['--calls', '5', '--bytes', '5', '--boundary', 'moon'], /There is no boundary "moon"; there are script, native/],
    [['--calls', '5', '--bytes', '5', '--runtimes', 'moon'], /has no figures of the runtime "moon"; it has node-20/],
    [['--calls', '5', '--bytes', '5', '--from', 'numbers.json'], /numbers\.json has no figures of payload-in: run "/],
    [
      ['--calls', '1e9', '--bytes', '1048576', '--check'],
      /--check would take .* a sample with .*: ask for fewer calls/,
    ],
  ])('%j is one sentence and exit code 64', async (args, sentence) => {
    const { exitCode, stderr, stdout } = await project.run('advise', ...args);
    expect(stderr).toMatch(sentence);
    expect([exitCode, stdout]).toEqual([64, '']);
  });

  it('measures the workload by the first three, and leaves nothing behind', async () => {
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('plugin-bench-advise-'));
    const before = left();
    const args = [
      '--calls',
      '1000',
      '--bytes',
      '256',
      '--boundary',
      'script,sandbox',
      '--from',
      'here.json',
      '--check',
    ];
    const { exitCode, stdout, stderr } = await project.run('advise', ...args);
    expect([exitCode, stderr.includes('failed')], stderr).toEqual([0, false]);
    const rows = stdout.slice(stdout.indexOf('predicted')).split('\n').slice(1);
    expect(rows.filter((row) => /^(static-import|wasm) .* [+−][\d.]+ %$/.test(row))).toHaveLength(2);
    expect(left()).toEqual(before);
  });
});

describe('run --parameter', () => {
  it.each([
    [
      ['--scenario', 'data', '--parameter', 'bytes=many'],
      /"many" is no value of bytes: give whole numbers from 0 to 16777216/,
    ],
    [['--scenario', 'data', '--parameter', 'bytes=16777217'], /"16777217" is no value of bytes/],
    [['--scenario', 'data', '--parameter', 'bytes=0512'], /"0512" is no value of bytes/],
    [['--scenario', 'data', '--parameter', 'size=5'], /No scenario of this run has a parameter "size"; there are /],
    [['--scenario', 'call', '--parameter', 'bytes=5'], /No scenario of this run has a parameter "bytes"; none has any/],
    [['--parameter', 'bytes'], /"bytes" is not NAME=VALUES/],
  ])('%j is one sentence and exit code 64', async (args, sentence) => {
    const project = makeProject();
    const { exitCode, stderr } = await project.run('run', ...args);
    project.remove();
    expect(stderr).toMatch(sentence);
    expect(exitCode).toBe(64);
  });
});
