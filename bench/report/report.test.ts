import { describe, expect, it } from 'vitest';
import type { CaseResult, MeasuredCase } from '../result/document.ts';
import { evaluate } from '../statistics/evaluate.ts';
import { sampleDocument } from '../testing/sample-document.ts';
import { factTables } from './facts.ts';
import {
  formatBytes,
  formatChange,
  formatCompact,
  formatDuration,
  formatIntervalAround,
  formatRatio,
  formatSignificant,
  formatValue,
} from './format.ts';
import { renderCsv } from './formats/csv.ts';
import { renderHtml } from './formats/html.ts';
import { renderLibtest } from './formats/libtest.ts';
import { renderMarkdown } from './formats/markdown.ts';
import { FORMAT_NAMES, renderFormat, renderReports } from './reports.ts';
import { scenarioRows } from './rows.ts';
import { renderTerminal } from './terminal.ts';

const document = sampleDocument();
const measured = document.cases.filter((row): row is MeasuredCase => row.status === 'measured');
const gaps = document.cases.filter((row) => row.status !== 'measured');

describe('numbers', () => {
  it.each([
    [0.6123, '0.612'],
    [0, '0'],
    [9.999, '10.0'],
    [38.04, '38.0'],
    [999.6, '1,000'],
    [5_863_211, '5,860,000'],
    [0.000_123_4, '0.000123'],
  ])('formatSignificant(%d) is %s', (value, text) => expect(formatSignificant(value, 3)).toBe(text));

  it('carry the unit that suits them', () => {
    expect([0.61, 38, 999.7, 1234, 5.2e6, 2.5e9].map(formatDuration)).toEqual([
      '0.610 ns',
      '38.0 ns',
      '1.00 µs',
      '1.23 µs',
      '5.20 ms',
      '2.50 s',
    ]);
    expect([175, 76_614].map(formatBytes)).toEqual(['175 B', '76.6 kB']);
    expect([1.042, 0.997].map(formatChange)).toEqual(['+4.2 %', '−0.3 %']);
    expect([formatValue(0.96), formatRatio(39.06)]).toEqual(['0.960', '39.1×']);
    expect([386.2, 27.5e6, 1.6e9].map(formatCompact)).toEqual(['386', '27.5 M', '1.60 G']);
    expect(formatIntervalAround({ low: 98.8, median: 100, high: 100.84 })).toBe('−1.2 … +0.8 %');
  });
});

describe('rows', () => {
  it('keep synchronous and asynchronous calls apart and each from fast to slow', () => {
    for (const { measured: rows } of scenarioRows(document)) {
      const styles = rows.map(({ case: row }) => row.callStyle);
      expect(styles).toEqual([...styles].sort().reverse());
      const sync = rows
        .filter(({ case: row }) => row.callStyle === 'sync')
        .map(({ case: row }) => row.summary.perIteration.median);
      expect(sync).toEqual([...sync].sort((a, b) => a - b));
    }
  });

  it('account for every case of the document', () => {
    const ids = scenarioRows(document).flatMap(({ measured: rows, gaps: holes }) => [
      ...rows.map(({ case: row }) => row.id),
      ...holes.map(({ id }) => id),
    ]);
    expect(ids.sort()).toEqual(document.cases.map(({ id }) => id).sort());
  });
});

