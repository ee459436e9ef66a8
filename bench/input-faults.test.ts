/** Documents that somebody else wrote, or that a disk or a shell has spoilt: read, or refused in a sentence; never obeyed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printable, tidy } from './result/printable.ts';
import { toJson } from './result/store.ts';
import { seededRandom } from './statistics/random.ts';
import { need } from './testing/needs.ts';
import { makeProject, type Project } from './testing/project.ts';
import { sampleDocument } from './testing/sample-document.ts';

const fifo = need(process.platform === 'win32' ? 'Windows has no named pipes in folders' : null);
const VERBS = [
  (file: string) => ['report', file, '--out', 'rendered'],
  (file: string) => ['gate', '--baseline', file, '--current', file],
  (file: string) => ['verify', file],
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const CONTROL = /[\u0007\u001b\u202e]/;

let project: Project;
beforeAll(() => {
  project = makeProject();
});
afterAll(() => project.remove());

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(project.folder, name), content);
  return name;
}

/** CI asks for more. */
const MUTATIONS = Number(process.env['PLUGIN_BENCH_MUTATIONS'] ?? 400);

describe('a document', () => {
  const text = toJson(sampleDocument());

  it('is read with a byte order mark, and in UTF-16, which is what PowerShell writes', async () => {
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const content of [`\ufeff${text}`, utf16, Buffer.from(utf16).swap16()]) {
      const { exitCode, stdout, stderr } = await project.run('verify', file('marked.json', content));
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/every figure follows/);
    }
  });

  it.each([
    ['of a hundred thousand levels', '['.repeat(100_000) + ']'.repeat(100_000), /more than 32 levels/],
    [
      'of one level too many in a field',
      text.replace(/"commit": [^,]+/, `"commit": ${'['.repeat(40)}${']'.repeat(40)}`),
      /32 levels/,
    ],
    ['with a version of 100 kB', JSON.stringify({ schemaVersion: 'x'.repeat(100_000) }), /schema version "x{199}…/],
    [
      'with a number that no run has',
      text.replace(/"durationSeconds": [\d.]+/, '"durationSeconds": 1e308'),
      /durationSeconds: the number is beyond/,
    ],
    [
      'with a number that no JSON has',
      text.replace(/"durationSeconds": [\d.]+/, '"durationSeconds": 1e999'),
      /durationSeconds: the number is beyond/,
    ],
    ['with escape sequences in what is no JSON', '{"\u001b[2J": \u001b]0;x\u0007', /is not JSON/],
  ])('%s is refused in one sentence by every verb', async (_what, content, sentence) => {
    const name = file('bad.json', content);
    for (const verb of VERBS) {
      const { exitCode, stderr } = await project.run(...verb(name));
      expect(stderr).toMatch(sentence);
      expect(stderr).not.toMatch(CONTROL);
      expect(stderr.length).toBeLessThan(500);
      expect(stderr.trimEnd()).not.toContain('\n');
      expect(exitCode).toBe(3);
    }
  });

  it('that is a folder is refused', async () => {
    mkdirSync(join(project.folder, 'folder.json'));
    for (const verb of VERBS) {
      const { exitCode, stderr } = await project.run(...verb('folder.json'));
      expect(stderr).toMatch(/folder\.json is a folder(?: without a run)?; give a document\.\n$/);
      expect(exitCode).toBe(3);
    }
  });

  it.skipIf(fifo.isMissing)(`that is a pipe is not waited for${fifo.note}`, async () => {
    execFileSync('mkfifo', [join(project.folder, 'pipe.json')]);
    for (const verb of VERBS) {
      const { exitCode, stderr } = await project.run(...verb('pipe.json'));
      expect(stderr).toMatch(/pipe\.json is no regular file; give a document\.\n$/);
      expect(exitCode).toBe(3);
    }
  });

  it('cannot speak to the terminal, to the CI system, to a page or to a spreadsheet', async () => {
    const evil =
      '::error::no\n##[error]no \u001b[31m\u0007\u202e<img src=x onerror=alert(1)> ![x](http://x) | `x` <script>';
    const hostile = sampleDocument();
    // Free text is what a stranger can choose.
    const titled = {
      ...hostile,
      cases: hostile.cases.map((row) => ({
        ...row,
        title: `=${evil}`,
        ...(row.status === 'failed' ? { error: evil } : {}),
      })),
    };
    const name = file('evil.json', JSON.stringify(titled));
    const { exitCode, stdout, stderr } = await project.run('report', name, '--out', 'evil');
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^Reports: /)]);
    for (const printed of [stdout, (await project.run('gate', '--baseline', name, '--current', name)).stdout]) {
      expect(printed).not.toMatch(CONTROL);
      expect(printed).not.toMatch(/^\s*(::|##\[)/m);
    }
    const read = (type: string) => readFileSync(join(project.folder, 'evil', `evil.${type}`), 'utf8');
    expect(read('md')).not.toMatch(/<(img|script)/);
    expect(read('md')).not.toMatch(/(^|[^\\])!?\[x\]\(/);
    expect(read('md')).toContain('&lt;img');
    expect(read('html')).not.toMatch(/<img src=x/);
    for (const type of ['md', 'html', 'csv', 'txt']) expect(read(type)).not.toMatch(CONTROL);
  });

  it('with changed bytes is rendered or refused, never with a stack or another exit code', async () => {
    const random = seededRandom(11);
    const { parseDocument, DocumentError } = await import('./result/parse.ts');
    const { renderReports } = await import('./report/reports.ts');
    const { renderTerminal } = await import('./report/terminal.ts');
    const { judge } = await import('./gate/verdict.ts');
    const { verifyDocument } = await import('./statistics/verify.ts');
    const bytes = Buffer.from(text);
    let rendered = 0;
    for (let mutation = 0; mutation < MUTATIONS; mutation++) {
      const changed = Buffer.from(bytes);
      for (let change = 0; change <= random() * 3; change++) {
        const at = Math.floor(random() * bytes.length);
        // Digits mostly, so that many are still documents.
        changed[at] =
          random() < 0.8 && /\d/.test(String.fromCharCode(changed[at] as number))
            ? 48 + Math.floor(random() * 10)
            : Math.floor(random() * 256);
      }
      try {
        const document = parseDocument(changed.toString(), 'changed.json');
        verifyDocument(document);
        judge(document, document);
        if (mutation % 20 === 0) renderReports(document, 'x');
        renderTerminal(document, { colour: false, columns: 80 });
        rendered++;
      } catch (error) {
        if (!(error instanceof DocumentError)) throw new Error(`mutation ${mutation}`, { cause: error });
        expect(error.message).not.toMatch(/\n/);
      }
    }
    // Neither all of them nor none: the test would say nothing.
    expect(rendered).toBeGreaterThan(MUTATIONS / 20);
    expect(rendered).toBeLessThan(MUTATIONS - MUTATIONS / 20);
  });
});

describe('text from outside', () => {
  it('is one line of what can be shown', () => {
    expect(printable('a\r\nb\u2028c\td')).toBe('a b c d');
    expect(printable('\u001b[2J\u0007\u009b\u202e\u200b')).toBe('\ufffd[2J\ufffd\ufffd\ufffd\ufffd');
    expect(printable('größer 𝄞 µs −5 %')).toBe('größer 𝄞 µs −5 %');
  });

  it('is made so wherever it stands in a value, and numbers beyond any run are named', () => {
    const value = { list: [{ text: 'a\nb' }, 'c\u0007'], plain: 1 };
    expect(tidy(value)).toBeNull();
    expect(value).toEqual({ list: [{ text: 'a b' }, 'c\ufffd'], plain: 1 });
    expect(tidy({ a: [0, { b: 1e19 }] })).toMatch(/^a\.1\.b: the number is beyond/);
    expect(tidy(Number.POSITIVE_INFINITY)).toMatch(/beyond/);
  });
});
