/** Two builds side by side: the base is another copy of the built program, whose plugin is slower where the test says so. */
import { readFileSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunnableCase } from '../plan/cases.ts';
import type { ResultDocument } from '../result/document.ts';
import { parseDocument } from '../result/parse.ts';
import { makeProject, type Project } from '../testing/project.ts';
import { type BaseBuild, baseArm, inBuild } from './arms.ts';

let [base, current]: [Project, Project] = [] as never;
beforeAll(() => {
  base = makeProject();
  current = makeProject();
  // Another version, described as such and compared all the same.
  const description = join(base.folder, 'package.json');
  const text = readFileSync(description, 'utf8');
  unlinkSync(description);
  writeFileSync(description, text.replace(/"version": "[^"]+"/, '"version": "0.0.1"'));
  // The change under test: a plugin that works thirty steps before it answers.
  const plugin = join(current.folder, 'dist', 'plugin', 'min.js');
  const slower = 'function min(a, b) { return spin(a, 30) === 0.5 ? 0 : a < b ? a : b; }';
  writeFileSync(plugin, readFileSync(plugin, 'utf8').replace(/function min\([^}]*\}/, slower));
});
afterAll(() => {
  base.remove();
  current.remove();
});

const read = (file: string): ResultDocument =>
  parseDocument(readFileSync(join(current.folder, 'reports', file), 'utf8'), file);

describe('arms', () => {
  const planned = {
    id: 'call/koffi',
    artifactPath: '/one/dist/plugins/min.so',
    launch: {
      executable: '/usr/bin/node',
      flags: [],
      script: '/one/dist/sampling/runner.js',
      args: [],
      canOpenPipe: true,
    },
  } as unknown as RunnableCase;
  const [two, three] = ['/two', '/three'].map((folder) => ({ folder, version: '1' })) as [BaseBuild, BaseBuild];

  it('are of two builds, also when neither is the one that measures', () => {
    const current = inBuild(planned, two, '/one');
    const base = baseArm(current, three, '/two');
    expect([current.launch.script, base.launch.script]).toEqual([
      '/two/dist/sampling/runner.js',
      '/three/dist/sampling/runner.js',
    ]);
    expect([current.artifactPath, base.artifactPath]).toEqual([
      '/two/dist/plugins/min.so',
      '/three/dist/plugins/min.so',
    ]);
    expect([base.arm, base.launch.executable]).toEqual(['base', '/usr/bin/node']);
  });

  it('share what is of no build', () => {
    const given = { ...planned, artifactPath: '/elsewhere/min.so' };
    expect(baseArm(given, two, '/one').artifactPath).toBe('/elsewhere/min.so');
  });
});

describe('run --against', () => {
  it('measures both builds in one run, each with its own plugin, and the gate compares them round by round', async () => {
    const only = ['--only', 'call/static-import', 'call/null'];
    const { exitCode, stderr } = await current.run('run', '--blocks', '6', ...only, '--against', base.folder);
    expect(stderr).toMatch(/The other build: .*base\.json/);
    expect(exitCode).toBe(0);
    const [before, now] = [read('base.json'), read('latest.json')];
    expect(before.pair).toEqual({ id: now.pair?.id, arm: 'base', pathLength: base.folder.length });
    expect(now.pair).toMatchObject({ arm: 'current', pathLength: current.folder.length });
    expect(stderr).not.toContain('paths of the two builds');
    expect([before.tool.version, before.facts]).toEqual(['0.0.1', []]);
    expect(now.tool.version).not.toBe('0.0.1');
    expect(before.cases.map(({ id, status }) => [id, status])).toEqual(now.cases.map(({ id, status }) => [id, status]));
    const digest = ({ artifacts }: ResultDocument) => artifacts.find(({ kind }) => kind === 'javascript')?.sha256;
    expect(digest(before)).not.toBe(digest(now));

    const gate = await current.run('gate', '--baseline', 'reports/base.json');
    expect(gate.stdout).toMatch(/^1 row: 1 regressed\n✗ call\/static-import +\+\d/m);
    expect(gate.exitCode).toBe(1);
    for (const file of ['base.json', 'latest.json']) {
      expect((await current.run('verify', `reports/${file}`)).exitCode).toBe(0);
    }
  }, 120_000);

  it('refuses a build whose runners speak another protocol', async () => {
    const other = makeProject();
    const protocol = join(other.folder, 'dist', 'sampling', 'protocol.js');
    const source = readFileSync(protocol, 'utf8');
    writeFileSync(protocol, source.replace(/PROTOCOL_VERSION = \d+/, 'PROTOCOL_VERSION = 4'));
    const { exitCode, stderr } = await current.run('run', '--quick', '--against', other.folder);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/speak version 4 of the runner protocol, these speak version \d+; build both checkouts/);
    other.remove();
  });

  it('says that paths of two lengths move set-ups', async () => {
    const longer = `${base.folder}-longer`;
    symlinkSync(base.folder, longer);
    const linked = await current.run('run', '--blocks', '1', '--only', 'call/null', '--against', longer);
    expect(linked.stderr).not.toContain('paths of the two builds');
    unlinkSync(longer);
    renameSync(base.folder, longer);
    const moved = await current.run('run', '--blocks', '1', '--only', 'call/null', '--against', longer);
    renameSync(longer, base.folder);
    expect(moved.exitCode).toBe(0);
    const [theirs, ours] = [longer.length, current.folder.length];
    expect(moved.stderr).toContain(`The paths of the two builds have ${theirs} and ${ours} characters`);
    expect(read('base.json').pair?.pathLength).toBe(theirs);
  });

  it('says what to do when the other folder is no build', async () => {
    const { exitCode, stderr } = await current.run('run', '--quick', '--against', '/nowhere');
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/\/nowhere is not a built checkout of plugin-bench; run "npm ci && npm run build" in it\./);
  });
});
