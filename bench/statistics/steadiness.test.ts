import { describe, expect, it } from 'vitest';
import { normal, type Random, seededRandom } from './random.ts';
import { findChangePoint, relativeToRounds } from './steadiness.ts';

const SAMPLES = 60;
const noisy = (random: Random, level: (sample: number) => number) =>
  Array.from({ length: SAMPLES }, (_, i) => level(i) * Math.exp(0.02 * normal(random)));

describe('a change point', () => {
  it('is found where the level changes, and measured', () => {
    const change = findChangePoint(noisy(seededRandom(1), (i) => (i < 20 ? 1.3 : 1)));
    expect(change?.at).toBe(20);
    expect(change?.ratio).toBeCloseTo(1 / 1.3, 1);
  });

  it('is not made by spikes', () => {
    const values = noisy(seededRandom(2), () => 1).map((value, i) => (i % 9 === 0 ? 5 * value : value));
    expect(findChangePoint(values)).toBeNull();
  });

  it('is not seen below 5 %, nor in so few samples that chance makes one', () => {
    expect(findChangePoint(noisy(seededRandom(3), (i) => (i < 30 ? 1.02 : 1)))).toBeNull();
    expect(findChangePoint([2, 2, 1, 1])).toBeNull();
    expect(findChangePoint([])).toBeNull();
  });

  it.each([
    ['normal', (random: Random) => 1 + 0.1 * normal(random)],
    ['heavy-tailed', (random: Random) => (1 - random()) ** -0.7],
    ['two-clock', (random: Random) => (random() < 0.5 ? 1 : 1.6) + 0.02 * normal(random)],
  ])('is found in at most 0.1 %% of steady runners with %s noise', (_name, draw) => {
    const random = seededRandom(4);
    let found = 0;
    for (let trial = 0; trial < 5000; trial++) {
      if (findChangePoint(Array.from({ length: SAMPLES }, () => draw(random))) !== null) found++;
    }
    expect(found).toBeLessThanOrEqual(5);
  });
});

describe('relative to its rounds', () => {
  const random = seededRandom(5);
  const clock = (i: number) => (i < 25 ? 1.6 : 1);
  const others = [1, 3, 36, 40].map((level) => noisy(random, (i) => level * clock(i)));
  const changeAmong = (own: readonly number[]) => findChangePoint(relativeToRounds([own, ...others])[0] ?? []);

  it('a runner that only followed the machine is steady', () => {
    const own = noisy(random, clock);
    expect(findChangePoint(own)).not.toBeNull();
    expect(changeAmong(own)).toBeNull();
  });

  it('a runner that changed alone is not', () => {
    const own = noisy(random, (i) => (i < 40 ? 1 : 1.4) * clock(i));
    const { at = 0, ratio = 0 } = changeAmong(own) ?? {};
    expect(Math.abs(at - 40)).toBeLessThan(4);
    expect(ratio).toBeCloseTo(1.4, 1);
  });
});
