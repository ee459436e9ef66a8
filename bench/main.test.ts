/** The built program as a user meets it: real children, real plugins, real mistakes. Structure and order, never a duration. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureArtifacts } from './artifacts/ensure.ts';
import wasm from './loaders/wasm.ts';
import { gapOf } from './plan/cases.ts';
import type { CaseResult, ResultDocument } from './result/document.ts';
import { parseDocument } from './result/parse.ts';
import { findRuntimes } from './sampling/runtimes.ts';
import { need } from './testing/needs.ts';
import { caseOf, makeProject, type Project, readLatest, waitFor } from './testing/project.ts';

const MECHANISMS = [
  'null',
  'static-import',
  'dynamic-import',
  'koffi',
  'koffi-static',
  'wasm',
  'wasmer-sdk',
  'wasmer-sdk-pipe',
];
const artifacts = ensureArtifacts(() => {});
const library = artifacts.get('shared-library');
const others = await findRuntimes();
const rust = need(library?.state === 'built' ? null : (library?.reason ?? 'there is no native library'));

let project: Project;
beforeAll(() => {
  project = makeProject();
});
afterAll(() => project.remove());

describe('a run', () => {
  it('measures every loader of the group in every scenario and writes every report', async () => {
    const { exitCode, stdout, stderr } = await project.run(
      'run',
      '--quick',
      '--group',
      'core',
      '--blocks',
      '1',
      '--seed',
      '5',
    );
    expect(stderr).toMatch(/block 1 of 1 done/);
    expect(exitCode).toBe(0);
    const document = readLatest(project);
    expect(document.settings.seed).toBe(5);
    for (const scenario of ['call', 'setup', 'setup-warm']) {
      for (const mechanism of MECHANISMS) {
        const native = mechanism.startsWith('koffi') && rust.isMissing;
        expect(caseOf(document, `${scenario}/${mechanism}`).status).toBe(native ? 'skipped' : 'measured');
        if (!native) expect(stdout).toContain(mechanism);
      }
    }
    // What cannot be measured is no row of the tables: the answer says how many there are.
    expect(/cannot\s+be\s+measured\s+here/.test(stdout)).toBe(
      document.cases.some(({ status }) => status === 'skipped'),
    );
    expect(readdirSync(join(project.folder, 'reports')).sort()).toEqual([
      ...['csv', 'html', 'json', 'md', 'txt'].map((extension) => `latest.${extension}`),
      'runs',
    ]);
  });

  it('has phases that sum to each sample, of set-up only', () => {
    for (const row of readLatest(project).cases) {
      if (row.status !== 'measured') continue;
      for (const { phaseDurationsNs, sampleValues } of row.blocks) {
        if (row.scenario === 'call') expect(phaseDurationsNs).toBeUndefined();
        else {
          const sums = sampleValues.map((_, i) =>
            Object.values(phaseDurationsNs ?? {}).reduce((sum, phase) => sum + (phase[i] as number), 0),
          );
          expect(sums).toEqual(sampleValues);
        }
      }
    }
  });

  it('orders mechanisms as their nature does', () => {
    const document = readLatest(project);
    // An order of magnitude from one to the next; WebAssembly in V8 is as fast as JavaScript.
    const order = ['static-import', ...(rust.isMissing ? [] : ['koffi']), 'wasmer-sdk-pipe', 'wasmer-sdk'];
    const medians = order.map((mechanism) => {
      const row = caseOf(document, `call/${mechanism}`);
      return row.status === 'measured' ? row.summary.perIteration.median : Number.NaN;
    });
    expect(medians).toEqual([...medians].sort((a, b) => a - b));
  });

  it('is rendered again byte for byte by "report"', async () => {
    const { exitCode } = await project.run('report', 'reports/latest.json', '--out', 'again');
    expect(exitCode).toBe(0);
    for (const file of readdirSync(join(project.folder, 'again'))) {
      const [first, second] = ['reports', 'again'].map((folder) =>
        readFileSync(join(project.folder, folder, file), 'utf8'),
      );
      expect(second, file).toBe(first);
    }
  });

  it('is verified by "verify", which finds a changed digit', async () => {
    expect(await project.run('verify')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/every figure follows/),
    });
    const text = readFileSync(join(project.folder, 'reports', 'latest.json'), 'utf8');
    const digit = text.search(/(?<="sampleValues": \[[\d., ]*)\d(?=[,\]])/);
    writeFileSync(
      join(project.folder, 'changed.json'),
      `${text.slice(0, digit)}${(Number(text[digit]) + 1) % 10}${text.slice(digit + 1)}`,
    );
    const { exitCode, stdout } = await project.run('verify', 'changed.json');
    expect(stdout).toMatch(/summary\.perIteration\.mean: stored .*, by the samples/);
    expect(exitCode).toBe(1);
  });

  it('measures an asynchronous row in samples of two sizes, unless it is quick', async () => {
    const reason = expect.stringMatching(/quick run has too few blocks/);
    expect(readLatest(project).selfCheck.batches).toEqual({ status: 'skipped', reason });
    const only = ['--only', 'call/wasmer-sdk-{pipe,none},call/null'];
    const { exitCode, stdout } = await project.run('run', ...only, '--blocks', '1', '--out', 'two-sizes', '--verbose');
    expect(exitCode).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/steady samples: call\/wasmer-sdk-pipe .* in samples 8 times as long/);
    const { batches } = readLatest(project, 'two-sizes').selfCheck;
    if (batches.status !== 'measured') throw new Error(batches.reason);
    const [small, large] = [batches.small, batches.large].map((blocks) => blocks[0]?.iterationsPerSample);
    expect(large).toBe(8 * (small ?? 0));
  });

  it('measures only what it is asked for, and prints JSON when asked to', async () => {
    const { exitCode, stdout } = await project.run(
      'run',
      '--quick',
      '--blocks',
      '1',
      '--only',
      '*/null',
      'call/w*m',
      '--json',
      '--out',
      'some',
    );
    expect(exitCode).toBe(0);
    expect(parseDocument(stdout, 'stdout').cases.map(({ id }) => id)).toEqual([
      'call/null',
      'call/wasm',
      'setup/null',
      'setup-warm/null',
    ]);
  });

  it('takes each set-up sample in a process of its own, several to a block', async () => {
    const { exitCode } = await project.run(
      'run',
      '--blocks',
      '2',
      '--only',
      'setup/null',
      'setup/wasm',
      '--out',
      'setups',
    );
    expect(exitCode).toBe(0);
    for (const row of readLatest(project, 'setups').cases) {
      expect(row.status === 'measured' && row.blocks.map((block) => block.sampleValues.length)).toEqual([3, 3]);
    }
  });

  it('is refused while another one measures, naming its process', async () => {
    const first = project.start('run', '--quick', '--only', 'call/null', '--blocks', '30', '--out', 'locked');
    await waitFor(() => first.stderr().includes('block 1 of'));
    const second = await project.run('run', '--quick', '--only', 'call/null');
    expect(second.exitCode).toBe(3);
    expect(second.stderr).toMatch(
      new RegExp(`^Process ${first.child.pid} has been measuring since .*two runs on one machine`),
    );
    first.child.kill('SIGINT');
    expect((await first.outcome).exitCode).toBe(130);
  });
});

