/** Runs that are cut short and runners that die, talk or hang: what was measured is kept. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultDocument } from './result/document.ts';
import { keptRuns } from './run/history.ts';
import { seededRandom } from './statistics/random.ts';
import { need } from './testing/needs.ts';
import {
  caseOf,
  loaderSource,
  makeProject,
  type Project,
  processesOf,
  readLatest,
  waitFor,
} from './testing/project.ts';

const isWindows = need(process.platform === 'win32' ? 'Windows has other signals' : null);

let project: Project;
beforeAll(() => {
  project = makeProject();
});
afterAll(() => project.remove());

describe('a host library that cannot be used', () => {
  it('is to blame itself, not the plugin, and says what to do', async () => {
    const own = makeProject();
    const source = loaderSource('uncompiled', 'return a < b ? a : b;')
      .replace('artifact: null', "artifact: 'script'")
      .replace('async openHost() {', "async openHost() { throw new HostError('the package is not compiled; do so');");
    own.addLoader('uncompiled', `import { HostError } from '../loader.js';\n${source}`);
    const { exitCode } = await own.run('run', '--quick', '--blocks', '1', '--only', 'call/uncompiled');
    expect(exitCode).toBe(3);
    expect(caseOf(readLatest(own), 'call/uncompiled')).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/(^|: )uncompiled: the package is not compiled; do so\.$/),
    });
    own.remove();
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
    writeFileSync(join(project.folder, 'cut', 'latest.json'), 'earlier');
    expect(keptRuns(join(project.folder, 'cut')).map(({ state }) => state)).toEqual(['measuring']);
    running.child.kill('SIGINT');
    const { exitCode, stdout, stderr } = await running.outcome;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/Incomplete: The run was interrupted after/);
    const [kept] = keptRuns(join(project.folder, 'cut'));
    expect(kept?.state).toBe('interrupted');
    expect(stderr).toContain(`What was measured is in ${relative(project.folder, kept?.file ?? '')} and beside it.`);
    expect(stderr).toContain('latest.* are of an earlier run.');
    expect(readFileSync(join(project.folder, 'cut', 'latest.json'), 'utf8')).toBe('earlier');
    expect(readdirSync(kept?.path ?? '').sort()).toEqual(
      ['csv', 'html', 'json', 'md', 'txt'].map((type) => `interrupted.${type}`),
    );
    const row = caseOf(kept?.document as ResultDocument, 'call/null');
    expect(row.status === 'measured' && row.blocks.length).toBeGreaterThanOrEqual(2);
    expect(row.status === 'measured' && row.warnings.map(({ code }) => code)).toContain('incomplete');
  });

  it.skipIf(isWindows.isMissing)(
    `ends in good order when its terminal is closed, or asked by SIGQUIT${isWindows.note}`,
    async () => {
      for (const signal of ['SIGHUP', 'SIGQUIT'] as const) {
        const running = project.start('run', '--quick', '--only', 'call/null', '--blocks', '40', '--out', signal);
        await waitFor(() => running.stderr().includes('block 1 of 40 done'));
        running.child.kill(signal);
        expect((await running.outcome).exitCode).toBe(130);
        expect(keptRuns(join(project.folder, signal)).map(({ state }) => state)).toEqual(['interrupted']);
      }
    },
  );

  it('that is killed loses no block, is listed and rendered, and is in the way of no other', async () => {
    const out = ['--only', 'call/null', '--out', 'killed'];
    const running = project.start('run', '--quick', '--blocks', '40', ...out);
    await waitFor(() => running.stderr().includes('block 2 of 40 done'));
    running.child.kill('SIGKILL');
    await running.outcome;
    const next = await project.run('run', '--quick', '--blocks', '2', ...out);
    expect(next.exitCode).toBe(0);
    const [complete, died] = keptRuns(join(project.folder, 'killed'));
    expect([complete?.state, died?.state]).toEqual(['complete', 'died']);
    const row = caseOf(died?.document as ResultDocument, 'call/null');
    expect(row.status === 'measured' && row.blocks.length).toBeGreaterThanOrEqual(2);
    const { stdout } = await project.run('runs', '--out', 'killed');
    expect(stdout).toMatch(/complete .*complete\.json[\s\S]*died .*unfinished\.json/);
    const rendered = await project.run('report', died?.file ?? '');
    expect(rendered).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('The run is not finished, or its process was killed.'),
    });
    // Its copies are gone with the next run, and its runners by themselves.
    expect(readdirSync(project.temporary).filter((name) => name.startsWith(`pb-${running.child.pid}-`))).toEqual([]);
    const pruned = await project.run('runs', '--out', 'killed', '--keep', '1', '--json');
    expect(JSON.parse(pruned.stdout)).toMatchObject([{ state: 'complete', measured: 1, blocks: 2 }]);
    expect(existsSync(died?.path ?? '')).toBe(false);
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

/** At which a process is killed; CI asks for more. */
const MOMENTS = Number(process.env['PLUGIN_BENCH_KILLS'] ?? 4);
const linux = need(process.platform === 'linux' ? null : 'processes are found on Linux only');

