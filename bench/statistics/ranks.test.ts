import { describe, expect, it } from 'vitest';
import type { Block } from '../result/document.ts';
import { normal, seededRandom } from './random.ts';
import { type RankedRow, rankRows, toldApart } from './ranks.ts';
import { summarize } from './summarize.ts';

const BLOCKS = 12;

/** Rows of one run: what disturbs a block disturbs all of them, and each has noise of its own. */
function rows(levels: readonly number[], noise: number, seed: number, blocks = BLOCKS) {
  const random = seededRandom(seed);
  const machine = Array.from({ length: blocks }, () => (random() < 0.4 ? 1.5 : 1));
  return levels.map((level) => {
    const taken = machine.map((factor, block): Block => {
      const perIteration = level * factor * Math.exp(noise * normal(random));
      return { block, iterationsPerSample: 1, sampleValues: [perIteration] };
    });
    return { blocks: taken, summary: summarize(taken) };
  });
}

/** What the ranks are by their definition. */
function ranksByAllPairs(list: readonly RankedRow[]): number[] {
  const pairs = (list.length * (list.length - 1)) / 2;
  const order = [...list].sort((a, b) => a.summary.perIteration.median - b.summary.perIteration.median);
  const ends = order.map((_, next) =>
    order.slice(0, next).every((a) => order.slice(next).every((b) => toldApart(a, b, 0.01 / pairs / 2))),
  );
  return list.map((row) => ends.slice(0, order.indexOf(row) + 1).filter(Boolean).length);
}

describe('ranks', () => {
  it('follow the medians where rows can be told apart, in whatever order they are given', () => {
    expect(rankRows(rows([40, 1, 3], 0.01, 1))).toEqual([3, 1, 2]);
  });

  it('are shared by rows that cannot be told apart', () => {
    expect(rankRows(rows([1, 1, 40], 0.01, 2))).toEqual([1, 1, 2]);
  });

  it('end nowhere within a chain: who is linked to any member belongs to the rank', () => {
    const [a, b, c] = rows([1, 1.013, 1.026], 0.015, 8);
    if (a === undefined || b === undefined || c === undefined) throw new Error('three rows');
    expect(toldApart(a, c, 0.01)).toBe(true);
    expect(toldApart(a, b, 0.01 / 6)).toBe(false);
    expect(rankRows([a, b, c])).toEqual([1, 1, 1]);
  });

  it('are those of every pair looked at in full', () => {
    for (const [noise, blocks] of [
      [0.01, 12],
      [0.1, 12],
      [0.3, 5],
      [0.1, 3],
      [0.2, 2],
    ] as const) {
      for (let seed = 0; seed < 40; seed++) {
        const random = seededRandom(seed);
        const levels = Array.from({ length: 12 }, () => Math.exp(3 * random()));
        const list = rows(levels, noise, seed, blocks);
        expect(rankRows(list)).toEqual(ranksByAllPairs(list));
      }
    }
  });

  it('are one when one block or two were measured', () => {
    for (const blocks of [1, 2]) expect(rankRows(rows([1, 40], 0.01, 4, blocks))).toEqual([1, 1]);
  });

  it.each([3, 4])('of %i blocks part what is clearly slower in every one, and nothing else', (blocks) => {
    expect(rankRows(rows([0.65, 0.95, 0.96, 3, 1000], 0.01, 5, blocks))).toEqual([1, 2, 2, 3, 4]);
    expect(rankRows(rows([36, 40], 0.01, 6, blocks))).toEqual([1, 1]);
    const toldOf = (noise: number) =>
      Array.from({ length: 10_000 }, (_, seed) => new Set(rankRows(rows([36, 36], noise, seed, blocks))).size).filter(
        (ranks) => ranks > 1,
      ).length;
    expect(toldOf(0.05)).toBe(0);
    expect(toldOf(0.1)).toBeGreaterThan(0);
    expect(toldOf(0.1)).toBeLessThanOrEqual(10);
  });

  it('tell three clones apart in less than 1 % of runs', () => {
    let told = 0;
    for (let seed = 0; seed < 2000; seed++) if (new Set(rankRows(rows([36, 36, 36], 0.03, seed))).size > 1) told++;
    expect(told).toBeLessThanOrEqual(20);
  });
});
