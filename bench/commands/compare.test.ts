/** `compare` from end to end: real builds of real commits in a repository of its own, and every exit code. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../artifacts/files.ts';
import { parseDocument } from '../result/parse.ts';
import { seededRandom } from '../statistics/random.ts';
import { makeProject, type Outcome, type Project } from '../testing/project.ts';

/** The change under test: a plugin that works thirty steps before it answers. */
const SLOW = 'function min(a, b) { return spin(a, 30) === 0.5 ? 0 : a < b ? a : b; }';
const SHORT = ['--only', 'call/static-import', '--budget', '0.001'];
const ONLY = ['--only', 'call/static-import,call/null', '--budget', '1'];

describe('compare, of built folders', () => {
  let [base, head]: [Project, Project] = [] as never;
  beforeAll(() => {
    [base, head] = [makeProject(), makeProject()];
    const plugin = join(head.folder, 'dist', 'plugin', 'min.js');
    writeFileSync(plugin, readFileSync(plugin, 'utf8').replace(/function min\([^}]*\}/, SLOW));
  });
  afterAll(() => {
    base.remove();
    head.remove();
  });
  const compare = (...args: string[]) => head.run('compare', ...args, '--out', 'reports');

  it('finds a regression, in documents that the gate and verify read again', async () => {
    const { exitCode, stdout, stderr } = await compare(base.folder, ...ONLY);
    expect(stdout).toMatch(/^REGRESSED: call\/static-import \(margin 2\.0 %\)/);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/until all are decided, 1 min 0 s at most/);
    const document = parseDocument(readFileSync(join(head.folder, 'reports', 'latest.json'), 'utf8'), 'latest.json');
    expect(document.settings.looks?.[0]).toEqual({ blocks: 6, share: 0.1 });
    expect(
      document.cases.flatMap((row) => (row.status === 'measured' ? row.warnings : [])).map(({ code }) => code),
    ).not.toContain('incomplete');
    const gate = await head.run('gate', '--baseline', 'reports/base.json');
    expect([gate.stdout, gate.exitCode]).toEqual([stdout, 1]);
    for (const file of ['latest.json', 'base.json']) {
      expect((await head.run('verify', join('reports', file))).exitCode).toBe(0);
    }
    const documents = await head.run('compare', 'reports/base.json', 'reports/latest.json');
    expect([documents.stdout, documents.exitCode]).toEqual([stdout, 1]);
  });

  it('is inconclusive when the time is too short, and asks the other build to measure when that is the head', async () => {
    const { exitCode, stdout, stderr } = await compare(head.folder, base.folder, ...SHORT);
    expect([exitCode, stdout]).toEqual([2, expect.stringMatching(/^INCONCLUSIVE/)]);
    expect(stderr).toContain(join(head.folder, 'reports', 'base.json'));
  });

  it('names a harness that differs', async () => {
    const file = join(base.folder, 'dist', 'sampling', 'sample.js');
    const source = readFileSync(file, 'utf8');
    writeFileSync(file, `${source}\n// another\n`);
    const { stderr } = await compare(base.folder, ...SHORT);
    writeFileSync(file, source);
    expect(stderr).toMatch(/The harness differs too \(sampling\/sample\.ts\): what changed may be its doing/);
  });

  it.each([
    [[], /Say what to compare with/],
    [['v0-nothing'], /is in no git repository/],
    [['/nowhere.json'], /is in no git repository/],
    [['package.json', 'dist'], /A document can be compared with a document only/],
    [['dist', '--budget', 'soon'], /It must be a count of minutes/],
    [['./plugins-native'], /is not a built checkout of plugin-bench/],
    [['.', 'HEAD'], /A built folder can be compared with a built folder only/],
    [['.', '--with', 'koffi@3.2.0'], /A built folder can be compared with a built folder only/],
    [['package.json', 'HEAD'], /A document can be compared with a document only/],
  ])('refuses %j with one sentence', async (args, sentence) => {
    const { exitCode, stderr } = await head.run('compare', ...args);
    expect(stderr).toMatch(sentence);
    expect(exitCode).toBe(64);
  });
});

