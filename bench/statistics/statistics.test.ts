import { describe, expect, it } from 'vitest';
import { coverage, medianInterval } from './median-interval.ts';
import { mean, median, quantile, robustDeviation } from './quantiles.ts';
import { normal, seededRandom, shuffled } from './random.ts';
import { rankSumQuantile, shiftInterval } from './shift-interval.ts';

describe('quantiles', () => {
  it('interpolate as type 7 does (known answers of R)', () => {
    expect(quantile([1, 2, 3, 4], 0.75)).toBe(3.25);
    expect(quantile([10, 1, 5], 0.5)).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it('leave their argument alone and refuse an empty one', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
    expect(() => median([])).toThrow(RangeError);
  });

  it('robust deviation estimates the standard deviation of normal values and ignores an outlier', () => {
    const random = seededRandom(1);
    const values = Array.from({ length: 4000 }, () => normal(random) * 3);
    expect(robustDeviation(values)).toBeCloseTo(3, 0);
    expect(robustDeviation([...values, 1e9])).toBeCloseTo(3, 0);
    expect(mean(values)).toBeCloseTo(0, 0);
  });
});

describe('the interval of a median', () => {
  it('has the exact levels of order statistics (binomial table)', () => {
    expect(coverage(6, 1)).toBeCloseTo(0.96875, 10);
    expect(coverage(10, 2)).toBeCloseTo(0.978515625, 10);
    expect(coverage(12, 3)).toBeCloseTo(0.96142578125, 10);
  });

  it('is the whole range with its true level when there are too few blocks', () => {
    expect(medianInterval([3, 1, 2])).toEqual({ low: 1, high: 3, level: 0.75 });
    expect(medianInterval([5])).toEqual({ low: 5, high: 5, level: 0 });
  });

  it.each([6, 8, 12, 24])('covers the median in 93 to 97 of 100 runs of %i blocks, whatever the noise', (n) => {
    const random = seededRandom(n);
    const shapes = [() => normal(random), () => Math.exp(normal(random)), () => (1 - random()) ** -0.5];
    const medians = [0, 1, 2 ** 0.5];
    shapes.forEach((draw, shape) => {
      let hits = 0;
      for (let trial = 0; trial < 4000; trial++) {
        const { low, high } = medianInterval(Array.from({ length: n }, draw));
        if (low <= (medians[shape] as number) && (medians[shape] as number) <= high) hits++;
      }
      expect(hits / 4000).toBeGreaterThan(0.93);
      expect(hits / 4000).toBeLessThan(0.97);
    });
  });
});

describe('the interval of a shift', () => {
  it('uses the exact rank-sum distribution (known answers of R: qwilcox)', () => {
    // P(U <= 37) = 0.0226 for 12 and 12 values, and P(U <= 38) = 0.0256 (two-sided 5 % table: critical value 37).
    expect(rankSumQuantile(12, 12, 0.025)).toBe(38);
    // Tables give a critical value of 2 for 5 and 5 values at two-sided 5 %.
    expect(rankSumQuantile(5, 5, 0.025)).toBe(3);
  });

  it('cannot be reached with three against three', () => {
    expect(shiftInterval([1, 2, 3], [4, 5, 6], 0.95).reachable).toBe(false);
  });

  it('finds a shift and covers it', () => {
    const random = seededRandom(3);
    let hits = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const from = Array.from({ length: 12 }, () => normal(random));
      const to = Array.from({ length: 12 }, () => normal(random) + 1);
      const { low, high } = shiftInterval(from, to, 0.95);
      if (low <= 1 && 1 <= high) hits++;
    }
    expect(hits / 2000).toBeGreaterThan(0.935);
    expect(hits / 2000).toBeLessThan(0.97);
  });
});

describe('seeded randomness', () => {
  it('repeats, and shuffles without losing anything', () => {
    const items = Array.from({ length: 20 }, (_, i) => i);
    expect(shuffled(items, seededRandom(5))).toEqual(shuffled(items, seededRandom(5)));
    expect(shuffled(items, seededRandom(5))).not.toEqual(shuffled(items, seededRandom(6)));
    expect(shuffled(items, seededRandom(5)).sort((a, b) => a - b)).toEqual(items);
  });

  it('puts every item first equally often', () => {
    const random = seededRandom(9);
    const firsts = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) {
      const first = shuffled([0, 1, 2, 3], random)[0] as number;
      firsts[first] = (firsts[first] as number) + 1;
    }
    for (const count of firsts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });
});
