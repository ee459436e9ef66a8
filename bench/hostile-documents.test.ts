/** Documents that somebody has spoilt, thousands of them, through every command that reads one: rendered or refused, never obeyed. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutCommands } from './io.ts';
import { main } from './main.ts';
import { toJson } from './result/store.ts';
import { type Random, seededRandom } from './statistics/random.ts';
import { captureIo } from './testing/captured-io.ts';
import { mutate } from './testing/mutations.ts';
import { makeProject, type Project } from './testing/project.ts';
import { sampleDocument } from './testing/sample-document.ts';
import { sampleTruth } from './testing/sample-truth.ts';

/** Spoilt documents; CI asks for more. */
const MUTATIONS = Number(process.env['PLUGIN_BENCH_MUTATIONS'] ?? 200);
/** How many of them go through the program itself. */
const PROCESSES = 6;
const LONGEST_MS = 10_000;
/** In the README: what each verb may end with. */
const EXIT_CODES = { report: [0, 3], verify: [0, 1, 3], gate: [0, 1, 2, 3], runs: [0] } as const;
type Verb = keyof typeof EXIT_CODES;

const RUN_NAME = '2026-01-01T00-00-00Z-0123456789ab';
/** A new line of ours is the only control character that is printed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const UNPRINTABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069]/;

let folder: string;
let project: Project;
/** Texts of documents to spoil: a real one, the invented one with every kind of row, and a truth report. */
let originals: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plugin-bench-hostile-'));
  project = makeProject();
  const only = ['--only', 'call/{null,static-import}', 'setup/{null,static-import}'];
  expect((await project.run('run', '--quick', '--blocks', '2', ...only)).exitCode).toBe(0);
  const real = readFileSync(join(project.folder, 'reports', 'latest.json'), 'utf8');
  originals = [real, real, real, toJson(shortened()), JSON.stringify(sampleTruth())];
  mkdirSync(join(folder, 'reports', 'runs', RUN_NAME), { recursive: true });
  writeFileSync(join(folder, 'original.json'), real);
});
afterAll(() => {
  project.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The invented document, with few samples: each of thousands is rendered. */
function shortened() {
  const document = sampleDocument();
  const cases = document.cases.map((row) =>
    row.status === 'skipped' ? row : { ...row, blocks: row.blocks.slice(0, 2) },
  );
  return { ...document, cases };
}

/** Where a spoilt document is put: beside the others, and as a run that is kept. */
const FILES = ['spoilt.json', join('reports', 'runs', RUN_NAME, 'complete.json')];

const ARGUMENTS: Record<Verb, readonly string[]> = {
  report: ['report', 'spoilt.json', '--out', 'rendered'],
  verify: ['verify', 'spoilt.json'],
  gate: ['gate', '--baseline', 'original.json', '--current', 'spoilt.json'],
  runs: ['runs'],
};

/** What is wrong with what a command said and did; null: nothing. */
function objection(verb: Verb, exitCode: number | null, stdout: string, stderr: string): string | null {
  const said = stdout + stderr;
  if (!(EXIT_CODES[verb] as readonly (number | null)[]).includes(exitCode)) return `exit code ${exitCode}`;
  if (/^\s+at .*:\d+:\d+/m.test(said)) return 'a stack';
  if (/plugin-bench failed/.test(said)) return 'a fault that nobody has foreseen';
  if (UNPRINTABLE.test(said)) return 'a character that cannot be shown';
  if (/^\s*::|##\w*\[/m.test(withoutCommands(said))) return 'a command for a CI system';
  if (exitCode === 3 && verb !== 'gate' && !/^[^\n]{1,800}\n$/.test(stderr)) return 'more or less than one sentence';
  return null;
}

/** Of the files that `report` has written. */
function objectionToFiles(): string | null {
  for (const name of readdirSync(join(folder, 'rendered'))) {
    const text = readFileSync(join(folder, 'rendered', name), 'utf8');
    if (UNPRINTABLE.test(name.endsWith('.html') ? shownOf(text) : text))
      return `${name} holds a character that cannot be shown`;
    if (name.endsWith('.html') && /<(img|script>hacked)/.test(text)) return `${name} holds a tag of the document`;
    if (name.endsWith('.md') && /<(img|script)|(^|[^\\])!?\[[xy]\]\(|^# PASSED/m.test(text))
      return `${name} holds markup of the document`;
    if (name.endsWith('.csv') && /(^|,)"?[=@+]/m.test(text)) return `${name} holds a formula`;
  }
  return null;
}

/** What a page shows, without its scripts; tabs are between values for spreadsheets. */
function shownOf(page: string): string {
  return page.slice(page.indexOf('<body>'), page.indexOf('<script>')).replaceAll('\t', ' ');
}

describe('a spoilt document', () => {
  it(`is rendered or refused by every verb, ${MUTATIONS} times`, async () => {
    const outcomes: Record<string, number> = {};
    const objections: string[] = [];
    let slowest = { ms: 0, what: '' };
    for (let mutation = 0; mutation < MUTATIONS; mutation++) {
      const random = seededRandom(mutation);
      const spoilt = mutate(pickFrom(originals, random), random);
      for (const file of FILES) writeFileSync(join(folder, file), spoilt);
      for (const verb of Object.keys(ARGUMENTS) as Verb[]) {
        rmSync(join(folder, 'rendered'), { recursive: true, force: true });
        const { io, stdout, stderr } = captureIo(folder, { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') });
        const begun = performance.now();
        const exitCode = await main(ARGUMENTS[verb], io);
        const ms = performance.now() - begun;
        const outcome = `${verb} ${exitCode}`;
        if (ms > slowest.ms) slowest = { ms, what: `${outcome} of mutation ${mutation}` };
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        const wrong =
          objection(verb, exitCode, stdout(), stderr()) ?? (outcome === 'report 0' ? objectionToFiles() : null);
        if (wrong !== null)
          objections.push(`mutation ${mutation}, ${outcome}: ${wrong}: ${JSON.stringify(stderr().slice(0, 300))}`);
      }
    }
    console.log(
      `${MUTATIONS} spoilt documents: ${JSON.stringify(outcomes)}, slowest ${slowest.what}, ${slowest.ms.toFixed(0)} ms`,
    );
    expect(objections).toEqual([]);
    expect(slowest.ms).toBeLessThan(LONGEST_MS);
    // Neither all of them nor none are documents: the test would say nothing.
    expect(outcomes['report 0']).toBeGreaterThan(MUTATIONS / 20);
    expect(outcomes['report 3']).toBeGreaterThan(MUTATIONS / 20);
  }, 3_600_000);

  it('is so by the program itself', async () => {
    for (let mutation = 0; mutation < PROCESSES; mutation++) {
      const random = seededRandom(100_000 + mutation);
      const spoilt = mutate(pickFrom(originals, random), random);
      mkdirSync(join(project.folder, 'kept', 'runs', RUN_NAME), { recursive: true });
      for (const file of ['spoilt.json', join('kept', 'runs', RUN_NAME, 'complete.json')]) {
        writeFileSync(join(project.folder, file), spoilt);
      }
      const lines: Record<Verb, readonly string[]> = {
        ...ARGUMENTS,
        gate: ['gate', '--baseline', 'reports/latest.json', '--current', 'spoilt.json'],
        runs: ['runs', '--out', 'kept'],
      };
      for (const verb of Object.keys(lines) as Verb[]) {
        const { exitCode, stdout, stderr } = await project.run(...lines[verb]);
        expect([mutation, verb, objection(verb, exitCode, stdout, stderr)]).toEqual([mutation, verb, null]);
      }
    }
  });
});

function pickFrom(list: readonly string[], random: Random): string {
  return list[Math.floor(random() * list.length)] as string;
}