describe('a run of groups and runtimes', () => {
  const fast = ['--quick', '--blocks', '1', '--scenario', 'call'];

  it('measures the groups that were asked for, beside the floors and the reference, and knows facts of each', async () => {
    const { exitCode } = await project.run('run', ...fast, '--group', 'sandbox,wasm', '--out', 'groups');
    expect(exitCode).toBe(0);
    const { cases, facts, leftOut } = parseDocument(
      readFileSync(join(project.folder, 'groups', 'latest.json'), 'utf8'),
      'latest.json',
    );
    expect(new Set(cases.map(({ group }) => group))).toEqual(new Set(['core', 'sandbox', 'wasm']));
    const core = cases.filter(({ group }) => group === 'core').map(({ mechanism }) => mechanism);
    expect(core).toEqual(['null', 'null-async', 'static-import']);
    expect(leftOut).toEqual([]);
    const known = facts.find(({ mechanism }) => mechanism === 'wasm-async');
    expect(known?.answers.find(({ probe }) => probe === 'min(2**40, 5)')).toMatchObject({
      outcome: 'value',
      text: '0',
    });
    expect(known?.footprint.glueLines).toBeGreaterThan(10);
  });

  const other = others.find(({ info }) => gapOf(wasm, artifacts, info) === null);
  const second = need(
    other === undefined ? 'no other runtime for JavaScript is installed; run "npm run setup -- bun"' : null,
  );
  it.skipIf(second.isMissing)(`measures one mechanism in two runtimes side by side${second.note}`, async () => {
    const name = other?.name ?? '';
    const only = ['--only', 'call/wasm', 'call/wasm@*', 'call/static-import*', '--runtimes', name, '--out', 'two'];
    const { exitCode, stdout } = await project.run('run', ...fast, ...only);
    expect(exitCode).toBe(0);
    const { cases, environment } = parseDocument(
      readFileSync(join(project.folder, 'two', 'latest.json'), 'utf8'),
      'latest.json',
    );
    const rows = cases.filter(({ mechanism }) => mechanism === 'wasm');
    expect(rows.map(({ id, runtime, status }) => [id, runtime, status])).toEqual([
      ['call/wasm', environment.runtime, 'measured'],
      [`call/wasm@${name}`, name, 'measured'],
    ]);
    expect(environment.runtimes.map((runtime) => runtime.name)).toEqual([environment.runtime, name]);
    expect(stdout).toContain(`wasm@${name}`);
  });
});

