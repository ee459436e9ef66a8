import { describe, expect, it } from 'vitest';
import { coverage, medianInterval } from './median-interval.ts';
import { mean, median, quantile, robustDeviation } from './quantiles.ts';
import { normal, seededRandom, shuffled } from './random.ts';
import { studentQuantile, upperTail } from './student.ts';
import { trimmedDifference, trimmedInterval } from './trimmed.ts';

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

  it('takes the step nearest to the wanted level and says which that is', () => {
    const values = Array.from({ length: 12 }, (_, i) => i);
    expect(medianInterval(values)).toEqual({ low: 2, high: 9, level: coverage(12, 3) });
    expect(medianInterval(values.slice(0, 8))).toEqual({ low: 1, high: 6, level: coverage(8, 2) });
  });

  it.each([6, 8, 12, 24])('covers the median of %i blocks as often as it says, whatever the noise', (n) => {
    const random = seededRandom(n);
    const twoClocks = () => (random() < 0.6 ? 0 : 8) + normal(random);
    const shapes = [() => normal(random), () => Math.exp(normal(random)), () => (1 - random()) ** -0.5, twoClocks];
    const medians = [0, 1, 2 ** 0.5, 0.967422];
    const { level } = medianInterval(Array.from({ length: n }, () => 0));
    shapes.forEach((draw, shape) => {
      let hits = 0;
      for (let trial = 0; trial < 4000; trial++) {
        const { low, high } = medianInterval(Array.from({ length: n }, draw));
        if (low <= (medians[shape] as number) && (medians[shape] as number) <= high) hits++;
      }
      expect(Math.abs(hits / 4000 - level)).toBeLessThan(0.012);
    });
  });
});

describe('quantiles of Student', () => {
  it.each([
    // Tables of the t distribution (Abramowitz & Stegun 26.10), two-sided 5 % and one-sided 0.05 %; 1 and 2 in closed form.
    [0.025, 1, 12.7062],
    [0.025, 2, 4.30265],
    [0.025, 11, 2.20099],
    [0.025, 120, 1.97993],
    [0.0005, 7, 5.40788],
    [0.0005, 14, 4.14045],
    [0.0005, 2, 31.5991],
  ])('tail %d of %d degrees is %d', (tail, degrees, t) => {
    expect(studentQuantile(tail, degrees)).toBeCloseTo(t, 3);
    expect(upperTail(studentQuantile(tail, degrees), degrees)).toBeCloseTo(tail, 12);
  });
});

describe('the interval of a trimmed mean', () => {
  it('is that of Student where nothing is trimmed', () => {
    const interval = trimmedInterval([1, 2, 3, 4], 0.025);
    const reach = (3.18245 * Math.sqrt(5 / 3)) / 2;
    expect(interval?.centre).toBe(2.5);
    expect(interval?.low).toBeCloseTo(2.5 - reach, 4);
    expect(interval?.high).toBeCloseTo(2.5 + reach, 4);
  });

  it('does not care how far away the outer fifths are', () => {
    const near = trimmedInterval([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0.01);
    expect(trimmedInterval([-1e9, 1, 2, 3, 4, 5, 6, 7, 8, 1e9], 0.01)?.centre).toBe(near?.centre);
  });

  it('does not exist for one value', () => {
    expect(trimmedInterval([1], 0.025)).toBeNull();
    expect(trimmedDifference([1, 2], [1], 0.025)).toBeNull();
  });

  it.each([0.025, 0.0005])('of a difference misses to either side as often as it says, tail %d', (tail) => {
    const random = seededRandom(3);
    const trials = 20_000;
    let below = 0;
    for (let trial = 0; trial < trials; trial++) {
      const from = Array.from({ length: 12 }, () => normal(random));
      const to = Array.from({ length: 12 }, () => 2 * normal(random) + 1);
      const { low } = trimmedDifference(from, to, tail) ?? { low: 0 };
      if (low > 1) below++;
    }
    expect(below / trials).toBeLessThan(1.35 * tail + 3 * Math.sqrt(tail / trials));
    expect(below / trials).toBeGreaterThan(0.5 * tail - 3 * Math.sqrt(tail / trials));
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