describe('compare, of commits', () => {
  let [repository, temporary]: [string, string] = [] as never;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).toString();
  const source = () => join(repository, 'bench', 'plugin', 'min.ts');
  beforeAll(() => {
    repository = mkdtempSync(join(tmpdir(), 'plugin-bench-test-'));
    temporary = mkdtempSync(join(tmpdir(), 'plugin-bench-test-'));
    execFileSync('git', ['clone', '--quiet', PROJECT_ROOT, repository]);
  });
  afterAll(() => {
    for (const folder of [repository, temporary]) rmSync(folder, { recursive: true, force: true });
  });

  const environment = () => ({
    ...process.env,
    ...{ TMPDIR: temporary, PLUGIN_BENCH_LOCK_FOLDER: join(temporary, 'lock'), GITHUB_STEP_SUMMARY: '' },
  });
  /** As a project runs its command line, but in the repository. */
  async function compare(...args: string[]): Promise<Outcome> {
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, [join(PROJECT_ROOT, 'dist', 'cli.js'), 'compare', ...args], {
      cwd: repository,
      env: environment(),
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr })));
  }
  const left = () => readdirSync(temporary).filter((name) => name.startsWith('plugin-bench'));
  const state = () => [
    git('status', '--porcelain', '--ignored'),
    git('worktree', 'list'),
    git('branch', '-a'),
    git('stash', 'list'),
  ];

  it('builds both, finds what is not even committed, and leaves nothing', async () => {
    writeFileSync(
      source(),
      readFileSync(source(), 'utf8').replace(
        /return a < b \? a : b;/,
        'for (let i = 0; i < 60; i++) if (a * i === 0.5) return i;\n  return a < b ? a : b;',
      ),
    );
    const before = state();
    const { exitCode, stdout, stderr } = await compare('HEAD', ...ONLY, '--out', join(temporary, 'reports'));
    expect(stderr).toMatch(/building base, [0-9a-f]{12}\n/);
    expect(stderr).toMatch(/building head, [0-9a-f]{12}\+changes\n/);
    expect(stdout).toMatch(/^REGRESSED: call\/static-import/);
    expect(exitCode).toBe(1);
    const read = (name: string) => parseDocument(readFileSync(join(temporary, 'reports', name), 'utf8'), name);
    expect(read('latest.json').commit).toBe(`${read('base.json').commit}+changes`);
    expect([left(), state()]).toEqual([[], before]);
  });

  it('says what does not build, which is exit code 3', async () => {
    writeFileSync(source(), 'export function min( {');
    git('commit', '--quiet', '-am', 'broken');
    const { exitCode, stderr } = await compare('HEAD', 'HEAD~1', ...ONLY);
    expect(stderr).toMatch(/The base, [0-9a-f]{12} does not build: "node scripts\/build\.mjs" failed: /);
    expect([exitCode, left()]).toEqual([3, []]);
  });

  it('says that a commit does not exist before it makes anything', async () => {
    const { exitCode, stderr } = await compare('no-such-branch');
    expect(stderr).toMatch(/^"no-such-branch" is neither a folder, a document nor a commit/);
    expect([exitCode, left()]).toEqual([64, []]);
  });

  it('builds nothing while another run measures', async () => {
    const { spawn } = await import('node:child_process');
    const cli = join(PROJECT_ROOT, 'dist', 'cli.js');
    const args = ['run', '--only', 'call/null', '--blocks', '60', '--out', join(temporary, 'other')];
    const other = spawn(process.execPath, [cli, ...args], { cwd: repository, env: environment() });
    await new Promise<void>((resolve) => {
      other.stderr.on('data', (text) => String(text).includes('measuring') && resolve());
    });
    const { exitCode, stderr } = await compare('HEAD~1', 'HEAD~1', ...ONLY);
    other.kill('SIGINT');
    await new Promise((resolve) => other.on('close', resolve));
    expect(stderr).toMatch(
      /^Process \d+ has been measuring since .*; two runs on one machine would measure each other/,
    );
    expect([exitCode, left().filter((name) => name.includes('compare'))]).toEqual([3, []]);
  });

  it('leaves nothing when it is killed at any moment', async () => {
    const moments = Number(process.env['PLUGIN_BENCH_COMPARE_KILLS'] ?? 2);
    const random = seededRandom(1);
    const { spawn } = await import('node:child_process');
    git('reset', '--quiet', '--hard', 'HEAD~1');
    const before = state();
    for (let moment = 0; moment < moments; moment++) {
      const child = spawn(process.execPath, [join(PROJECT_ROOT, 'dist', 'cli.js'), 'compare', 'HEAD', ...ONLY], {
        cwd: repository,
        env: environment(),
        stdio: 'ignore',
      });
      await sleep(200 + 12_000 * random());
      child.kill('SIGKILL');
      const isLeft = () => left().length + processesOf(temporary).length > 0;
      for (let wait = 0; wait < 60 && isLeft(); wait++) await sleep(250);
      expect([left(), processesOf(temporary), state()]).toEqual([[], [], before]);
    }
  });
});

/** Processes that work in a folder. */
function processesOf(folder: string): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}
