/** The built program as a user meets it: real children, real plugins, real mistakes. Structure and order, never a duration. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from './artifacts.ts';
import type { ArtifactKind } from './loader.ts';
import wasm from './loaders/wasm.ts';
import { gapOf } from './plan.ts';
import type { CaseResult, ResultDocument } from './result/document.ts';
import { parseDocument } from './result/parse.ts';
import { findRuntimes } from './runtimes.ts';
import { need } from './testing/needs.ts';
import { loaderSource, makeProject, type Project, waitFor } from './testing/project.ts';
import { versionOf } from './toolchain/recipe.ts';
import { ensureArtifacts } from './toolchain.ts';

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
const rust = need(library?.state === 'built' ? null : (library?.reason ?? 'there is no native library'));
const cc = need(
  process.platform !== 'linux'
    ? 'plugins in C are built on Linux only'
    : versionOf('cc') === null
      ? 'there is no C compiler "cc"; install gcc or clang'
      : null,
);

/** The file that a run would load. */
function builtFile(kind: ArtifactKind): Buffer {
  const state = artifacts.get(kind);
  if (state?.state !== 'built') throw new Error(state?.reason ?? `There is no ${kind}.`);
  return readFileSync(state.path);
}

let project: Project;
beforeAll(() => {
  project = makeProject();
});
afterAll(() => project.remove());

function readLatest(from: Project, folder = 'reports'): ResultDocument {
  return parseDocument(readFileSync(join(from.folder, folder, 'latest.json'), 'utf8'), 'latest.json');
}

function caseOf(document: ResultDocument, id: string): CaseResult {
  const found = document.cases.find((row) => row.id === id);
  if (found === undefined) throw new Error(`no case ${id}`);
  return found;
}

