/**
 * Tables of README.md and docs/: results are those of stored runs, and each mechanism is where its loader says that it belongs, and
 * nothing else is.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from './artifacts/files.ts';
import { discoverLoaders } from './discover.ts';
import { BOUNDARY_TITLES } from './report/answer.ts';
import { renderFormat } from './report/reports.ts';
import { parseTruth } from './truth/parse.ts';
import { renderTruthTable } from './truth/report/markdown.ts';
import { verifyTruth } from './truth/verify.ts';

interface Writer {
  PAGES: readonly {
    readonly page: string;
    readonly record: string;
    render(document: unknown, renderers: object): readonly string[];
  }[];
  withResults(text: string, parts: readonly string[]): string;
}
const { PAGES, withResults } = (await import(join(PROJECT_ROOT, 'scripts', 'write-results.mjs'))) as Writer;

describe.each(PAGES)('the results of $page', ({ page, record, render }) => {
  const text = readFileSync(join(PROJECT_ROOT, page), 'utf8');

  it('are those of the record; scripts/write-results.mjs writes them', () => {
    const document: unknown = JSON.parse(readFileSync(join(PROJECT_ROOT, record), 'utf8'));
    const parts = render(document, { renderFormat, renderTruthTable });
    expect(parts[0]?.split('\n').length).toBeGreaterThanOrEqual(8);
    expect(withResults(text, parts)).toBe(text);
  });

  it('differ from those of another run: the comparison can fail', () => {
    expect(withResults(text, ['other'])).not.toBe(text);
  });
});

describe('docs/article.md', () => {
  it('has judgements that follow from the samples of the record', () => {
    const file = 'docs/article.json';
    expect(verifyTruth(parseTruth(readFileSync(join(PROJECT_ROOT, file), 'utf8'), file))).toEqual([]);
  });
});

const loaders = await discoverLoaders();
const known = new Map(loaders.map((loader) => [loader.mechanism, loader]));

/** First cells of the rows of a table, and what else stands in code quotes there. */
function rowsOf(page: string, heading: string): [first: string, names: string[]][] {
  const text = readFileSync(join(PROJECT_ROOT, 'docs', page), 'utf8');
  const [, table = ''] = text.split(`${heading}\n`);
  const lines = table.split('\n\n')[0]?.split('\n').slice(1) ?? [];
  return lines.map((line) => {
    const [, first = '', ...rest] = line.split('|').map((cell) => cell.trim());
    return [first.replaceAll('`', ''), [...rest.join('|').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)];
  });
}

describe('docs/method.md', () => {
  it('lists every mechanism with its group', () => {
    const rows = rowsOf('method.md', '| group | mechanisms |');
    const groupsOf = (mechanism: string) =>
      rows.filter(([, names]) => names.includes(mechanism)).map(([group]) => group);
    // Some rows of the host in Rust stand beside the engines as well.
    for (const [mechanism, { group }] of known)
      expect([mechanism, groupsOf(mechanism)]).toEqual([mechanism, expect.arrayContaining([group])]);
    expect(rows.flatMap(([, names]) => names).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('docs/choosing.md', () => {
  it('puts mechanisms behind their boundaries', () => {
    const rows = rowsOf('choosing.md', '| boundary | a mistake of the plugin | mechanisms |');
    expect(rows.map(([title]) => title)).toEqual(Object.values(BOUNDARY_TITLES));
    for (const [title, names] of rows) {
      expect(names.length).toBeGreaterThan(1);
      for (const name of names) {
        const boundary = known.get(name)?.boundary ?? 'none';
        expect([name, boundary === 'none' ? 'no boundary' : BOUNDARY_TITLES[boundary]]).toEqual([name, title]);
      }
    }
  });
});
