/** Workloads of known cost are predicted, and the cheapest of several is found where it changes. */
import { describe, expect, it } from 'vitest';
import type { Block } from '../result/document.ts';
import { seededRandom } from './random.ts';
import { cheapestByCalls, interpolate, type Known, predict, totalRatio } from './workload.ts';

function sampled(ns: number, noise = 0, seed = 1, blocks = 12): { blocks: Block[] } {
  const random = seededRandom(seed);
  return {
    blocks: Array.from({ length: blocks }, (_, block) => ({
      block,
      iterationsPerSample: 10,
      sampleValues: [10 * ns * (1 + noise * (random() - 0.5))],
    })),
  };
}

const costOf = (bytes: number) => 50 + 0.5 * bytes;
const known = (noise = 0, seed = 1): Known => ({
  setup: sampled(1e6, noise, seed),
  calls: [0, 100, 1000].map((bytes) => ({ bytes, case: sampled(costOf(bytes), noise, seed + bytes) })),
  whole: [],
});

describe('a prediction', () => {
  it('is the first load, and a call for each further one', () => {
    const { setupNs, callNs, totalNs } = predict(known(), { calls: 1001, bytes: 100 }) ?? {};
    expect([setupNs?.median, callNs?.median, totalNs?.median]).toEqual([1e6, 100, 1e6 + 1000 * 100]);
    expect(predict(known(), { calls: 1, bytes: 1000 })?.totalNs.median).toBe(1e6);
  });

  it('lies between lengths that were measured, and goes on beyond them', () => {
    const points = [0, 100, 1000].map((x) => ({ x, ns: costOf(x) }));
    for (const bytes of [0, 1, 99, 100, 101, 999, 1000, 5000])
      expect(interpolate(points, bytes)).toBeCloseTo(costOf(bytes), 9);
    expect(interpolate([{ x: 16, ns: 7 }], 500)).toBe(7);
    // Noise must not make a longer payload free.
    expect(
      interpolate(
        [
          { x: 0, ns: 50 },
          { x: 100, ns: 40 },
        ],
        1000,
      ),
    ).toBe(40);
  });

  it('has warming up where whole workloads were measured, for other bytes as well', () => {
    const warming = 2e6;
    const total = (calls: number, bytes: number) => 1e6 + warming + (calls - 1) * costOf(bytes);
    const whole = [1000, 100_000].map((calls) => ({ calls, bytes: 0, case: sampled(total(calls, 0)) }));
    for (const [calls, bytes] of [
      [1000, 0],
      [30_000, 0],
      [100_000, 0],
      [1e6, 0],
      [1e6, 100],
      [100_000, 1000],
    ] as const) {
      expect(predict({ ...known(), whole }, { calls, bytes })?.totalNs.median).toBeCloseTo(total(calls, bytes), -1);
    }
    expect(predict({ ...known(), whole }, { calls: 1, bytes: 0 })?.totalNs.median).toBe(1e6);
  });

  it('has an interval that covers the truth', () => {
    let covered = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const total = predict(known(0.2, seed * 7919), { calls: 10_000, bytes: 100 })?.totalNs;
      const truth = 1e6 + 9999 * 100;
      if (total !== undefined && total.low <= truth && truth <= total.high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(88);
  });

  it('is none without common blocks', () => {
    const apart = { blocks: sampled(1e6).blocks.map((block) => ({ ...block, block: block.block + 100 })) };
    expect(predict({ ...known(), setup: apart }, { calls: 5, bytes: 0 })).toBeNull();
    expect(predict({ ...known(), calls: [] }, { calls: 5, bytes: 0 })).toBeNull();
  });

  it('is held against another one block by block', () => {
    const workload = { calls: 1001, bytes: 0 };
    const [first, second] = [predict(known(), workload), predict({ ...known(), setup: sampled(2e6) }, workload)];
    if (first === null || second === null) throw new Error('Both are predicted.');
    expect(totalRatio(first, second)?.median).toBeCloseTo(2.05 / 1.05, 9);
    expect(totalRatio(first, { ...second, totals: new Map() })).toBeNull();
  });
});

it('the cheapest changes where the lines cross, within a tenth of a decade', () => {
  const found = cheapestByCalls([
    { name: 'quick to load', costNs: (calls) => 1000 + 100 * calls },
    { name: 'quick to call', costNs: (calls) => 100_000 + 10 * calls },
    { name: 'never', costNs: (calls) => 200_000 + 200 * calls },
  ]);
  expect(found.map(({ name }) => name)).toEqual(['quick to load', 'quick to call']);
  expect(found[0]?.fromCalls).toBe(1);
  expect(found[1]?.fromCalls).toBeGreaterThan(1100 / 1.3);
  expect(found[1]?.fromCalls).toBeLessThan(1100 * 1.3);
  expect(cheapestByCalls([])).toEqual([]);
});