describe('a mistake at the command line', () => {
  it.each([
    [['run', '--only', 'call/nothing'], 64, /No case matches "call\/nothing".*plugin-bench list/],
    [['run', '--scenario', 'nothing'], 64, /There is no scenario "nothing"; there are call, setup, setup-warm/],
    [['run', '--group', 'nothing'], 64, /There is no group "nothing"; there are core, engines, native, .*, all/],
    [
      ['run', '--runtimes', 'node-1'],
      64,
      /The runtime "node-1" is not installed; there are node-.*npm run setup -- node-1/,
    ],
    [['run', '--blocks', '0'], 64, /at least 1/],
    [['run', '--seed', 'x'], 64, /whole number/],
    [['run', '--artifact', 'x=y'], 64, /"x=y" is not KIND=PATH/],
    [['sprint'], 64, /unknown command 'sprint'/],
    [['gate'], 64, /--baseline/],
    [['gate', '--baseline', 'a.json', '--margin', '-3'], 64, /percentage above 0/],
    [['gate', '--baseline', 'nowhere.json'], 3, /nowhere\.json cannot be read \(ENOENT\)/],
    [['report', 'nowhere.json'], 3, /cannot be read/],
    [
      ['run', '--out', '/proc/reports'],
      3,
      /cannot be written to \/proc\/reports .*make it writable or choose another with --out/,
    ],
  ] as const)('%j ends with %i and says what to do', async (args, code, message) => {
    const { exitCode, stderr } = await project.run(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(exitCode).toBe(code);
  });

  it.each(['run', 'report', 'gate', 'verify', 'doctor', 'list'])('%s --help has examples', async (verb) => {
    const { exitCode, stdout } = await project.run(verb, '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\\n {2}plugin-bench ${verb}`));
    expect(stdout).not.toMatch(/default: (\[\]|false)/);
  });
});

describe('the gate on files', () => {
  const write = (name: string, document: ResultDocument) =>
    writeFileSync(join(project.folder, name), JSON.stringify(document));

  /** Twelve blocks from the one that was measured, each a little different, times a factor for one case. */
  function stretch(document: ResultDocument, factor: number, spread = 0.002): ResultDocument {
    const cases = document.cases.flatMap((row): CaseResult[] => {
      if (row.status !== 'measured' || row.scenario !== 'call') return [];
      const blocks = Array.from({ length: 12 }, (_, block) => {
        const scale = (1 + spread * block) * (row.mechanism === 'wasm' ? factor : 1);
        return { block, iterationsPerSample: 1, sampleValues: [row.summary.perIteration.median * scale] };
      });
      return [{ ...row, blocks }];
    });
    return { ...document, cases };
  }

  it.each([
    [0, 1, 0.002, 'PASSED'],
    [1, 1.3, 0.002, 'REGRESSED: call/wasm'],
    [2, 1.05, 0.03, 'INCONCLUSIVE'],
    [3, 1, 0.002, 'COULD NOT MEASURE'],
  ])('ends with %i', async (code, factor, spread, headline) => {
    const document = readLatest(project);
    write('baseline.json', stretch(document, 1, spread));
    const current = stretch(document, factor, spread);
    const later = { ...current, createdAt: new Date(Date.parse(current.createdAt) + 60_000).toISOString() };
    write('current.json', code === 3 ? { ...later, cases: current.cases.slice(1) } : later);
    const summary = join(project.folder, `summary-${code}.md`);
    const gated = makeProjectRun({ GITHUB_STEP_SUMMARY: summary });
    const { exitCode, stdout } = await gated('gate', '--baseline', 'baseline.json', '--current', 'current.json');
    expect(stdout).toContain(headline);
    expect(exitCode).toBe(code);
    expect(readFileSync(summary, 'utf8')).toContain(`## plugin-bench gate: ${headline}`);
    const asJson = await project.run('gate', '--baseline', 'baseline.json', '--current', 'current.json', '--json');
    expect(JSON.parse(asJson.stdout).comparisons.length).toBeGreaterThan(0);
    expect(asJson.exitCode).toBe(code);
  });

  function makeProjectRun(env: NodeJS.ProcessEnv) {
    return async (...args: string[]) => {
      const cli = join(project.folder, 'dist', 'cli.js');
      try {
        const stdout = execFileSync(process.execPath, [cli, ...args], {
          cwd: project.folder,
          env: { ...process.env, ...env },
        }).toString();
        return { exitCode: 0, stdout };
      } catch (error) {
        const { status, stdout } = error as { status: number; stdout: Buffer };
        return { exitCode: status, stdout: stdout.toString() };
      }
    };
  }
});

describe('the doctor and the list', () => {
  it('say what can be measured here', async () => {
    const { exitCode, stdout } = await project.run('doctor');
    expect(exitCode).toBe(0);
    for (const word of ['timer', 'floor', 'noise', 'cores', ...MECHANISMS]) expect(stdout).toContain(word);
    const rows = JSON.parse((await project.run('list', '--json')).stdout) as { id: string; available: boolean }[];
    expect(rows.map(({ id }) => id)).toContain('setup-warm/wasmer-sdk-pipe');
    const ids = (await project.run('list', '--cases')).stdout.trimEnd().split('\n');
    expect(ids).toEqual(rows.filter(({ available }) => available).map(({ id }) => id));
  });
});
