import { expect, it } from 'vitest';
import { binomialCdf, binomialQuantile, binomialUpperBound } from './binomial.ts';

it('the distribution function is that of coins and dice (known answers)', () => {
  expect(binomialCdf(1, 3, 0.5)).toBeCloseTo(0.5, 12);
  expect(binomialCdf(0, 4, 1 / 6)).toBeCloseTo((5 / 6) ** 4, 12);
  expect(binomialCdf(4, 4, 0.3)).toBeCloseTo(1, 12);
  expect(binomialCdf(2, 5, 0)).toBe(1);
});

it('of 48 intervals at 95 % more than 6 miss once in a hundred times', () => {
  expect(binomialQuantile(48, 0.05, 0.99)).toBe(6);
});

it('no alarm in a thousand leaves 0.3 % open, ten leave 1.7 %', () => {
  expect(binomialUpperBound(0, 1000, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / 1000), 9);
  expect(binomialUpperBound(10, 1000, 0.95)).toBeCloseTo(0.0169, 3);
  expect(binomialUpperBound(5, 5, 0.95)).toBe(1);
});
