import { describe, expect, it } from 'vitest';
import { judge } from '../gate/verdict.ts';
import { compareData } from '../report/page/compare-data.ts';
import { digestSamples } from '../result/digest.ts';
import type { ResultDocument } from '../result/document.ts';
import { toJson } from '../result/store.ts';
import { sampleDocument } from '../testing/sample-document.ts';
import { toComparable } from './comparable.ts';
import { commonReasons, compare } from './comparison.ts';
import { readOther } from './read.ts';

/** The sample of another day, with samples of a row so many times as long. */
function laterDocument(id = 'call/koffi', factor = 1.1): ResultDocument {
  const document = sampleDocument();
  document.createdAt = '2025-11-23T13:50:07Z';
  for (const row of document.cases) {
    if (row.status !== 'measured') continue;
    const share = row.id === id ? factor : 1;
    for (const block of row.blocks) block.sampleValues = block.sampleValues.map((value) => Math.round(value * share));
    row.summary.perIteration.median *= share;
  }
  document.samplesSha256 = digestSamples(document);
  return document;
}

const arms = (): [ResultDocument, ResultDocument] => {
  const [base, current] = [sampleDocument(), laterDocument()];
  base.pair = { id: 'one', arm: 'base' };
  current.pair = { id: 'one', arm: 'current' };
  current.createdAt = base.createdAt;
  return [base, current];
};

describe('what a page keeps of a document', () => {
  it('gives the verdict of the gate, digit by digit', () => {
    const [before, after] = [sampleDocument(), laterDocument()];
    const kept = judge(toComparable(compareData(before)), toComparable(compareData(after)));
    expect(kept).toEqual(judge(before, after));
    expect(kept.comparisons.find(({ id }) => id === 'call/koffi')?.change).toBe('regressed');
  });

  it('also of the arms of one run, which are compared round by round', () => {
    const [base, current] = arms();
    const kept = judge(toComparable(compareData(base)), toComparable(compareData(current)));
    expect(kept).toEqual(judge(base, current));
    expect(kept.refusals).toEqual([]);
  });

  it('is the least sample of each block that counts', () => {
    const document = sampleDocument();
    const row = document.cases.find(({ id }) => id === 'call/koffi');
    if (row?.status !== 'measured') throw new Error('call/koffi is not measured');
    (row.blocks[0] as (typeof row.blocks)[number]).discarded = 'its code was replaced';
    const kept = compareData(document).rows.find(({ id }) => id === 'call/koffi');
    expect(kept?.blocks?.samples).toEqual(row.blocks.slice(1).map(({ sampleValues }) => Math.min(...sampleValues)));
  });
});

describe('a comparison', () => {
  const compared = (one: ResultDocument, other: ResultDocument) => compare(compareData(one), compareData(other));

  it('takes the older run for the one before, and the base arm', () => {
    const [older, newer] = [sampleDocument(), laterDocument()];
    for (const [one, other] of [
      [older, newer],
      [newer, older],
    ] as const) {
      const { rows } = compared(one, other);
      expect(rows[0]).toMatchObject({ id: 'call/koffi', claim: 'slower' });
      expect(rows[0]?.medians).toBeCloseTo(1.1);
    }
    const [base, current] = arms();
    expect(compared(current, base).before.pair?.arm).toBe('base');
    expect(compared(base, current).before.pair?.arm).toBe('base');
  });

  it('says of every row that either run measured what may be claimed', () => {
    const later = laterDocument();
    later.cases = later.cases.filter(({ id }) => id !== 'call/wasm');
    const { rows } = compared(sampleDocument(), later);
    const measured = sampleDocument().cases.filter(({ status }) => status === 'measured');
    expect(rows.length).toBeGreaterThanOrEqual(measured.length);
    expect(rows.find(({ id }) => id === 'call/wasm')).toMatchObject({ claim: 'missing', after: null });
    expect(rows.find(({ id }) => id === 'call/null')).toMatchObject({
      claim: 'none',
      reason: expect.stringContaining('floor'),
    });
    expect(rows.find(({ id }) => id === 'call/static-import')?.claim).toBe('same');
    expect(commonReasons(rows).get('same')).toBe('not slower by more than the margin');
  });

  it('claims nothing where the gate refuses', () => {
    const other = laterDocument();
    other.environment.cpuModel = 'Another CPU';
    const { refusals, rows } = compared(sampleDocument(), other);
    expect(refusals.join()).toMatch(/another CPU/);
    expect(rows.find(({ id }) => id === 'call/koffi')).toMatchObject({ claim: 'none', judged: null });
    expect(rows.every(({ claim }) => claim === 'none')).toBe(true);
    const same = compared(sampleDocument(), sampleDocument());
    expect(same.refusals).toEqual([
      'Both are the same run: there is nothing to compare. Open the document of another run.',
    ]);
    expect(same.rows.every(({ claim }) => claim === 'none')).toBe(true);
  });

  it('claims nothing when the floor moved', () => {
    const { rows, verdict } = compared(sampleDocument(), laterDocument('call/null', 1.5));
    expect(verdict.machineMoved).toBe(true);
    expect(rows.find(({ id }) => id === 'call/koffi')?.claim).toBe('none');
  });
});

describe('a file that is opened', () => {
  const { schemaVersion } = sampleDocument();

  it('is read as the document that it is', () => {
    expect(readOther(toJson(laterDocument()), 'latest.json', schemaVersion)).toEqual(compareData(laterDocument()));
  });

  it.each([
    ['{"schemaVersion":5', /^bad\.json is not JSON/],
    ['[]', /^bad\.json has no schema version/],
    ['null', /^bad\.json has no schema version/],
    ['{"schemaVersion":4}', /^bad\.json has schema version 4, this page is of version 5/],
    ['{"kind":"plugin-bench truth"}', /^bad\.json is about the suite itself/],
    ['{"schemaVersion":5,"cases":[]}', /^bad\.json is not a valid result: createdAt is not/],
    [`{"schemaVersion":5,"x":${'['.repeat(40)}${']'.repeat(40)}}`, /more than 32 levels/],
  ])('or it is one sentence: %s', (text, sentence) => {
    const found = readOther(text, 'bad.json', schemaVersion);
    expect(found).toMatch(sentence);
    expect(found).toMatch(/^[^\n]+\.$/);
  });

  it('names the field that is wrong', () => {
    const document = laterDocument();
    const row = document.cases.find(({ status }) => status === 'measured');
    if (row?.status !== 'measured') throw new Error('nothing is measured');
    (row.blocks[0] as (typeof row.blocks)[number]).iterationsPerSample = 0;
    expect(readOther(toJson(document), 'x.json', schemaVersion)).toMatch(/cases\.0\.blocks\.0\.iterationsPerSample/);
  });
});