describe('a run', () => {
  it('measures every loader in every scenario and writes every report', async () => {
    const { exitCode, stdout, stderr } = await project.run('run', '--quick', '--blocks', '2', '--seed', '5');
    expect(stderr).toMatch(/block 2 of 2 done/);
    expect(exitCode).toBe(0);
    const document = readLatest(project);
    expect(document.settings.seed).toBe(5);
    for (const scenario of ['call', 'setup', 'setup-warm']) {
      for (const mechanism of MECHANISMS) {
        const native = mechanism.startsWith('koffi') && rust.isMissing;
        expect(caseOf(document, `${scenario}/${mechanism}`).status).toBe(native ? 'skipped' : 'measured');
        expect(stdout).toContain(mechanism);
      }
    }
    expect(readdirSync(join(project.folder, 'reports')).sort()).toEqual(
      ['csv', 'html', 'json', 'md', 'txt'].map((extension) => `latest.${extension}`),
    );
  });

  it('has phases that sum to each sample, of set-up only', () => {
    for (const row of readLatest(project).cases) {
      if (row.status !== 'measured') continue;
      for (const { phaseDurationsNs, sampleDurationsNs } of row.blocks) {
        if (row.scenario === 'call') expect(phaseDurationsNs).toBeUndefined();
        else {
          const sums = sampleDurationsNs.map((_, i) =>
            Object.values(phaseDurationsNs ?? {}).reduce((sum, phase) => sum + (phase[i] as number), 0),
          );
          expect(sums).toEqual(sampleDurationsNs);
        }
      }
    }
  });

  it('orders mechanisms as their nature does', () => {
    const document = readLatest(project);
    const order = ['static-import', 'wasm', ...(rust.isMissing ? [] : ['koffi']), 'wasmer-sdk-pipe', 'wasmer-sdk'];
    const medians = order.map((mechanism) => {
      const row = caseOf(document, `call/${mechanism}`);
      return row.status === 'measured' ? row.summary.nsPerIter.median : Number.NaN;
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
    const digit = text.search(/(?<="sampleDurationsNs": \[[\d., ]*)\d(?=[,\]])/);
    writeFileSync(
      join(project.folder, 'changed.json'),
      `${text.slice(0, digit)}${(Number(text[digit]) + 1) % 10}${text.slice(digit + 1)}`,
    );
    const { exitCode, stdout } = await project.run('verify', 'changed.json');
    expect(stdout).toMatch(/summary\.nsPerIter\.mean: stored .*, by the samples/);
    expect(exitCode).toBe(1);
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
      expect(row.status === 'measured' && row.blocks.map((block) => block.sampleDurationsNs.length)).toEqual([3, 3]);
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

  const others = findRuntimes();
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

describe('an interrupted run', () => {
  it('keeps every block it measured, says so, and ends with 130', async () => {
    const running = project.start(
      'run',
      '--quick',
      '--only',
      'call/null',
      'call/static-import',
      '--blocks',
      '40',
      '--out',
      'cut',
    );
    await waitFor(() => running.stderr().includes('block 2 of 40 done'));
    expect(existsSync(join(project.folder, 'cut', 'partial.json'))).toBe(true);
    running.child.kill('SIGINT');
    const { exitCode, stdout } = await running.outcome;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/Incomplete: The run was interrupted after/);
    const row = caseOf(readLatest(project, 'cut'), 'call/null');
    expect(row.status === 'measured' && row.blocks.length).toBeGreaterThanOrEqual(2);
    expect(row.status === 'measured' && row.warnings.map(({ code }) => code)).toContain('incomplete');
    expect(existsSync(join(project.folder, 'cut', 'partial.json'))).toBe(false);
  });

  it('before its first sample leaves earlier reports as they were', async () => {
    mkdirSync(join(project.folder, 'early'));
    writeFileSync(join(project.folder, 'early', 'latest.json'), 'earlier');
    const running = project.start('run', '--only', 'call/wasmer-sdk', '--out', 'early');
    await waitFor(() => running.stderr().includes('measuring 1 of 1 cases'));
    running.child.kill('SIGINT');
    const { exitCode } = await running.outcome;
    expect(exitCode).toBe(130);
    expect(readFileSync(join(project.folder, 'early', 'latest.json'), 'utf8')).toBe('earlier');
  });
});

describe('a bad plugin', () => {
  /** Runs one mechanism with a given artifact beside a healthy row, which must be measured all the same. */
  async function runWith(scenario: string, mechanism: string, kind: string, path: string) {
    const only = [`${scenario}/${mechanism}`, `${scenario}/null`];
    const outcome = await project.run(
      'run',
      '--quick',
      '--blocks',
      '1',
      '--out',
      'bad',
      '--artifact',
      `${kind}=${path}`,
      '--only',
      ...only,
    );
    const document = readLatest(project, 'bad');
    expect(caseOf(document, `${scenario}/null`).status).toBe('measured');
    return { ...outcome, row: caseOf(document, `${scenario}/${mechanism}`) };
  }

  function file(name: string, content: Uint8Array): string {
    writeFileSync(join(project.folder, name), content);
    return name;
  }

  /** A small native library from C, where there is a compiler. */
  function compile(name: string, source: string): string {
    writeFileSync(join(project.folder, `${name}.c`), source);
    const path = join(project.folder, `${name}.so`);
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', path, join(project.folder, `${name}.c`)]);
    return path;
  }

  it('that is missing is skipped with what to do', async () => {
    const { exitCode, row } = await runWith('call', 'wasm', 'wasm-module', 'nowhere.wasm');
    expect(exitCode).toBe(0);
    expect(row).toMatchObject({
      status: 'skipped',
      reason: expect.stringMatching(/nowhere\.wasm, given with --artifact, does not exist/),
    });
  });

  it('that is missing is no success when nothing else was asked for', async () => {
    const missing = ['--artifact', 'wasm-module=nowhere.wasm', '--only', 'call/wasm'];
    const { exitCode, stdout } = await project.run('run', '--quick', '--blocks', '1', '--out', 'none', ...missing);
    expect(stdout).toMatch(/nothing was measured.*call\/wasm skipped: .*does not exist/s);
    expect(exitCode).toBe(3);
  });

  it.skipIf(rust.isMissing)(`that is truncated fails its row${rust.note}`, async () => {
    const whole = builtFile('shared-library');
    const { exitCode, row } = await runWith(
      'call',
      'koffi',
      'shared-library',
      file('half.so', whole.subarray(0, 2000)),
    );
    expect(exitCode).toBe(3);
    expect(row).toMatchObject({ status: 'failed', error: expect.stringMatching(/^koffi.* half\.so.*build it again/) });
  });

  it('that is truncated WebAssembly fails its row', async () => {
    const whole = builtFile('wasm-module');
    const { exitCode, row } = await runWith('setup', 'wasm', 'wasm-module', file('half.wasm', whole.subarray(0, 90)));
    expect(exitCode).toBe(3);
    expect(row).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/^wasm cannot use half\.wasm: .*build it again/),
    });
  });

  it.skipIf(rust.isMissing)(`of another architecture fails its row${rust.note}`, async () => {
    const foreign = builtFile('shared-library');
    // e_machine of an ELF header: 0xf3 is RISC-V, 0xb7 AArch64.
    foreign.writeUInt16LE(process.arch === 'riscv64' ? 0xb7 : 0xf3, 18);
    const { exitCode, row } = await runWith('setup-warm', 'koffi', 'shared-library', file('foreign.so', foreign));
    expect(exitCode).toBe(3);
    expect(row).toMatchObject({ status: 'failed', error: expect.stringMatching(/^koffi cannot use foreign\.so: /) });
  });

  it.skipIf(cc.isMissing)(`that exports another name fails its row${cc.note}`, async () => {
    const path = compile('other-name', 'int minimum(int a, int b) { return a < b ? a : b; }');
    const { exitCode, row } = await runWith('call', 'koffi', 'shared-library', path);
    expect(exitCode).toBe(3);
    expect(row).toMatchObject({ status: 'failed', error: expect.stringMatching(/with_extern/) });
  });

  it.skipIf(cc.isMissing)(`that answers wrongly is never a number${cc.note}`, async () => {
    const path = compile('wrong', 'int with_extern(int a, int b) { return a > b ? a : b; }');
    const { exitCode, row } = await runWith('setup', 'koffi', 'shared-library', path);
    expect(exitCode).toBe(3);
    expect(row).toMatchObject({ status: 'failed', blocks: [], error: expect.stringMatching(/instead of|it answers/) });
  });

  it.skipIf(cc.isMissing)(`in C that is right is measured like ours${cc.note}`, async () => {
    const path = compile('right', 'int with_extern(int a, int b) { return a < b ? a : b; }');
    const { exitCode, row } = await runWith('call', 'koffi', 'shared-library', path);
    expect({ exitCode, status: row.status }).toEqual({ exitCode: 0, status: 'measured' });
  });
});

describe('a bad runner', () => {
  it('that is killed in the middle of a block fails its row and keeps what it measured', async () => {
    const broken = makeProject();
    // setup-warm throws two loads away; the third is its first sample, the fourth is the last thing this one does.
    const suicide = 'if (++globalThis.loads === 4) process.kill(process.pid, "SIGKILL"); endPhase';
    const source = loaderSource('mortal', 'return a < b ? a : b;').replace('endPhase(', `${suicide}(`);
    broken.addLoader('mortal', `globalThis.loads = 0;\n${source}`);
    const { exitCode, stdout } = await broken.run(
      'run',
      '--quick',
      '--blocks',
      '2',
      '--only',
      'setup-warm/mortal',
      'setup-warm/null',
    );
    expect(exitCode).toBe(3);
    const failed = caseOf(readLatest(broken), 'setup-warm/mortal');
    expect(failed).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/was killed by SIGKILL before it answered "sample"/),
    });
    expect(failed.status === 'failed' && failed.blocks.map((block) => block.sampleDurationsNs.length)).toEqual([1]);
    const healthy = caseOf(readLatest(broken), 'setup-warm/null');
    expect(healthy.status === 'measured' && healthy.blocks).toHaveLength(2);
    expect(stdout).toMatch(/setup-warm\/mortal failed after 1 blocks/);
    broken.remove();
  });

  it('that prints in the middle of a block is ended, and so is the run', async () => {
    const broken = makeProject();
    const source = loaderSource('late', 'return a < b ? a : b;').replace(
      'endPhase(',
      'if (++globalThis.loads === 4) console.log("late"); endPhase(',
    );
    broken.addLoader('late', `globalThis.loads = 0;\n${source}`);
    const { exitCode } = await broken.run(
      'run',
      '--quick',
      '--blocks',
      '1',
      '--only',
      'setup-warm/late',
      'setup-warm/null',
    );
    expect(exitCode).toBe(3);
    expect(caseOf(readLatest(broken), 'setup-warm/late')).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/"late" is not a message/),
    });
    broken.remove();
  });

  it('that hangs is killed at the time limit', async () => {
    const broken = makeProject();
    broken.addLoader('stuck', loaderSource('stuck', 'for (;;);'));
    const { exitCode } = await broken.run(
      'run',
      '--quick',
      '--blocks',
      '1',
      '--time-limit',
      '2',
      '--only',
      'call/stuck',
      'call/null',
    );
    expect(exitCode).toBe(3);
    const document = readLatest(broken);
    expect(caseOf(document, 'call/stuck')).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/did not answer "prepare" within 2 s and was killed/),
    });
    expect(caseOf(document, 'call/null').status).toBe('measured');
    broken.remove();
  });

  it('that prints to its pipe is told apart from one that measures', async () => {
    const broken = makeProject();
    broken.addLoader('chatty', `console.log('hello');\n${loaderSource('chatty', 'return a < b ? a : b;')}`);
    await broken.run('run', '--quick', '--blocks', '1', '--only', 'call/chatty');
    expect(caseOf(readLatest(broken), 'call/chatty')).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/"hello" is not a message/),
    });
    broken.remove();
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
        return { block, iterationsPerSample: 1, sampleDurationsNs: [row.summary.nsPerIter.median * scale] };
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
    write('current.json', code === 3 ? { ...current, cases: current.cases.slice(1) } : current);
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

