/** NDJSON of node:bench, out and in: against a recording of Node.js 26.10, and by its own reporters where it is installed. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MeasuredCase } from '../../result/document.ts';
import { findRuntimes } from '../../sampling/runtimes.ts';
import { median } from '../../statistics/quantiles.ts';
import { keptBlocks } from '../../statistics/summarize.ts';
import { need } from '../../testing/needs.ts';
import { sampleDocument } from '../../testing/sample-document.ts';
import { rateOf, summarizeRates } from '../node-bench.ts';
import { FOREIGN_FORMATS, parseForeign, renderForeign, renderFormat } from '../reports.ts';

const document = sampleDocument();
const measured = document.cases.filter((row): row is MeasuredCase => row.status === 'measured');
const recording = readFileSync(new URL('../../testing/node-bench/recorded.ndjson', import.meta.url), 'utf8');
const foreign = parseForeign('node-bench', recording, 'recorded.ndjson');

interface NodeRecord {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: the shape of a record is what is tested
  readonly data: any;
}

function recordsOf(text: string): NodeRecord[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('NDJSON of node:bench', () => {
  const completed = (text: string) => recordsOf(text).filter(({ type }) => type === 'bench:complete');
  const ours = completed(renderFormat(document, 'node-bench'));

  it('has the summary that Node.js 26.10 computed of the same samples', () => {
    const summarized = completed(recording).filter(({ data }) => data.summary !== undefined);
    // The rates of the last one are below the step of its histogram, where Node.js rounds to that.
    const precise = summarized.filter(({ data }) => data.summary.mean > 1);
    expect(precise.map(({ data }) => data.samples.length)).toEqual([1, 2, 5, 12, 30]);
    for (const { data } of precise) {
      for (const sample of data.samples) expect(rateOf(sample)).toBe(sample.rate);
      const flat = (value: object): number[] =>
        Object.values(value).flatMap((item) => (typeof item === 'object' && item !== null ? flat(item) : [item]));
      const own = flat(summarizeRates(data.samples.map(rateOf)));
      const theirs = flat(data.summary);
      expect(own).toHaveLength(theirs.length);
      // Its intervals and its skewness go through a histogram of five figures.
      theirs.forEach((value, index) => {
        if (value === null) expect(own[index]).toBeNull();
        else expect(Math.abs((own[index] as number) - value)).toBeLessThanOrEqual(1e-4 * Math.abs(value));
      });
    }
  });

  it('has the fields of its benchmark results, and for every case of time one record', () => {
    expect(ours).toHaveLength(document.cases.length);
    const [theirs] = completed(recording);
    // Of a declaration in a file, which ours has not.
    const { line, column, ...fields } = theirs?.data ?? {};
    for (const { data } of ours.filter((record) => record.data.summary !== undefined)) {
      expect(Object.keys(data).sort()).toEqual(Object.keys(fields).sort());
      expect(Object.keys(data.summary)).toEqual(Object.keys(fields.summary));
      for (const sample of data.samples) expect(Object.keys(sample)).toEqual(Object.keys(fields.samples[0]));
      expect(data.name).toBe(data.namePath.at(-1));
      expect(JSON.parse(data.benchId)).toEqual([data.file, data.namePath, data.params]);
      expect(Object.keys(data.params)).toEqual(Object.keys(data.params).sort());
    }
    expect(new Set(ours.map(({ data }) => data.benchId)).size).toBe(ours.length);
  });

  it('has every raw sample that counts, with its block', () => {
    for (const row of measured) {
      const samples = ours.find(({ data }) => `${data.namePath[0]}/${data.name}` === row.id)?.data.samples;
      expect(
        samples.map((sample: { detail: unknown; duration_ns: string }) => [sample.detail, sample.duration_ns]),
      ).toEqual(
        keptBlocks(row.blocks).flatMap(({ block, sampleValues }) => sampleValues.map((ns) => [{ block }, String(ns)])),
      );
    }
  });

  it('ends with a summary that counts, and says what the format has no field for', () => {
    const records = recordsOf(renderFormat(document, 'node-bench'));
    const { counts, success } = records.at(-1)?.data ?? {};
    expect(records.at(-1)?.type).toBe('bench:summary');
    expect([success, counts]).toEqual([false, { completed: measured.length, failed: 1, skipped: 1, total: 24 }]);
    expect(records[0]?.data.message).toContain(document.environment.cpuModel);
    const interrupted = renderFormat({ ...document, interruption: 'It was ended.' }, 'node-bench');
    expect(interrupted).toContain('Incomplete: It was ended.');
  });

  it('read back, is the figures of the document', () => {
    const { rows, caveats } = parseForeign('node-bench', renderFormat(document, 'node-bench'), 'latest.ndjson');
    expect(rows.map(({ id }) => id)).toEqual(document.cases.map(({ id }) => id));
    for (const row of document.cases) {
      const outcome = rows.find(({ id }) => id === row.id)?.outcome;
      if (outcome === undefined || 'gap' in outcome || row.status !== 'measured') {
        expect([outcome !== undefined && 'gap' in outcome, row.status === 'measured']).toEqual([true, false]);
        continue;
      }
      const { median: centre, low, high } = row.summary.perIteration;
      expect([outcome.median, outcome.interval?.low, outcome.interval?.high]).toEqual([centre, low, high]);
      expect(outcome.blockCount).toBe(row.summary.blockCount);
    }
    expect(caveats.join('\n')).toContain(document.environment.cpuModel);
  });
});

describe('a recording of node:bench', () => {
  it('is its samples: median and interval of time per operation, and why a row has none', () => {
    const byId = new Map(foreign.rows.map(({ id, outcome }) => [id, outcome]));
    const thirty = recordsOf(recording).find(({ data, type }) => type === 'bench:complete' && data.name === 'koffi 30');
    const figures = thirty?.data.samples.map(
      (sample: { duration_ns: string; operations: number }) => Number(sample.duration_ns) / sample.operations,
    );
    expect(byId.get('min/koffi 30?bits=32&kind=native')).toMatchObject({
      median: median(figures),
      sampleCount: 30,
      blockCount: null,
    });
    expect(byId.get('min/koffi 1?bits=32&kind=native')).toMatchObject({ interval: null });
    expect(byId.get('min/left out')).toEqual({ gap: 'skipped: needs a library', isFailure: false });
    expect(byId.get('min/throws')).toEqual({ gap: 'failed: no such library', isFailure: true });
    expect(foreign.caveats).toContain('The run says of itself that it did not succeed.');
  });

  it('says that a file is cut, and keeps rows of one name apart', () => {
    const [one = ''] = recording.split('\n').filter((line) => line.includes('"bench:complete"'));
    const { rows, caveats } = parseForeign('node-bench', `${one}\r\n\n${one}`, 'cut.ndjson');
    expect(rows.map(({ id }) => id)).toEqual(['min/koffi 1?bits=32&kind=native', 'min/koffi 1?bits=32&kind=native#2']);
    expect(caveats[0]).toBe('The file ends before its run did: benchmarks may be missing.');
  });

  const complete = (change: object) =>
    JSON.stringify({
      type: 'bench:complete',
      data: { benchId: 'x', namePath: ['x'], params: {}, samples: [], ...change },
    });
  it.each([
    ['', /^x\.ndjson holds no result of a benchmark: /],
    ['{"type":"bench:start","data":{}}', /^x\.ndjson holds no result of a benchmark: /],
    [`${complete({})}\n{"type":`, /^Line 2 of x\.ndjson is not JSON /],
    ['[1, 2]', /^Line 1 of x\.ndjson has no "type" and "data": /],
    [complete({ namePath: [] }), /^Line 1 of x\.ndjson is no result of a benchmark: namePath: /],
    [complete({ samples: [{ operations: 0, duration_ns: '5' }] }), /samples\.0\.operations: /],
    [complete({ samples: [{ operations: 1, duration_ns: '-5' }] }), /samples\.0\.duration_ns: it is not a duration/],
    [complete({ samples: [{ operations: 1, duration_ns: 5 }] }), /samples\.0\.duration_ns: /],
  ])('is refused in one sentence where it is none: %s', (text, sentence) => {
    expect(() => parseForeign('node-bench', text, 'x.ndjson')).toThrow(sentence);
  });

  it('has every format that takes no more than a name and a figure', () => {
    expect(FOREIGN_FORMATS).toEqual(['bencher', 'csv', 'github-action-benchmark', 'libtest', 'markdown']);
    for (const format of FOREIGN_FORMATS) expect(renderForeign(foreign, format)).toMatch(/koffi[ _]30/);
    expect(renderForeign(foreign, 'markdown')).toContain('- The run says of itself');
  });
});

const runtimes = await findRuntimes();
const reader = runtimes.find(({ info, version }) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return info.family === 'node' && (major > 26 || (major === 26 && minor >= 9));
});
const { isMissing, note } = need(reader === undefined ? 'no Node.js with node:bench; npm run setup -- node-26' : null);

it.skipIf(isMissing)(`NDJSON of node:bench goes through the reporters of Node.js itself${note}`, () => {
  const script = `
    const { Readable } = require('node:stream');
    const { spec, json } = require('node:bench/reporters');
    let text = '';
    process.stdin.on('data', (part) => { text += part; }).on('end', () => {
      const records = text.trimEnd().split('\\n').map((line) => JSON.parse(line));
      Readable.from(records).compose(process.argv[1] === 'spec' ? spec : json).pipe(process.stdout);
    });`;
  const through = (reporter: string) =>
    execFileSync(reader?.executable ?? '', ['--no-warnings', '--experimental-bench', '-e', script, reporter], {
      input: renderFormat(document, 'node-bench'),
      encoding: 'utf8',
    });
  expect(through('json')).toBe(renderFormat(document, 'node-bench'));
  const table = through('spec');
  expect(table).toMatch(
    /^koffi \[runtime="node-20", scenario="call"\] \| 144 \| [\d.]+M ops\/s \| \[.* ops\/s, .* ops\/s\] \|/m,
  );
  expect(table).toMatch(/^koffi-static .* \| skipped: koffi 2\.0 has no decode/m);
  expect(table).toMatch(/^wasmer-sdk-pipe .* \| error: The runner gave no answer for 20 s\.$/m);
  expect(table).toContain(`${measured.length} completed, 1 failed, 1 skipped`);
});