describe('facts', () => {
  const markdown = renderMarkdown(document);

  it('are two tables: what it takes, and what becomes of arguments', () => {
    const [takes, answers] = factTables(document);
    expect(takes?.rows.map(({ name }) => name)).toEqual(document.facts.map(({ mechanism }) => mechanism));
    expect(takes?.rows[0]?.cells.map(({ text }) => text)).toEqual([
      '285 kB',
      'koffi 3.3.4',
      '4.90 MB in 2',
      '21 lines',
      'prebuilt for 2 platforms',
      'rustc 1.95.0',
    ]);
    expect(answers?.rows[0]?.cells.map(({ text }) => text)).toEqual(['0', 'throws TypeError', '–']);
    expect(answers?.rows[1]?.cells.map(({ text }) => text)).toEqual(['not tried', 'not tried', 'not tried']);
    for (const { title } of [takes, answers].filter((table) => table !== undefined))
      expect(markdown).toContain(`## ${title}`);
  });

  it('and what a run left out are in the document to read', () => {
    expect(markdown).toContain('- **quickjs**: it would make the run longer than five minutes.');
    for (const text of [
      renderHtml(document),
      renderTerminal(document, { colour: false, columns: 1000, verbose: true }),
    ]) {
      expect(text).toContain('it would make the run longer than five minutes.');
    }
    expect(factTables({ ...document, facts: [] })).toEqual([]);
  });

  it('name the runtime where there are several', () => {
    const [first] = document.facts;
    const facts = [first, { ...first, runtime: 'bun' }] as typeof document.facts;
    const [takes] = factTables({ ...document, facts });
    expect(takes?.rows.map(({ name }) => name)).toEqual(['koffi (node-20)', 'koffi (bun)']);
  });
});

