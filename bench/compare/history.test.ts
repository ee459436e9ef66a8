import { describe, expect, it } from 'vitest';
import { compareData } from '../report/page/compare-data.ts';
import { type Day, documentOf } from '../testing/history-documents.ts';
import { historyOf, MOST_RUNS } from './history.ts';
import { renderHistory } from './history-page.ts';
import { renderHistoryText } from './history-text.ts';

const of = (...days: Day[]) => historyOf(days.map((day) => compareData(documentOf(day))));
const koffi = (history: ReturnType<typeof of>) => history.rows.find(({ id }) => id === 'call/koffi');
const DAYS: Day[] = [{ day: 3, koffi: 1.2 }, { day: 1 }, { day: 2, koffi: 2, isElsewhere: true }];

describe('a history', () => {
  it('is in the order of time, whatever the order of the files, and has each run once', () => {
    const { runs } = of(...DAYS, { day: 1 });
    expect(runs.map(({ time }) => time)).toEqual([
      '2025-12-01 08:00 UTC',
      '2025-12-02 08:00 UTC',
      '2025-12-03 08:00 UTC',
    ]);
  });

  it('has the base of two arms first, which are of one time, in whatever order they are given', () => {
    const [base, current] = [documentOf({ day: 1 }), documentOf({ day: 1, koffi: 2 })];
    base.pair = { id: 'one', arm: 'base' };
    current.pair = { id: 'one', arm: 'current' };
    for (const given of [
      [base, current],
      [current, base],
    ]) {
      const row = koffi(historyOf(given.map(compareData)));
      expect((row?.last ?? 0) / (row?.first ?? 1)).toBeCloseTo(2, 3);
      expect(row?.medians).toBeCloseTo(2, 3);
    }
  });

  it('says how many older runs were not read', () => {
    expect(historyOf([compareData(documentOf({ day: 1 }))], 50).leftOut).toBe(50);
  });

  it('marks runs of other machines, and compares the first with the last of those that are alike', () => {
    const history = of(...DAYS);
    expect(history.runs.map(({ other }) => other)).toEqual(['', 'CPU', '']);
    const row = koffi(history);
    expect(row?.points.map(([run]) => run)).toEqual([0, 1, 2]);
    expect(row).toMatchObject({ claim: 'slower', comparedRuns: 2 });
    expect(row?.medians).toBeCloseTo(1.2, 4);
    expect(row?.points[1]?.[1]).toBeCloseTo(2 * (row?.points[0]?.[1] ?? 0), 3);
  });

  it('says nothing of a change where one run only can be compared', () => {
    const row = koffi(of({ day: 1, isElsewhere: true }, { day: 2 }));
    expect(row).toMatchObject({ medians: null, claim: 'none', reason: 'one run only', comparedRuns: 1 });
  });

  it('has rows that the newest run has not', () => {
    const [first, second] = [documentOf({ day: 1 }), documentOf({ day: 2 })];
    second.cases = second.cases.filter(({ id }) => id !== 'call/koffi');
    const history = historyOf([first, second].map(compareData));
    expect(koffi(history)).toMatchObject({ comparedRuns: 1, last: expect.any(Number) });
  });

  it('leaves out all but the newest', () => {
    const data = compareData(documentOf({ day: 1 }));
    const many = Array.from({ length: MOST_RUNS + 3 }, (_, index) => ({
      ...data,
      createdAt: new Date(Date.UTC(2025, 0, 1, index)).toISOString(),
      rows: data.rows.slice(0, 1),
    }));
    const history = historyOf(many);
    expect(history).toMatchObject({ leftOut: 3 });
    expect(history.runs).toHaveLength(MOST_RUNS);
    expect(history.runs[0]?.time).toBe('2025-01-01 03:00 UTC');
  });
});

describe('the terminal', () => {
  it('has a line for each row, from the first run to the last', () => {
    const text = renderHistoryText(of(...DAYS), { colour: false });
    expect(text).toMatch(/^3 runs, 2025-12-01 08:00 UTC to 2025-12-03 08:00 UTC; 1 not comparable .*\(other CPU\)\n/);
    expect(text).toMatch(/^call\/koffi +34\.9 ns → 41\.\d ns +\+20\.0 % +slower +2 of 3 runs$/m);
    expect(text.trimEnd().split('\n')).toHaveLength(1 + of(...DAYS).rows.length);
  });
});

describe('the page', () => {
  it('is the same bytes for the same runs, fetches nothing, and escapes what it quotes', () => {
    const page = renderHistory(of(...DAYS));
    expect(renderHistory(of(...DAYS)) === page).toBe(true);
    expect(page.match(/\b(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i)).toBeNull();
    const hostile = documentOf({ day: 1 });
    hostile.commit = '<img src=x>';
    hostile.cases = hostile.cases.map((row) => ({ ...row, id: `${row.id}<img src=x>` }));
    expect(renderHistory(historyOf([compareData(hostile)])).includes('<img')).toBe(false);
  });

  it('stays below one megabyte with two hundred runs of 24 rows', () => {
    const data = compareData(documentOf({ day: 1 }));
    const many = Array.from({ length: MOST_RUNS }, (_, index) => ({
      ...data,
      createdAt: new Date(Date.UTC(2025, 0, 1, index)).toISOString(),
    }));
    expect(Buffer.byteLength(renderHistory(historyOf(many)))).toBeLessThan(1_000_000);
  });
});
