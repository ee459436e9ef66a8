/** Limits of processors, made for the test: a run within one says so, and is not compared with one without. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultDocument } from './result/document.ts';
import { type Need, need } from './testing/needs.ts';
import { makeProject, type Project, readLatest, waitFor } from './testing/project.ts';

const QUOTA = 0.3;
const PERIOD_US = 100_000;

/** A version of control groups: where its groups are, and how a quota is set. */
interface Version {
  readonly name: string;
  /** Folders where it may be mounted. */
  readonly mounts: readonly string[];
  limit(group: string): void;
}

const VERSIONS: readonly Version[] = [
  {
    name: 'version 1',
    mounts: ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/cpu,cpuacct'],
    limit(group) {
      writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD_US));
      writeFileSync(join(group, 'cpu.cfs_quota_us'), String(QUOTA * PERIOD_US));
    },
  },
  {
    name: 'version 2',
    mounts: ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'],
    limit: (group) => writeFileSync(join(group, 'cpu.max'), `${QUOTA * PERIOD_US} ${PERIOD_US}`),
  },
];

/** Makes a group with a quota. @returns its folder, or why it cannot be made */
function makeGroup({ name, mounts, limit }: Version): { readonly group: string | null; readonly why: Need } {
  const gap = (why: string) => ({ group: null, why: need(`no quota by control groups of ${name}: ${why}`) });
  if (process.getuid?.() !== 0) return gap('only root makes one');
  const mount = mounts.find((folder) => existsSync(join(folder, 'cgroup.procs')) && hasProcessors(folder));
  if (mount === undefined) return gap('the controller of processors is not there');
  const group = join(mount, `plugin-bench-test-${process.pid}`);
  try {
    mkdirSync(group);
    limit(group);
    return { group, why: need(null) };
  } catch (error) {
    if (existsSync(group)) rmdirSync(group);
    return gap(String((error as NodeJS.ErrnoException).code));
  }
}

/** Version 1 has a file of its own; version 2 gives the controller to groups below where it says so. */
function hasProcessors(mount: string): boolean {
  if (existsSync(join(mount, 'cpu.cfs_quota_us'))) return true;
  const given = join(mount, 'cgroup.subtree_control');
  return existsSync(given) && readFileSync(given, 'utf8').split(/\s/).includes('cpu');
}

let project: Project;
let free: ResultDocument;
const RUN = ['run', '--quick', '--blocks', '2', '--only', 'call/{null,static-import}'];

beforeAll(async () => {
  project = makeProject();
  expect((await project.run(...RUN)).exitCode).toBe(0);
  free = readLatest(project);
});
afterAll(() => project.remove());

/** Runs the program in a group. */
function runWithin(group: string, ...args: string[]): Promise<{ exitCode: number | null; said: string }> {
  const line = 'echo $$ > "$0/cgroup.procs" && exec "$@"';
  const command = ['-c', line, group, process.execPath, join(project.folder, 'dist', 'cli.js'), ...args];
  const child = spawn('sh', command, { cwd: project.folder, env: { ...process.env, ...project.env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, said })));
}

describe.each(VERSIONS)('a quota by control groups of $name', (version) => {
  const { group, why } = makeGroup(version);
  afterAll(async () => {
    if (group === null) return;
    // Guards of runners end a moment after them.
    await waitFor(() => readFileSync(join(group, 'cgroup.procs'), 'utf8').trim() === '', 20_000);
    rmdirSync(group);
  });

  it.skipIf(group === null)(`is recorded, and no run without it is compared${why.note}`, async () => {
    const { exitCode, said } = await runWithin(group as string, ...RUN, '--verbose', '--out', 'limited');
    expect([exitCode, said]).toEqual([0, expect.stringMatching(/limited\s+to\s+0\.300\s+processors:\s+held\s+back/)]);
    const limited = readLatest(project, 'limited');
    expect(limited.environment.cpuLimit).toBeCloseTo(QUOTA, 6);
    expect(free.environment.cpuLimit ?? Number.POSITIVE_INFINITY).toBeGreaterThan(QUOTA);
    // What held it back is in the books of every part.
    expect(limited.machineLoad.length).toBeGreaterThan(0);
    for (const { throttledSeconds } of limited.machineLoad) expect(throttledSeconds).toBeGreaterThanOrEqual(0);
    expect(limited.machineLoad.reduce((sum, { throttledSeconds = 0 }) => sum + throttledSeconds, 0)).toBeGreaterThan(0);
    expect((await project.run('verify', 'limited/latest.json')).exitCode).toBe(0);
    const documents = ['--baseline', 'reports/latest.json', '--current', 'limited/latest.json'];
    const verdict = await project.run('gate', ...documents);
    expect(verdict.stdout).toMatch(
      /The baseline has another limit of processors: .* then, 0\.3 now\. Measure a new baseline here\./,
    );
    expect(verdict.exitCode).toBe(3);
  });
});
