/**
 * Formats for programs, read as their readers read them: no package has those, so each is written here again from its published source,
 * which is named.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CaseResult, MeasuredCase, ResultDocument } from '../../result/document.ts';
import { sampleDocument } from '../../testing/sample-document.ts';
import { parseForeign, renderForeign, renderFormat } from '../reports.ts';

/** Names, values and reasons that are hard to read back. */
function hardDocument(): ResultDocument {
  const document = sampleDocument();
  const cases = document.cases.map((row): CaseResult => {
    if (row.id === 'call/koffi-static' && row.status === 'skipped') {
      return { ...row, reason: 'It says "no", then,\n\tand test x ... bench: 1 ns/iter (+/- 1)' };
    }
    if (row.id !== 'setup/koffi' || row.status !== 'measured') return row;
    const perIteration = {
      ...row.summary.perIteration,
      median: 1_234_567_890.126,
      low: 1_234_567_889,
      high: 1_234_567_891,
    };
    return { ...row, title: 'koffi, "quoted"', summary: { ...row.summary, perIteration } };
  });
  return { ...document, cases };
}

const document = hardDocument();
const measured = document.cases.filter((row): row is MeasuredCase => row.status === 'measured');
const recording = readFileSync(new URL('../../testing/node-bench/recorded.ndjson', import.meta.url), 'utf8');
const foreign = parseForeign('node-bench', recording, 'recorded.ndjson');
/** Of our documents, and of what another harness measured. */
const sources = [
  ['a document', (format: string) => renderFormat(document, format), measured.length],
  ['node:bench', (format: string) => renderForeign(foreign, format), 6],
] as const;

describe.each(sources)('libtest lines of %s', (_name, render, count) => {
  const lines = render('libtest').split('\n');

  it('are read by cargo-benchcmp, src/benchmark.rs: BENCHMARK_REGEX', () => {
    const pattern =
      /test\s+(?<name>\S+)\s+...\sbench:\s+(?<ns>[0-9,.]+)\s+ns\/iter\s+\(\+\/-\s+(?<variance>[0-9,.]+)\)(?:\s+=\s+(?<throughput>[0-9,.]+)\sMB\/s)?/;
    // It looks anywhere in a line: what a reason says must not be a figure.
    const names = lines.flatMap((line) => pattern.exec(line)?.groups?.['name'] ?? []);
    expect(names).toHaveLength(count);
    expect(new Set(names).size).toBe(count);
  });

  it('are read by github-action-benchmark, src/extract.ts: extractCargoResult', () => {
    const pattern = /^test (.+)\s+\.\.\. bench:\s+([0-9,.]+) (\w+\/\w+) \(\+\/- ([0-9,.]+)\)$/;
    const entries = lines.flatMap((line) => {
      const match = pattern.exec(line);
      return match === null
        ? []
        : [{ name: match[1]?.trim(), value: Number.parseFloat((match[2] ?? '').replace(/,/g, '')) }];
    });
    expect(entries).toHaveLength(count);
    for (const { value } of entries) expect(value).toBeGreaterThan(0);
  });

  it('are read by Bencher, adapters/rust/bench.rs: parse_cargo, to its end of line', () => {
    const pattern =
      /^test[ \t]+([^ ]+)[ \t]+\.\.\.[ \t]+bench:[ \t]+([\d.,]+)[ \t]+(ps|ns|μs|µs|us|ms|s)\/iter[ \t]+\(\+\/-[ \t]+([\d.,]+)\)$/;
    expect(lines.filter((line) => pattern.test(line))).toHaveLength(count);
  });

  it('have two decimals in every value: whole ones would make a tenth of 10.49 and 10.51', () => {
    const figures = lines.flatMap((line) => /bench: +(\S+) ns\/iter \(\+\/- (\S+)\)$/.exec(line)?.slice(1) ?? []);
    expect(figures).toHaveLength(2 * count);
    for (const figure of figures) expect(figure).toMatch(/^\d{1,3}(,\d{3})*\.\d\d$/);
  });

  it('count as libtest counts', () => {
    const said =
      /^test result: (?:ok|FAILED)\. 0 passed; (\d+) failed; (\d+) ignored; (\d+) measured; 0 filtered out$/m;
    const [, failed, ignored, shown] = said.exec(render('libtest')) ?? [];
    expect(lines.filter((line) => /^test \S+ +\.\.\. FAILED$/.test(line))).toHaveLength(Number(failed));
    expect(lines.filter((line) => /^test \S+ +\.\.\. ignored/.test(line))).toHaveLength(Number(ignored));
    expect(Number(shown)).toBe(count);
    expect(lines).toContain(`running ${Number(failed) + Number(ignored) + Number(shown)} tests`);
  });
});

