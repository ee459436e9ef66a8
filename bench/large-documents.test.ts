/** Documents of a hundred thousand cases: each verb shows what is of use, or refuses in a sentence, soon and in little memory. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_CASES } from './result/document.ts';
import { LARGEST_DOCUMENT_BYTES } from './result/printable.ts';
import { documentOfGaps, largeDocument } from './testing/large-document.ts';
import { need } from './testing/needs.ts';
import { makeProject, type Project } from './testing/project.ts';

const LONGEST_MS = 60_000;
const MOST_BYTES = 2e9;
const isShort = freemem() < 2 * MOST_BYTES;
const memory = need(
  process.platform === 'linux'
    ? isShort
      ? 'less than 4 GB of memory are free'
      : null
    : 'the memory of a process is read on Linux only',
);

const VERBS = {
  report: ['report', 'large.json', '--out', 'rendered'],
  verify: ['verify', 'large.json'],
  gate: ['gate', '--baseline', 'large.json', '--current', 'later.json'],
  runs: ['runs', '--out', 'kept'],
} as const;
type Verb = keyof typeof VERBS;

/** What is refused, and in which words. */
const REFUSED: Record<string, { readonly text: () => string; readonly said: RegExp }> = {
  'a hundred thousand cases': {
    text: () => JSON.stringify(documentOfGaps(100_000)),
    said: /cases: it has 100000 entries, and at most 20000 are read/,
  },
  'one case too many': {
    text: () => JSON.stringify(documentOfGaps(MOST_CASES + 1)),
    said: /cases: it has more than 5000 entries, which no run has/,
  },
  'more bytes than any run': {
    text: () => JSON.stringify(documentOfGaps(100_000)).padEnd(LARGEST_DOCUMENT_BYTES + 1),
    said: /is larger than 32 MB/,
  },
};

let project: Project;
beforeAll(() => {
  project = makeProject();
});
afterAll(() => project.remove());

describe.skipIf(memory.isMissing)(`of large documents${memory.note}`, { timeout: 10 * LONGEST_MS }, () => {
  describe.each(Object.keys(REFUSED))('one with %s', (name) => {
    const { text, said } = REFUSED[name] as (typeof REFUSED)[string];
    beforeAll(() => store(text()));

    it.each(['report', 'verify', 'gate'] as const)('is refused by "%s" in a sentence', async (verb) => {
      const { exitCode, stderr } = await withinBounds(verb);
      expect([exitCode, stderr]).toEqual([3, expect.stringMatching(said)]);
      expect(stderr).toMatch(/^[^\n]{1,800}\n$/);
    });

    it('is a damaged one among those that are kept', async () => {
      const { exitCode, stdout } = await withinBounds('runs');
      expect([exitCode, stdout.replace(/\s*│\s*/g, ' ')]).toEqual([0, expect.stringMatching(/damaged/)]);
      expect(stdout).toMatch(said);
    });
  });

  it('one with the values that take the most memory for their text is refused', async () => {
    // Lists as long as are read, in a text as large as is read.
    store(`{"schemaVersion":5,"cases":[${repeated(`[${repeated('{}', 19_000)}]`, 500)}]}`);
    const { exitCode, stderr } = await withinBounds('verify');
    expect([exitCode, stderr]).toEqual([3, expect.stringMatching(/^[^\n]* is not a valid result: [^\n]*\n$/)]);
  });

  describe(`one with ${MOST_CASES} cases`, () => {
    beforeAll(() => {
      const document = largeDocument(MOST_CASES);
      store(JSON.stringify(document), JSON.stringify({ ...document, createdAt: '2025-11-23T00:00:00Z' }));
    });

    it('is rendered by "report", and no larger than a browser takes', async () => {
      const { exitCode, stdout } = await withinBounds('report');
      expect(exitCode).toBe(0);
      expect(stdout).toContain('row-4998');
      expect(statSync(join(project.folder, 'rendered', 'large.html')).size).toBeLessThan(50e6);
    });

    it('is recomputed by "verify"', async () => {
      const { exitCode, stdout } = await withinBounds('verify');
      expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/5000 cases, 45000 samples: every figure follows/)]);
    });

    it('is compared by "gate"', async () => {
      const { exitCode, stdout } = await withinBounds('gate');
      expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/4500 rows: 4500 within the margin/)]);
    });

    it('is listed by "runs"', async () => {
      const { exitCode, stdout } = await withinBounds('runs');
      expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/complete.*4500 of 5000/)]);
    });
  });
});

function repeated(text: string, count: number): string {
  return Array<string>(count).fill(text).join(',');
}

/** Where each verb looks for it. */
function store(text: string, later = text): void {
  const run = join(project.folder, 'kept', 'runs', '2026-01-01T00-00-00Z-0123456789ab');
  mkdirSync(run, { recursive: true });
  for (const path of [join(project.folder, 'large.json'), join(run, 'complete.json')]) writeFileSync(path, text);
  writeFileSync(join(project.folder, 'later.json'), later);
}

/** Runs a command line, which must end in time; looks at its memory until then (VmHWM of proc(5): the most that it has had). */
async function withinBounds(verb: Verb) {
  const { child, outcome } = project.start(...VERBS[verb]);
  let mostBytes = 0;
  const watching = setInterval(() => {
    mostBytes = Math.max(mostBytes, mostResident(child.pid as number));
  }, 10);
  const late = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
  const result = await outcome;
  clearInterval(watching);
  clearTimeout(late);
  expect(mostBytes).toBeGreaterThan(10e6);
  expect(mostBytes).toBeLessThan(MOST_BYTES);
  expect(result.stderr).not.toMatch(/plugin-bench failed|^\s+at .*:\d+:\d+/m);
  return result;
}

/** In bytes; 0 once the process has ended. */
function mostResident(pid: number): number {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
