/** One name for each mechanism: the title never stands without the id, wherever a reader may look, and no id has two titles. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverLoaders } from './discover.ts';
import { main } from './main.ts';
import { titleOf } from './plan/cases.ts';
import { renderFormat, renderReports } from './report/reports.ts';
import { renderTerminal } from './report/terminal.ts';
import type { ResultDocument } from './result/document.ts';
import { toJson } from './result/store.ts';
import { HOST } from './sampling/runtimes.ts';
import { captureIo } from './testing/captured-io.ts';
import { sampleDocument } from './testing/sample-document.ts';

/** Titles that no other text has, and that do not contain their ids. */
const WORDS = ['Alfa', 'Bravo', 'Charlie', 'Delta', 'Echo', 'Foxtrot', 'Golf', 'Hotel', 'India', 'Juliett'];

function titledDocument(): { document: ResultDocument; titles: Map<string, string> } {
  const document = sampleDocument();
  const mechanisms = [...new Set([...document.cases, ...document.leftOut].map(({ mechanism }) => mechanism))];
  const titles = new Map(mechanisms.map((mechanism, index) => [mechanism, `Title ${WORDS[index]}`]));
  const titled = <T extends { readonly mechanism: string }>(row: T): T => ({
    ...row,
    title: titles.get(row.mechanism),
  });
  return {
    document: { ...document, cases: document.cases.map(titled), leftOut: document.leftOut.map(titled) },
    titles,
  };
}

const { document, titles } = titledDocument();

/** A name as a whole word, within ids also: `koffi` in `call/koffi` and `koffi@bun`, not in `koffi-static`. */
function has(row: string, mechanism: string): boolean {
  return new RegExp(`(?<![\\w-])${mechanism}(?![\\w-])`).test(row);
}

/** Rows in which a title stands without its id, or beside the title of another. */
function lonely(rows: readonly string[]): string[] {
  return rows.filter((row) =>
    [...titles].some(([mechanism, title]) => row.includes(title) && !has(row.replaceAll(title, ''), mechanism)),
  );
}

function shows(rows: readonly string[]): number {
  return rows.filter((row) => row.includes('Title ')).length;
}

/** What stands together on the page: rows of tables, items of lists, charts with their labels, and what is left. */
function rowsOfPage(page: string): string[] {
  const data = /<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? 'null';
  const rows = objectsOf(JSON.parse(data));
  const rest = page.replace(/<(tr|li|script|option|p|h[1-6])\b[\s\S]*?<\/\1>/g, (row) => {
    rows.push(row);
    return '\n';
  });
  return [...rows, ...rest.split('\n')];
}

/** Objects of JSON text that have a title among their own values. */
function objectsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const nested = Object.values(value);
  const own = nested.filter((item) => typeof item === 'string');
  return [...(Array.isArray(value) ? own : [own.join('\n')]), ...nested.flatMap(objectsOf)];
}

const lines = (text: string) => text.split('\n');
const terminal = [60, 80, 100, 120, 200, 1000].flatMap((columns) =>
  [false, true].map((verbose): [string, string[]] => [
    `the terminal at ${columns}${verbose ? ' with --verbose' : ''}`,
    lines(renderTerminal(document, { colour: false, columns, verbose })),
  ]),
);
const files = [...renderReports(document, 'latest')].map(([name, text]): [string, string[]] => {
  if (name.endsWith('.html')) return [name, rowsOfPage(text)];
  return [name, name.endsWith('.json') ? objectsOf(JSON.parse(text)) : lines(text)];
});
const formats = ['matrix', 'github-action-benchmark', 'bencher', 'node-bench'].map((name): [string, string[]] => {
  const text = renderFormat(document, name);
  if (name === 'matrix') return [name, lines(text)];
  return [name, name === 'node-bench' ? lines(text) : objectsOf(JSON.parse(text))];
});

describe('a title', () => {
  it.each([...terminal, ...files, ...formats])('never stands without its id: %s', (_name, rows) => {
    expect(lonely(rows)).toEqual([]);
  });

  it('is shown in most of them: this would be no test otherwise', () => {
    const shown = [...terminal, ...files, ...formats].filter(([, rows]) => shows(rows) > 0).map(([name]) => name);
    expect(shown).toEqual(
      expect.arrayContaining([
        'the terminal at 200',
        'latest.html',
        'latest.md',
        'latest.json',
        'matrix',
        'github-action-benchmark',
      ]),
    );
  });

  it('that lost its id would be found', () => {
    expect(lonely([`koffi-static ${titles.get('koffi')} 35 ns`])).toHaveLength(1);
    expect(lonely([`${titles.get('koffi')} 35 ns`])).toHaveLength(1);
    expect(lonely([`${titles.get('koffi')} call/koffi 35 ns`])).toHaveLength(0);
    expect(lonely(rowsOfPage(`<ul><li>koffi</li><li>${titles.get('koffi')}</li></ul>`))).toHaveLength(1);
  });
});

describe('the verdict of the gate', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plugin-bench-names-'));
    writeFileSync(join(folder, 'old.json'), toJson(document));
    writeFileSync(join(folder, 'new.json'), toJson({ ...document, createdAt: '2025-11-23T13:50:07Z' }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('names rows by their ids', async () => {
    const summary = join(folder, 'summary.md');
    for (const json of [[], ['--json']]) {
      const { io, stdout } = captureIo(folder, { GITHUB_STEP_SUMMARY: summary });
      expect(await main(['gate', '--baseline', 'old.json', '--current', 'new.json', ...json], io)).toBeLessThan(4);
      expect(stdout()).toContain('setup/koffi');
      expect(lonely(lines(stdout()))).toEqual([]);
    }
    expect(lonely(lines(readFileSync(summary, 'utf8')))).toEqual([]);
  });
});

describe('mechanisms', () => {
  const titledLoaders = async () =>
    (await discoverLoaders()).map((loader) => ({ name: loader.mechanism, title: titleOf(loader, HOST) }));

  it('have one title each, which is no other one’s title or name', async () => {
    const loaders = await titledLoaders();
    expect(loaders.length).toBeGreaterThan(20);
    expect(new Set(loaders.map(({ name }) => name)).size).toBe(loaders.length);
    expect(new Set(loaders.map(({ title }) => title.toLowerCase())).size).toBe(loaders.length);
    const names = new Map(loaders.map(({ name, title }) => [name.toLowerCase(), title]));
    for (const { name, title } of loaders) {
      const other = names.get(title.toLowerCase());
      expect([name, other ?? title]).toEqual([name, title]);
    }
  });

  it('are listed with both', async () => {
    const { io, stdout } = captureIo(process.cwd());
    expect(await main(['list'], { ...io, columns: 200 })).toBe(0);
    const rows = lines(stdout());
    for (const { name, title } of await titledLoaders()) {
      const own = rows.filter((row) => row.split(/ {2,}/).at(-1) === title);
      expect([name, own.every((row) => has(row, name)), own.length > 0]).toEqual([name, true, true]);
    }
  });
});
