/** A run by somebody else, in a folder with a name that is no word of ASCII, with secrets about: nothing of them is in what it writes. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureArtifacts } from './artifacts/ensure.ts';
import { PROJECT_ROOT } from './artifacts/files.ts';
import { need } from './testing/needs.ts';
import { loaderSource, makeProject, readLatest } from './testing/project.ts';

const library = ensureArtifacts(() => {}).get('shared-library');

/** `nobody`, of every Linux. */
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const otherUser = need(isRoot ? readableGap() : 'only root can run a program as another user');

/** The program links to what is installed, which a clone in the home of root hides from everybody else. */
function readableGap(): string | null {
  const look = ['-e', 'require("fs").readdirSync(process.argv[1])', join(PROJECT_ROOT, 'node_modules')];
  const { status } = spawnSync(process.execPath, look, { uid: NOBODY, gid: NOBODY, cwd: '/' });
  return status === 0 ? null : 'another user cannot read the folder of the suite';
}

const SECRETS = {
  TOKEN: 'tok-5ecret-0123456789',
  NPM_TOKEN: 'npm_0123456789abcdefABCDEF',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE',
  GITHUB_TOKEN: 'ghp_0123456789abcdefABCDEF',
  HTTPS_PROXY: 'http://ada.lovelace:pr0xy-passw0rd@proxy.invalid:3128',
};

/** Runs, renders and gates; @returns all that was written, by name */
async function outputsOf(user: number | undefined): Promise<Map<string, string>> {
  const parent = mkdtempSync(join(tmpdir(), 'plugin-bench-user-'));
  chmodSync(parent, 0o755);
  const home = join(parent, 'home of ada.lovelace');
  const under = join(parent, 'Größe & Übung – 工具 (neu)');
  for (const folder of [home, under]) mkdirSync(folder);
  const own = { ...SECRETS, HOME: home, USER: 'ada.lovelace', LOGNAME: 'ada.lovelace', USERNAME: 'ada.lovelace' };
  const project = makeProject(own, { under, ...(user === undefined ? {} : { user }) });
  try {
    const tells = `throw new Error("cannot open " + import.meta.dirname + "/../x.so or " + process.env.HOME + "/y.so with " + process.env.NPM_TOKEN + " by " + process.env.HTTPS_PROXY)`;
    project.addLoader('telling', loaderSource('telling', `${tells};`));
    const only = ['--only', 'call/{null,static-import,koffi,telling}', 'setup/{null,koffi}'];
    const texts = new Map<string, string>();
    const say = async (name: string, ...args: string[]) => {
      const { exitCode, stdout, stderr } = await project.run(...args);
      texts.set(`${name}, standard output`, stdout).set(`${name}, standard error`, stderr);
      return exitCode;
    };
    const passed = ['--env', 'NPM_TOKEN,HTTPS_PROXY'];
    expect(await say('run', 'run', '--quick', '--blocks', '2', ...only, ...passed)).toBe(3);
    expect(await say('run --json', 'run', '--quick', '--blocks', '1', '--json', '--out', 'second', ...only)).toBe(3);
    expect(await say('report', 'report', 'reports/latest.json', '--out', 'rendered')).toBe(0);
    expect(await say('verify', 'verify')).toBe(0);
    expect(await say('gate', 'gate', '--baseline', 'reports/latest.json')).toBe(3);
    expect(await say('runs', 'runs')).toBe(0);
    expect(await say('list', 'list')).toBe(0);
    // Measured by whom it should be, and what is left out says so.
    const document = readLatest(project);
    const statuses = document.cases.map(({ id, status }) => [id.split('/')[1], status]);
    const native = library?.state === 'built' ? 'measured' : 'skipped';
    const expected = { telling: 'failed', koffi: native, null: 'measured', 'static-import': 'measured' };
    expect(statuses.length).toBe(6);
    for (const [mechanism, status] of statuses)
      expect([mechanism, status]).toEqual([mechanism, expected[mechanism as keyof typeof expected]]);
    expect(document.environment.passedVariables).toEqual(['HTTPS_PROXY', 'NPM_TOKEN']);
    expect(JSON.stringify(document)).toMatch(/cannot open .*…\/x\.so or …\/y\.so with \[redacted\] by \[redacted\]/);
    for (const folder of ['reports', 'second', 'rendered']) {
      for (const entry of readdirSync(join(project.folder, folder), { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath ?? join(project.folder, folder), entry.name);
        texts.set(path.slice(project.folder.length), readFileSync(path, 'utf8'));
      }
    }
    const folders = [parent, under, home, project.folder, project.temporary, PROJECT_ROOT, homedir(), tmpdir()];
    const names = ['ada.lovelace', 'pr0xy-passw0rd', ...(/\d/.test(hostname()) ? [hostname()] : [])];
    for (const [name, text] of texts) {
      for (const word of [...Object.values(SECRETS), ...folders.map((folder) => `${folder}/`), 'Größe', ...names]) {
        const at = text.indexOf(word);
        expect(at, `${name} has "${word}": ${text.slice(Math.max(0, at - 80), at + 80)}`).toBe(-1);
      }
    }
    return texts;
  } finally {
    project.remove();
    rmSync(parent, { recursive: true, force: true });
  }
}

it.skipIf(otherUser.isMissing)(
  `another user's run says nothing of where and by whom it was measured${otherUser.note}`,
  async () => {
    const texts = await outputsOf(NOBODY);
    // All formats of two runs, each once in its folder of runs and once as the latest, and the rendered ones.
    expect(texts.size).toBeGreaterThanOrEqual(14 + 5 * 5);
  },
  300_000,
);

it('nor does a run of the same user', async () => {
  expect((await outputsOf(undefined)).size).toBeGreaterThanOrEqual(14 + 5 * 5);
}, 300_000);