describe.skipIf(linux.isMissing)(`a run that is killed${linux.note}`, () => {
  it('while a plugin spins leaves no process, and the next one runs', async () => {
    const spinning = makeProject();
    spinning.addLoader('spinning', loaderSource('spinning', 'for (;;);'));
    const run = ['run', '--quick', '--blocks', '2', '--only'];
    const running = spinning.start(...run, 'call/spinning');
    // The runner asks for nothing any more: it spins, and would for ever.
    await waitFor(() => processesOf(spinning, 'sampling/runner').length > 0);
    running.child.kill('SIGKILL');
    await running.outcome;
    await waitFor(() => processesOf(spinning).length === 0, 5000);
    expect((await spinning.run(...run, 'call/null')).exitCode).toBe(0);
    spinning.remove();
  });

  it('ends a program that a plugin has started, and so does a runner that hangs', async () => {
    const hanging = makeProject();
    const program = join(hanging.folder, 'spins.sh');
    writeFileSync(program, '#!/bin/sh\nwhile :; do sleep 1; done\n', { mode: 0o755 });
    const only = ['--only', 'call/{null,process-pipe}', '--artifact', `executable=${program}`, '--time-limit', '2'];
    const { exitCode } = await hanging.run('run', '--quick', '--blocks', '1', ...only);
    expect(exitCode).toBe(3);
    expect(caseOf(readLatest(hanging), 'call/null').status).toBe('measured');
    await waitFor(() => processesOf(hanging).length === 0, 5000);
    hanging.remove();
  });

  it(
    'or whose runners are, at any moment, loses no block and leaves nothing',
    async () => {
      const killed = makeProject();
      const random = seededRandom(7);
      const run = [
        'run',
        '--quick',
        '--blocks',
        '4',
        '--only',
        'call/{null,static-import}',
        'setup/{null,static-import}',
      ];
      for (let attempt = 0; attempt < MOMENTS; attempt++) {
        const running = killed.start(...run);
        let ended = false;
        running.outcome.then(() => {
          ended = true;
        });
        const moment = 300 + random() * 4000;
        const begun = performance.now();
        await waitFor(() => ended || performance.now() - begun > moment);
        const blocks = [...running.stderr().matchAll(/block (\d+) of 4 done/g)].length;
        const others = processesOf(killed).filter((pid) => pid !== running.child.pid);
        const victim = attempt % 2 === 0 ? running.child.pid : others[Math.floor(random() * others.length)];
        if (victim !== undefined && !ended) {
          try {
            process.kill(victim, 'SIGKILL');
          } catch {
            // It has ended in the meantime.
          }
        }
        const { exitCode, stderr } = await running.outcome;
        expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
        // A killed runner fails its row; a killed parent has no exit code.
        expect([null, 0, 3]).toContain(exitCode);
        await waitFor(() => processesOf(killed).length === 0, 5000);
        const [newest] = keptRuns(join(killed.folder, 'reports'));
        const kept = Math.max(
          0,
          ...(newest?.document?.cases ?? []).map((row) => (row.status === 'skipped' ? 0 : (row.blocks?.length ?? 0))),
        );
        if (blocks > 0) expect(kept).toBeGreaterThanOrEqual(blocks);
      }
      expect((await killed.run(...run)).exitCode).toBe(0);
      killed.remove();
    },
    60_000 + 15_000 * MOMENTS,
  );
});

describe('the environment of plugin-bench', () => {
  it('does not reach runners, but what is passed by name, which the document says', async () => {
    const own = makeProject({ SECRET_TOKEN: 'hush-hush', NODE_OPTIONS: '--max-old-space-size=900' });
    const body =
      'if (process.env.SECRET_TOKEN || process.env.NODE_OPTIONS) throw new Error("it sees " + process.env.SECRET_TOKEN); return a < b ? a : b;';
    own.addLoader('nosy', loaderSource('nosy', body));
    const run = ['run', '--quick', '--blocks', '1', '--only', 'call/nosy'];
    const hidden = await own.run(...run);
    expect(hidden.stderr).toContain('NODE_OPTIONS is not passed to runners; "--env NODE_OPTIONS" passes it.');
    expect(hidden.exitCode).toBe(0);
    expect(readLatest(own).environment.passedVariables).toBeUndefined();
    const passed = await own.run(...run, '--env', 'SECRET_TOKEN,NODE_OPTIONS');
    expect(passed.exitCode).toBe(3);
    const { environment } = readLatest(own);
    expect(environment.passedVariables).toEqual(['NODE_OPTIONS', 'SECRET_TOKEN']);
    expect(environment.flags).toContain('--max-old-space-size=900');
    own.remove();
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
    expect(failed.status === 'failed' && failed.blocks.map((block) => block.sampleValues.length)).toEqual([1]);
    const healthy = caseOf(readLatest(broken), 'setup-warm/null');
    expect(healthy.status === 'measured' && healthy.blocks).toHaveLength(2);
    expect(stdout).toMatch(/setup-warm\/mortal failed after 1 block:/);
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

  it('that prints is measured all the same, and its row says so', async () => {
    const loud = makeProject();
    const source = loaderSource('loud', 'return a < b ? a : b;').replace(
      'endPhase(',
      `process.stdout.write('x'.repeat(1e6)); process.stderr.write(Buffer.from([0, 255])); endPhase(`,
    );
    const forged = JSON.stringify({ type: 'sample', iterations: 1, sample: { durationNs: 0, phasesNs: {} } });
    loud.addLoader('loud', `console.log("hello"); console.log('${forged}');\n${source}`);
    const { exitCode, stdout } = await loud.run('run', '--quick', '--blocks', '1', '--only', '*/loud', 'call/null');
    expect(exitCode).toBe(0);
    const document = readLatest(loud);
    for (const id of ['call/loud', 'setup/loud', 'setup-warm/loud']) {
      const row = caseOf(document, id);
      expect(row).toMatchObject({ status: 'measured', printed: expect.stringMatching(/^hello \{"type":"sample"/) });
      expect(row.status === 'measured' && row.warnings.map(({ code }) => code)).toContain('prints');
    }
    expect(caseOf(document, 'call/null')).not.toHaveProperty('printed');
    // Wherever the line is broken.
    expect(stdout).toMatch(/the\s+plugin\s+printed\s+something/);
    loud.remove();
  });
});