/** Without the escapes that each format needs for quotes. */
function plain(text: string): string {
  return text.replace(/&quot;|\\?"|""/g, '"').replace(/&#39;/g, "'");
}

describe('Markdown', () => {
  it('begins with one table: a mechanism in each row, and what it costs to call and to load', () => {
    const [matrix = ''] = renderMarkdown(document).split('\n## ');
    const rows = matrix.split('\n').filter((line) => line.startsWith('| '));
    expect(rows[0]).toBe('| mechanism | boundary | call | first load | further load |');
    const names = rows.slice(2).map((line) => /^\| `([^`]+)`/.exec(line)?.[1]);
    expect(names).toEqual([...new Set(measured.map(({ mechanism }) => mechanism))].sort(bySpeed));
    expect(rows).toContain('| `koffi` koffi | native, trusted | 34.9 ns ±0.7 % | 7.12 ms ±26.6 % | 105 µs ±7.5 % |');
    expect(renderMarkdown({ ...document, cases: gaps }).split('\n## ')[0]).not.toContain('| mechanism |');
  });

  it('has a matrix in which a title is text', () => {
    const cases = document.cases.map((row) => ({ ...row, title: 'a|b<img>' }));
    expect(renderFormat({ ...document, cases }, 'matrix')).toContain('a\\|b&lt;img>');
  });

  /** By the first column; what was not called comes last. */
  function bySpeed(a: string, b: string): number {
    const callOf = (name: string) =>
      measured.find(({ id }) => id === `call/${name}`)?.summary.perIteration.median ?? Number.POSITIVE_INFINITY;
    return callOf(a) === callOf(b) ? 0 : callOf(a) - callOf(b);
  }
});

describe('every report', () => {
  const reports = [
    ...renderReports(document, 'latest'),
    ['terminal', renderTerminal(document, { colour: false, columns: 1000, verbose: true })] as const,
  ];

  it.each(reports)('%s names every case or its mechanism, and the reason of every gap', (_name, text) => {
    for (const row of document.cases) expect(text).toContain(row.mechanism);
    for (const gap of gaps) expect(plain(text)).toContain(plain(gap.status === 'skipped' ? gap.reason : gap.error));
  });

  it('is the same bytes for the same document', () => {
    expect(renderReports(sampleDocument(), 'latest')).toEqual(renderReports(sampleDocument(), 'latest'));
  });
});

describe('the libtest text', () => {
  it('has the lines that benchcmp reads', () => {
    const pattern = /^test (\S+)\s+\.\.\. bench:\s+([\d.,]+) ns\/iter \(\+\/- ([\d.,]+)\)$/;
    const lines = renderLibtest(document)
      .split('\n')
      .filter((line) => line.includes('bench:'));
    expect(lines).toHaveLength(measured.length);
    for (const line of lines) expect(line).toMatch(pattern);
    const koffi = measured.find(({ id }) => id === 'call/koffi') as MeasuredCase;
    const line = lines.find((candidate) => candidate.startsWith('test call::koffi '));
    expect(pattern.exec(line ?? '')?.[2]).toBe(koffi.summary.perIteration.median.toFixed(2));
  });

  it('has two decimals in every figure: whole ones would make a tenth of 10.49 and 10.51', () => {
    const figures = [...renderLibtest(document).matchAll(/bench:\s+(\S+) ns\/iter \(\+\/- (\S+)\)/g)];
    for (const [, value, reach] of figures) for (const text of [value, reach]) expect(text).toMatch(/^[\d,]+\.\d\d$/);
  });
});

describe('the CSV', () => {
  it('has one line per case and the same number of cells in each', () => {
    const lines = renderCsv(document).trimEnd().split('\n');
    expect(lines).toHaveLength(document.cases.length + 1);
    const cells = (line: string) => line.replace(/"([^"]|"")*"/g, '').split(',').length;
    expect(new Set(lines.map(cells)).size).toBe(1);
  });
});

describe('the terminal', () => {
  const at = (columns: number, verbose = false) => renderTerminal(document, { colour: false, columns, verbose });

  it.each([
    60, 80, 100, 120, 200,
  ])('at %i columns is what was looked at, and no row of it is wrapped', async (columns) => {
    const text = at(columns);
    await expect(text).toMatchFileSnapshot(`../testing/golden/terminal-${columns}.txt`);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    for (const { mechanism } of measured)
      expect(text).toMatch(new RegExp(`^${mechanism}( !)? .* (ns|µs|ms|s)\\b`, 'm'));
  });

  it('ends with the answer: the fastest behind each boundary, how far to trust it, and what is not shown', () => {
    const answer = at(80).trimEnd().split('\n').slice(-20).join('\n');
    expect(answer).toMatch(/^Fastest in node-20$/m);
    expect(answer).toMatch(/^call +JavaScript, trusted +static-import +0\.96\d? ns/m);
    expect(answer).toMatch(/native, trusted +koffi /);
    expect(answer).toMatch(/sandboxed +wasm /);
    expect(answer).toMatch(/passes its checks of itself/);
    expect(answer).toMatch(/1 mechanism was left out.*"--verbose"/);
  });

  it('marks what sets a row apart, and says once what concerns most rows', () => {
    const few = { ...document, cases: document.cases.map(withFewBlocks) };
    const text = renderTerminal(few, { colour: false, columns: 80 });
    expect(text.match(/few-blocks/g)).toBeNull();
    expect(text).toMatch(/Most rows: too few blocks/);
    expect(text).toMatch(/^wasmer-sdk !/m);
  });

  it('has no column of ranks where nothing was told apart', () => {
    const flat = {
      ...document,
      cases: document.cases.map((row) => (row.status === 'measured' ? { ...row, rank: 1 } : row)),
    };
    expect(renderTerminal(flat, { colour: false, columns: 80 })).not.toMatch(/rank/);
    expect(at(80)).toMatch(/rank/);
  });

  it('is coloured only when asked', () => {
    expect(at(100)).not.toContain('\u001b[');
    expect(renderTerminal(document, { colour: true, columns: 100 })).toContain('\u001b[');
  });

  it('says that a run is incomplete', () => {
    const interrupted = { ...document, interruption: 'The run was interrupted after 3 s.' };
    expect(renderTerminal(interrupted, { colour: false, columns: 100 })).toContain(
      'Incomplete: The run was interrupted after 3 s.',
    );
    expect(renderMarkdown(interrupted)).toContain('interrupted after 3 s');
  });
});

function withFewBlocks(row: CaseResult): CaseResult {
  if (row.status !== 'measured') return row;
  return { ...row, warnings: [...row.warnings, { code: 'few-blocks', text: 'Three blocks.' }] };
}

describe('formats for programs', () => {
  it('github-action-benchmark: every measured row, with two decimals', () => {
    const entries = JSON.parse(renderFormat(document, 'github-action-benchmark')) as Record<string, unknown>[];
    expect(entries.map(({ name }) => name).sort()).toEqual(measured.map(({ id }) => id).sort());
    for (const { name, unit, value, range } of entries) {
      const row = measured.find(({ id }) => id === name) as MeasuredCase;
      expect(value).toBeCloseTo(row.summary.perIteration.median, 2);
      expect([unit, range]).toEqual(['ns/iter', expect.stringMatching(/^±\d+\.\d %$/)]);
    }
  });

  it('Bencher: a latency with its bounds for every measured row', () => {
    const entries = JSON.parse(renderFormat(document, 'bencher')) as Record<string, Record<string, object>>;
    expect(Object.keys(entries)).toEqual(document.cases.flatMap((row) => (row.status === 'measured' ? [row.id] : [])));
    const { median, low, high } = (measured[0] as MeasuredCase).summary.perIteration;
    expect(entries[(measured[0] as MeasuredCase).id]).toEqual({
      latency: { value: median, lower_value: low, upper_value: high },
    });
  });

  it('matrix: a table whose cells hold text only, whatever a document says', () => {
    const hostile = sampleDocument();
    for (const row of hostile.cases) {
      row.title = '| <img src=x> [y](http://y.invalid) `';
      row.mechanism = `${row.mechanism}\`|<b>`;
    }
    for (const table of hostile.tables) table.title = 'a | [b](http://b.invalid)';
    const lines = renderFormat(hostile, 'matrix').trim().split('\n');
    const plain = renderFormat(document, 'matrix').trim().split('\n');
    const cellsOf = (line: string) => line.split(/(?<!\\)\|/).length;
    expect(lines.map(cellsOf)).toEqual(plain.map(cellsOf));
    for (const line of lines) expect(line).not.toMatch(/<|(?<!\\)\[|^[^`]*`[^`]*`[^`]*`/);
  });

  it('take names that every object of JavaScript has', () => {
    const named = sampleDocument();
    const scenario = 'constructor';
    for (const table of named.tables) if (table.id === 'call') Object.assign(table, { id: scenario, scenario });
    for (const row of named.cases) if (row.scenario === 'call') Object.assign(row, { scenario, runtime: 'toString' });
    for (const format of FORMAT_NAMES) expect(renderFormat(named, format)).not.toMatch(/\[native code\]/);
    expect(renderTerminal(named, { colour: false, columns: 100 })).toContain('(constructor)');
  });

  it('are known by name', () => {
    expect(FORMAT_NAMES).toEqual(expect.arrayContaining(['bencher', 'csv', 'html', 'json', 'libtest', 'markdown']));
    expect(() => renderFormat(document, 'xml')).toThrow('There is no format "xml".');
  });
});

describe('one block', () => {
  const rows = measured.map(({ rank: _, summary: __, warnings: ___, blocks, status: ____, ...identity }) => ({
    identity,
    blocks: blocks.slice(0, 1),
    outcome: 'sampled' as const,
  }));
  const cases = evaluate(rows, { plannedBlocks: 1, timerResolutionNs: 40, machineLoad: [] });
  const single = { ...document, cases: [...cases, ...gaps], settings: { ...document.settings, blockCount: 1 } };

  it.each([...FORMAT_NAMES, 'table at 60 columns', 'table at 120 columns'])('gives no interval in %s', (name) => {
    const text = name.startsWith('table at')
      ? renderTerminal(single, { colour: false, columns: Number(name.match(/\d+/)?.[0]), verbose: true })
      : renderFormat(single, name);
    expect(text.length).toBeGreaterThan(100);
    if (name === 'json') return;
    expect(text).not.toMatch(/±\s?0|intervals? of 0 %|\b0 % interval|at 0 %|[+−]0\.0 …/);
    // With more blocks there is one: the same expression is not blind.
    if (name.startsWith('table'))
      expect(renderTerminal(document, { colour: false, columns: 120 })).toMatch(/intervals? of \d\d %/);
  });
});
