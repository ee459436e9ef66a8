import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ChildError } from '../sampling/outcome.ts';
import { evaluate } from '../statistics/evaluate.ts';
import { normal, seededRandom } from '../statistics/random.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { makeProject, type Project } from '../testing/project.ts';
import { sampleTruth } from '../testing/sample-truth.ts';
import { type Check, type CheckContext, CheckGap } from './check.ts';
import { CHECKS } from './checks.ts';
import type { TruthDocument } from './document.ts';
import { parseTruth } from './parse.ts';
import { renderTruthMarkdown } from './report/markdown.ts';
import { renderTruthTerminal } from './report/terminal.ts';
import { runChecks } from './run-checks.ts';
import { verifyTruth } from './verify.ts';

const context = (signal = new AbortController().signal): CheckContext => ({
  loaders: [],
  artifacts: new Map(),
  counting: new Map(),
  scenarios: [],
  quick: false,
  seed: 1,
  signal,
  temporaryFolder: '',
  say: () => {},
});

function fakeCheck(name: string, measure: () => Promise<unknown>): Check {
  return {
    name,
    suite: 'truth',
    order: 1,
    title: name,
    question: 'Why?',
    measure,
    judge: (samples) => ({
      findings: [{ claim: 'It was measured', bound: '1', seen: String(samples), holds: samples === 1 }],
      tables: [],
    }),
  };
}

