/** Tables over bytes are one table in every report, whose figures follow from the samples. */
import { describe, expect, it } from 'vitest';
import { sampleDocument } from '../testing/sample-document.ts';
import { SWEPT_LENGTHS, SWEPT_MECHANISMS, sweptDocument } from '../testing/swept-document.ts';
import { renderHtml } from './formats/html.ts';
import { renderMarkdown } from './formats/markdown.ts';
import { renderMatrixTable } from './formats/matrix.ts';
import { formatLength, lineTexts, middleTable, sweepsOf, tablesOf } from './sweeps.ts';
import { renderTerminal } from './terminal.ts';

const document = sweptDocument();
const [touch, checksum] = sweepsOf(document);
if (touch === undefined || checksum === undefined) throw new Error('There are two sweeps.');

describe('a sweep', () => {
  it('is the tables of one function, in the order of their lengths, with all mechanisms', () => {
    expect([touch.id, checksum.id]).toEqual(['payload-in', 'payload-in?function=checksum']);
    expect([touch.title, checksum.title]).toEqual(['Payload in', 'Payload in, function checksum']);
    expect(touch.lengths).toEqual(SWEPT_LENGTHS);
    expect([...tablesOf(touch), ...tablesOf(checksum)]).toEqual(document.tables.map(({ id }) => id));
    expect(touch.rows.map(({ name }) => name)).toEqual(['null', 'static-import', 'koffi', 'wasm', 'process-pipe']);
    expect(middleTable(touch)).toBe('payload-in?bytes=4096');
  });

  it.each(SWEPT_MECHANISMS)('finds the line of $mechanism', ({ mechanism, fixedNs, nsPerByte }) => {
    const line = touch.rows.find(({ name }) => name === mechanism)?.line;
    if (!line) throw new Error('There is a line.');
    expect(line.fixedNs.median / fixedNs).toBeCloseTo(1, 1);
    if (mechanism === 'wasm') expect(line.nsPerByte.median).toBeGreaterThan(nsPerByte);
    else expect(line.nsPerByte.median).toBeCloseTo(nsPerByte, 2);
  });

  it('says 0 of what costs nothing by the byte, and where a line bends', () => {
    const texts = new Map(touch.rows.map((row) => [row.name, lineTexts(row)]));
    expect(texts.get('koffi')).toMatchObject({ perKib: '0', perKibReach: '< 0.01 ns', bend: '' });
    expect(texts.get('wasm')?.bend).toMatch(/^\+\d\d\.\d % at 1 MiB$/);
    expect(texts.get('process-pipe')).toMatchObject({ bend: '' });
    expect(texts.get('process-pipe')?.perKib).toMatch(/^22\d ns$/);
  });

  it('is none where there is one length, another unit, or nothing measured', () => {
    expect(sweepsOf(sampleDocument())).toEqual([]);
    const tables = document.tables.filter(({ id }) => id === 'payload-in?bytes=16');
    expect(sweepsOf({ ...document, tables })).toEqual([]);
    expect(sweepsOf({ ...document, cases: [] })).toEqual([]);
    const counted = document.tables.map((table) => ({ ...table, unit: 'instructions' }));
    expect(sweepsOf({ ...document, tables: counted })).toEqual([]);
  });

  it('has a gap where a mechanism lacks a length', () => {
    const cases = document.cases.filter(({ id }) => id !== 'payload-in/koffi?bytes=256');
    const koffi = sweepsOf({ ...document, cases })[0]?.rows.find(({ name }) => name === 'koffi');
    expect(koffi?.cases.map((found) => found !== undefined)).toEqual([true, true, false, true, true, true]);
    expect(koffi?.line).not.toBeNull();
    expect(renderTerminal({ ...document, cases }, { colour: false, columns: 120 })).toMatch(/koffi +\S+ ns +\S+ ns +–/);
  });
});

describe.each([60, 80, 100, 120])('in %i columns', (columns) => {
  const lines = renderTerminal(document, { colour: false, columns }).split('\n');

  it('every line fits, each mechanism is in both tables, and single lengths are for --verbose', () => {
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
    for (const { mechanism } of SWEPT_MECHANISMS)
      expect(lines.filter((line) => line.startsWith(`${mechanism} `)).length).toBe(2);
    expect(lines.join('\n')).not.toContain('(payload-in?bytes=16)');
    expect(lines.filter((line) => line.includes('per KiB')).length).toBeGreaterThanOrEqual(2);
    const verbose = renderTerminal(document, { colour: false, columns, verbose: true });
    for (const length of SWEPT_LENGTHS) expect(verbose).toContain(`payload-in?bytes=${length}`);
  });

  it('the answer is of the middle length', () => {
    const answer = lines.slice(lines.findIndex((line) => line.startsWith('Fastest in')));
    expect(answer.filter((line) => line.startsWith('payload-in')).map((line) => line.split(' ')[0])).toEqual([
      'payload-in?bytes=4096',
      'payload-in?function=checksum&bytes=4096',
    ]);
  });
});

describe('other reports', () => {
  it('Markdown has it before the tables of each length, with every median', () => {
    const text = renderMarkdown(document);
    expect(text.indexOf('## Payload in, by bytes')).toBeLessThan(text.indexOf('## Payload in, bytes 0'));
    expect(text).toMatch(/\| koffi `koffi` \| sync \| 5\d\.\d ns \|/);
    expect(text).toContain('payload in, 4 KiB');
  });

  it('the page has a chart and a table of each, and every length in a fold', () => {
    const page = renderHtml(document);
    for (const anchor of ['by-bytes-payload-in', 'by-bytes-payload-in-function-checksum']) {
      expect(page).toContain(`id="table-${anchor}"`);
      expect(page).toContain(`data-chart="sweep-${anchor}"`);
    }
    const [, folded] = page.split('Each number of bytes by itself');
    for (const length of SWEPT_LENGTHS) expect(folded).toContain(`Payload in, bytes ${length}<`);
  });

  it('the matrix has a column of the middle length', () => {
    expect(renderMatrixTable(document)).toContain('payload in, 4 KiB');
  });
});

it('lengths are named in binary units, exactly', () => {
  expect([0, 16, 1000, 1024, 4096, 65_536, 1_048_576, 2 ** 24].map(formatLength)).toEqual([
    '0 B',
    '16 B',
    '1000 B',
    '1 KiB',
    '4 KiB',
    '64 KiB',
    '1 MiB',
    '16 MiB',
  ]);
});