describe.each(sources)('customSmallerIsBetter of %s', (_name, render, count) => {
  /** github-action-benchmark, src/extract.ts: BenchmarkResults, with the library that it uses. */
  const reader = z.array(
    z.object({
      name: z.coerce.string(),
      value: z.coerce.number(),
      range: z.coerce.string().optional(),
      unit: z.coerce.string(),
      extra: z.coerce.string().optional(),
    }),
  );

  it('is read without a coercion that changes anything', () => {
    const value = JSON.parse(render('github-action-benchmark'));
    expect(reader.parse(value)).toEqual(value);
    expect(value).toHaveLength(count);
    // Its charts are one for each name: two of a name would be one line that jumps.
    expect(new Set(value.map(({ name }: { name: string }) => name)).size).toBe(count);
  });
});

describe.each(sources)('Bencher Metric Format of %s', (_name, render, count) => {
  /** https://bencher.dev/docs/reference/bencher-metric-format: its JSON Schema; bounds are optional. */
  const metric = z.strictObject({
    value: z.number().nonnegative(),
    lower_value: z.number().nonnegative().optional(),
    upper_value: z.number().nonnegative().optional(),
  });
  const reader = z.record(z.string().min(1).max(1024), z.record(z.string().regex(/^[a-z0-9-]{1,64}$/), metric));

  it('keeps to its schema, with names that are not too long and measures that are slugs', () => {
    const entries = Object.values(reader.parse(JSON.parse(render('bencher'))));
    expect(entries).toHaveLength(count);
    for (const { latency, ...others } of entries) {
      expect(others).toEqual({});
      const { value = Number.NaN, lower_value = value, upper_value = value } = latency ?? {};
      expect(lower_value).toBeLessThanOrEqual(value);
      expect(value).toBeLessThanOrEqual(upper_value);
    }
  });
});

describe.each(sources)('CSV of %s', (_name, render) => {
  it('is read by the grammar of RFC 4180, with as many fields in every record', () => {
    const [head = [], ...records] = readCsv(render('csv'));
    expect(new Set(head).size).toBe(head.length);
    for (const record of records) expect(record).toHaveLength(head.length);
    const medians = records.map((record) => record[head.indexOf('median')] ?? '');
    expect(medians.filter((text) => text !== '').map(Number)).not.toContain(Number.NaN);
  });
});

it('CSV gives back what was quoted, and no formula', () => {
  const [head = [], ...records] = readCsv(renderFormat(document, 'csv'));
  const cellOf = (id: string, column: string) => records.find(([first]) => first === id)?.[head.indexOf(column)];
  expect(cellOf('call/koffi-static', 'remarks')).toBe(
    'skipped: It says "no", then,\n\tand test x ... bench: 1 ns/iter (+/- 1)',
  );
  expect(Number(cellOf('setup/koffi', 'median'))).toBe(1_234_567_890.126);
});

/** RFC 4180, section 2: `file = record *(CRLF record) [CRLF]`, `escaped = DQUOTE *(TEXTDATA / COMMA / CR / LF / 2DQUOTE) DQUOTE`. */
function readCsv(text: string): string[][] {
  const records: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n)/y;
  let record: string[] = [];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (match === null) throw new Error(`There is no field at ${JSON.stringify(text.slice(at, at + 40))}.`);
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}