describe('checks', () => {
  it('are named after their files, and all files are checks', () => {
    const files = readdirSync(new URL('checks/', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
    expect(CHECKS.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it('are results with a reason when they fail or cannot be done, and the others go on', async () => {
    const clock = fakeClock({ stepNs: 1e9 });
    const results = await runChecks(
      [
        fakeCheck('gap', async () => Promise.reject(new CheckGap('There is no taskset.'))),
        fakeCheck('broken', async () => Promise.reject(new Error('It broke.'))),
        fakeCheck('good', async () => 1),
        fakeCheck('dead', async () => Promise.reject(new ChildError('The runner died.', { kind: 'late', limitMs: 1 }))),
      ],
      context(),
      clock,
    );
    expect(results.map(({ status }) => status)).toEqual(['skipped', 'failed', 'measured', 'failed']);
    expect(results[0]).toMatchObject({ reason: 'There is no taskset.' });
    // What a check throws is a fault of ours, with its stack; what a runner did is not.
    expect(results[1]).toMatchObject({
      error: 'A fault of plugin-bench: It broke.',
      stack: expect.stringMatching(/^Error: It broke\.\n +at /),
    });
    expect(results[3]).toMatchObject({ error: 'The runner died.' });
    expect(results[3]).not.toHaveProperty('stack');
    expect(results[2]).toMatchObject({ samples: 1, seconds: 1, judgement: { findings: [{ holds: true }] } });
  });

  it('end with the interruption and keep what was measured', async () => {
    const abort = new AbortController();
    const results = await runChecks(
      [
        fakeCheck('good', async () => 1),
        fakeCheck('interrupted', async () => {
          abort.abort();
          throw new Error('The runner was killed.');
        }),
        fakeCheck('never', async () => 1),
      ],
      context(abort.signal),
      fakeClock({ stepNs: 1 }),
    );
    expect(results).toHaveLength(2);
    expect(results[0]).toMatchObject({ status: 'measured' });
    expect(results[1]).toMatchObject({ status: 'failed', error: 'Interrupted.' });
  });
});

describe('a truth document', () => {
  const document = sampleTruth();

  it('is what its own samples say, also after being stored', () => {
    expect(verifyTruth(document)).toEqual([]);
    const stored = parseTruth(JSON.stringify(document), 'truth.json');
    expect(verifyTruth(stored)).toEqual([]);
  });

  it('is found out when a finding was changed', () => {
    const changed = structuredClone(document);
    const check = changed.checks.find(({ name }) => name === 'ladder');
    if (check?.status !== 'measured') throw new Error('the sample has a ladder');
    (check.judgement.findings[0] as { holds: boolean }).holds = false;
    expect(verifyTruth(changed)).toEqual([{ where: 'ladder findings.0.holds', stored: false, recomputed: true }]);
  });

  it('is refused with one sentence when it is broken', () => {
    expect(() => parseTruth('{"kind": "plugin-bench truth"', 'x.json')).toThrow(/x\.json is not JSON/);
    expect(() => parseTruth('{"kind": "plugin-bench truth"}', 'x.json')).toThrow(
      /not a valid truth report: schemaVersion/,
    );
  });

  it.each([
    ['terminal', (truth: TruthDocument) => renderTruthTerminal(truth, { colour: false, columns: 100 })],
    // Where a tag of a document is none.
    ['Markdown', (truth: TruthDocument) => renderTruthMarkdown(truth).replaceAll('&lt;', '<')],
  ])('says every claim, with what was seen and what could not be checked, in the %s', (_name, render) => {
    const text = render(document);
    for (const check of document.checks) {
      expect(text).toContain(check.title);
      if (check.status === 'skipped') expect(text).toContain(check.reason);
      if (check.status === 'failed') expect(text).toContain(check.error);
      if (check.status !== 'measured') continue;
      for (const { claim, seen } of check.judgement.findings) {
        expect(text).toContain(claim);
        expect(text).toContain(seen);
      }
    }
    expect(text).toMatch(/\d+ of \d+ claims hold\. Not enough data for 1\. Not checked: Peers, Orders\./);
  });
});

describe('the command', () => {
  let project: Project | undefined;
  afterAll(() => project?.remove());

  it('measures, judges and writes; verify works the judgement out again; a wrong name is told', async () => {
    project = makeProject();
    const { exitCode, stdout } = await project.run(
      'doctor',
      '--full',
      '--only',
      'tiers',
      '--seed',
      '5',
      '--out',
      'out',
    );
    expect(stdout).toMatch(/Steady state/);
    expect(stdout).toMatch(/3 of 3 claims hold\./);
    expect(exitCode).toBe(0);
    const verified = await project.run('verify', 'out/truth.json');
    expect(verified.stdout).toMatch(/1 checks: every figure follows from its samples/);
    expect(verified.exitCode).toBe(0);
    const page = () => readFileSync(join(project?.folder ?? '', 'out', 'truth.html'), 'utf8');
    const before = page();
    const again = await project.run('report', 'out/truth.json');
    expect(again.exitCode).toBe(0);
    expect(page() === before).toBe(true);
    const unknown = await project.run('doctor', '--full', '--only', 'nonsense');
    expect(unknown.exitCode).toBe(64);
    expect(unknown.stderr).toMatch(/There is no check "nonsense"; there are floor, ladder,/);
  }, 120_000);
});

describe('near-floor', () => {
  it('is not said of a row half a nanosecond above it on a machine of two clocks', () => {
    const random = seededRandom(3);
    const clock = Array.from({ length: 12 }, () => (random() < 0.5 ? 1.7 : 1));
    const row = (mechanism: string, ns: number) => ({
      identity: {
        id: `call/${mechanism}`,
        scenario: 'call',
        mechanism,
        title: mechanism,
        group: 'core',
        runtime: 'x',
        callStyle: 'sync' as const,
      },
      outcome: 'sampled' as const,
      blocks: clock.map((factor, block) => ({
        block,
        iterationsPerSample: 1,
        sampleValues: Array.from({ length: 20 }, () => factor * ns * (1 + 0.01 * normal(random))),
      })),
    });
    const cases = evaluate([row('null', 0.62), row('static-import', 0.9)], {
      plannedBlocks: 12,
      timerResolutionNs: 0.001,
      machineLoad: [],
    });
    expect(
      cases.flatMap((item) => (item.status === 'measured' ? item.warnings.map(({ code }) => code) : [])),
    ).not.toContain('near-floor');
  });
});