describe('without Rust', () => {
  it('native rows are skipped with the way to get it, and the rest is measured from the checked-in WebAssembly', async () => {
    const path = join(project.folder, 'no-rust-path');
    mkdirSync(path);
    symlinkSync(process.execPath, join(path, 'node'));
    const bare = makeProject({ PATH: path });
    execFileSync('rm', ['-rf', join(bare.folder, 'dist', 'artifacts')]);
    const { exitCode } = await bare.run('run', '--quick', '--blocks', '1', '--scenario', 'call');
    expect(exitCode).toBe(0);
    const document = readLatest(bare);
    expect(caseOf(document, 'call/koffi')).toMatchObject({
      status: 'skipped',
      reason: expect.stringMatching(/needs Rust: install it from https:\/\/rustup\.rs/),
    });
    expect(caseOf(document, 'call/wasm').status).toBe('measured');
    expect(caseOf(document, 'call/wasmer-sdk').status).toBe('measured');
    bare.remove();
  });
});

describe('adding a mechanism', () => {
  it('takes one file: it is listed, measured, in the tables and in the charts', async () => {
    const other = makeProject();
    const source = readFileSync(join(PROJECT_ROOT, 'bench', 'loaders', 'dynamic-import.ts'), 'utf8');
    for (const name of ['bench', 'scripts'])
      cpSync(join(PROJECT_ROOT, name), join(other.folder, name), { recursive: true });
    writeFileSync(
      join(other.folder, 'bench', 'loaders', 'newcomer.ts'),
      source.replace("'dynamic-import'", "'newcomer'").replace("'Dynamic import'", "'Newcomer in the charts'"),
    );
    execFileSync(process.execPath, [join(other.folder, 'scripts', 'build.mjs')]);
    expect((await other.run('list')).stdout).toMatch(/newcomer .*yes .*yes .*yes .*Newcomer in the charts/);
    const { exitCode, stdout } = await other.run(
      'run',
      '--quick',
      '--blocks',
      '1',
      '--only',
      '*/newcomer',
      '*/static-import',
    );
    expect(exitCode).toBe(0);
    expect(stdout.match(/newcomer/g)?.length).toBeGreaterThanOrEqual(3);
    for (const scenario of ['call', 'setup', 'setup-warm']) {
      expect(caseOf(readLatest(other), `${scenario}/newcomer`).status).toBe('measured');
    }
    const report = (extension: string) => readFileSync(join(other.folder, 'reports', `latest.${extension}`), 'utf8');
    for (const extension of ['md', 'csv', 'txt', 'html']) expect(report(extension)).toContain('newcomer');
    const charts = /<script type="application\/json" id="chart-specs">(.*?)<\/script>/s.exec(report('html'))?.[1];
    expect(charts?.match(/Newcomer in the charts/g)?.length).toBeGreaterThanOrEqual(3);
    other.remove();
  });

  it('whose file and name differ is refused with what to do', async () => {
    const other = makeProject();
    other.addLoader('file-name', loaderSource('declared-name', 'return a;'));
    const { exitCode, stderr } = await other.run('list');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/file-name\.ts calls itself "declared-name"/);
    other.remove();
  });
});

describe('the doctor and the list', () => {
  it('say what can be measured here', async () => {
    const { exitCode, stdout } = await project.run('doctor');
    expect(exitCode).toBe(0);
    for (const word of ['timer', 'floor', 'noise', 'cores', ...MECHANISMS]) expect(stdout).toContain(word);
    const rows = JSON.parse((await project.run('list', '--json')).stdout) as { id: string; available: boolean }[];
    expect(rows.map(({ id }) => id)).toContain('setup-warm/wasmer-sdk-pipe');
  });
});
