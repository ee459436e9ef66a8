/** Disks, limits and pages that refuse: what was measured is kept somewhere, and one sentence says where and why. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from './result/parse.ts';
import { need } from './testing/needs.ts';
import { caseOf, makeProject, type Project } from './testing/project.ts';

const posix = need(process.platform === 'win32' ? 'Windows has no ulimit' : null);
const full = need(process.platform === 'linux' ? null : 'there is no /dev/full');
const RUN = ['run', '--quick', '--blocks', '1', '--only', 'call/null'];

let project: Project;
beforeAll(async () => {
  project = makeProject();
  expect((await project.run(...RUN)).exitCode).toBe(0);
});
afterAll(() => project.remove());

/** Runs the program below a shell that sets something first. */
function below(setting: string, ...args: string[]) {
  const line = `${setting} exec "$0" "$@"`;
  const command = ['-c', line, process.execPath, join(project.folder, 'dist', 'cli.js'), ...args];
  const { status, stdout, stderr } = spawnSync('sh', command, {
    cwd: project.folder,
    encoding: 'utf8',
    env: { ...process.env, ...project.env },
  });
  return { exitCode: status, stdout, stderr };
}

const STACK = /^\s+at .*:\d+:\d+/m;
const OUR_STACK = /^\s+at .*[\\/]dist[\\/].*:\d+:\d+/m;

describe.skipIf(posix.isMissing)(`a system that refuses${posix.note}`, () => {
  it('files of a run gets none, and the document comes on standard output', () => {
    const { exitCode, stdout, stderr } = below('ulimit -f 4;', ...RUN, '--out', 'small');
    expect(stderr).toMatch(/The blocks so far cannot be written \(EFBIG\)/);
    expect(stderr).toMatch(
      /nor the temporary folder can be written \(EFBIG\): complete\.json follows on standard output/,
    );
    expect(caseOf(parseDocument(stdout, 'standard output'), 'call/null').status).toBe('measured');
    expect(exitCode).toBe(3);
    const again = below('ulimit -f 4;', ...RUN);
    expect(again.stderr).toMatch(/latest\.\* are of an earlier run/);
  });

  it('open files says so in a sentence', () => {
    // With fewer still, Node.js fails before it has read a line of ours.
    const said = [22, 24, 26, 28, 30, 32].map((limit) => {
      const { stdout, stderr } = below(`ulimit -n ${limit};`, ...RUN, '--out', 'few');
      expect(stderr, `ulimit -n ${limit}`).not.toMatch(OUR_STACK);
      return stdout + stderr;
    });
    expect(said.filter((text) => /EMFILE|too many open files|no pipes left/.test(text))).not.toEqual([]);
  });

  it('the temporary folder says so before anything is measured, and holds no lock', async () => {
    const { exitCode, stderr } = below('TMPDIR=/nonexistent', ...RUN);
    expect(stderr).toBe('The temporary folder /nonexistent cannot be used (ENOENT): set TMPDIR to one that can.\n');
    expect(exitCode).toBe(3);
    expect((await project.run(...RUN)).exitCode).toBe(0);
  });

  it.skipIf(full.isMissing)(`standard output is a failure${full.note}`, () => {
    const { exitCode, stderr } = below('exec >/dev/full;', ...RUN, '--json');
    expect(stderr).toMatch(/Standard output cannot be written \(ENOSPC\)/);
    expect(exitCode).toBe(3);
  });
});

describe('the page of a CI job', () => {
  it('that cannot be written leaves the verdict as it is', () => {
    const latest = join(project.folder, 'reports', 'latest.json');
    for (const page of [join(project.folder, 'no', 'page.md'), project.folder]) {
      const { exitCode, stderr } = below(`GITHUB_STEP_SUMMARY='${page}'`, 'gate', '--baseline', latest);
      expect(stderr).toMatch(/GITHUB_STEP_SUMMARY, .* cannot be written \(\w+\); the verdict stands/);
      // One block of a floor is nothing to compare.
      expect(exitCode).toBe(3);
    }
  });
});

describe('a fault that nobody has foreseen', () => {
  it('is one sentence, and with --debug or DEBUG shows where', async () => {
    mkdirSync(join(project.folder, 'broken'));
    writeFileSync(join(project.folder, 'dist', 'report', 'formats', 'broken.js'), 'export default 5;');
    const args = ['report', 'reports/latest.json', '--out', 'broken'];
    const plain = await project.run(...args);
    expect(plain.stderr).toMatch(/^plugin-bench .*\n$/);
    expect(plain.exitCode).toBe(3);
    expect((await project.run(...args, '--debug')).stderr).toMatch(STACK);
    expect(below('DEBUG=plugin-bench', ...args).stderr).toMatch(STACK);
  });
});
