import { describe, expect, it } from 'vitest';
import type { ResultDocument } from '../result/document.ts';
import { sampleDocument } from '../testing/sample-document.ts';
import { verifyDocument } from './verify.ts';

type Path = readonly (string | number)[];

/** Paths of all numbers below a value. */
function numbers(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => numbers(child, [...path, key]));
}

/** A copy with one digit of one number changed: the last one that a double can tell. */
function withChangedDigit(document: ResultDocument, path: Path): ResultDocument {
  const copy = structuredClone(document);
  const parent = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>(
      (node, key) => node[key] as Record<string | number, unknown>,
      copy as unknown as Record<string, unknown>,
    );
  const key = path.at(-1) as string | number;
  parent[key] = changeDigit(parent[key] as number);
  return copy;
}

function changeDigit(value: number): number {
  const text = String(value);
  for (let at = text.length - 1; at >= 0; at--) {
    if (!/\d/.test(text[at] as string)) continue;
    const changed = Number(`${text.slice(0, at)}${(Number(text[at]) + 1) % 10}${text.slice(at + 1)}`);
    if (changed !== value) return changed;
  }
  throw new Error(`${value} has no digit to change`);
}

describe('verification', () => {
  const document = sampleDocument();

  it('accepts what its own samples say', () => {
    expect(verifyDocument(document)).toEqual([]);
  });

  it('survives being stored', () => {
    expect(verifyDocument(JSON.parse(JSON.stringify(document)) as ResultDocument)).toEqual([]);
  });

  it('finds one changed digit in any sample, phase, block or summary', () => {
    const paths = document.cases.flatMap((row, index) =>
      row.status === 'measured'
        ? [...numbers(row.blocks, ['cases', index, 'blocks']), ...numbers(row.summary, ['cases', index, 'summary'])]
        : [],
    );
    expect(paths.length).toBeGreaterThan(3000);
    // Every summary figure, and one in 31 of the raw numbers: all of them takes too long for each run of the tests.
    const chosen = paths.filter((path, i) => path.includes('summary') || i % 31 === 0);
    const missed = chosen.filter((path) => verifyDocument(withChangedDigit(document, path)).length === 0);
    expect(missed.map((path) => path.join('.'))).toEqual([]);
  });

  it('finds a warning that was removed or invented, and says where', () => {
    const index = document.cases.findIndex((row) => row.status === 'measured' && row.warnings.length > 0);
    const row = document.cases[index];
    if (row?.status !== 'measured') throw new Error('the sample document has no warning');
    const cases = document.cases.with(index, { ...row, warnings: [] });
    const [found] = verifyDocument({ ...document, cases });
    expect(found?.where).toBe(`${row.id} warnings.0`);
    expect(found?.stored).toBeUndefined();
  });

  it('says what was stored and what the samples give', () => {
    const index = document.cases.findIndex(({ id }) => id === 'call/koffi');
    const [found] = verifyDocument(withChangedDigit(document, ['cases', index, 'summary', 'perIteration', 'median']));
    expect(found?.where).toBe('call/koffi summary.perIteration.median');
    expect(found?.stored).not.toBe(found?.recomputed);
  });
});
