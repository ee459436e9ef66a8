/** Claims about rows that count work: what a process of each build is enough for, and how often identical builds are accused. */
import { describe, expect, it } from 'vitest';
import type { Block } from '../result/document.ts';
import { normal, type Random, seededRandom } from '../statistics/random.ts';
import { COUNTED_BLOCKS, decideCounted } from './counted.ts';
import { decide, ONE_LOOK } from './decide.ts';

const MARGIN = 0.002;
const blocksOf = (values: readonly number[]): Block[] =>
  values.map((value, block) => ({ block, iterationsPerSample: 1, sampleValues: [value] }));
const judged = (before: readonly number[], now: readonly number[], margin = MARGIN) =>
  decideCounted({ id: 'call/koffi?metric=instructions', before: blocksOf(before), now: blocksOf(now), margin });

describe('a row that counts work', () => {
  it.each([
    ['same', [507], [507]],
    ['same', [507, 507, 507], [507, 507.5, 507]],
    ['regressed', [507, 507, 507], [510, 510, 510]],
    ['improved', [510, 510, 510], [507, 507, 507]],
    ['inconclusive', [507], [510]],
    ['inconclusive', [507, 507], [510, 510]],
    // A process that is unlike the others of its build neither accuses nor keeps from clearing.
    ['same', [507, 520, 507], [507, 507, 507]],
    ['same', [507, 430, 507], [507, 507, 600]],
    ['same', [510, 510, 600], [507, 507, 507]],
    ['inconclusive', [507, 520, 507], [507, 515, 515]],
    ['inconclusive', [507, 507, 507], [507, 515, 515]],
    // Apart, but by less than processes of one build differ.
    ['inconclusive', [500, 503, 506], [508, 511, 514]],
    ['inconclusive', [], [507]],
    ['inconclusive', [0], [507]],
  ] as const)('is %s for %j and %j', (change, before, now) => {
    expect(judged(before, now).change).toBe(change);
  });

  it('says what it would have found: more than the margin, and than twice the spread of a build', () => {
    expect(judged([500, 500, 500], [500, 500, 500]).smallest).toBeCloseTo(MARGIN, 9);
    expect(judged([500, 505, 500], [500, 500, 500]).smallest).toBeGreaterThan(1.01 ** 2 - 1);
  });

  it('counts no block that was discarded', () => {
    const [first, ...rest] = blocksOf([507, 507, 507]);
    const before = [{ ...(first as Block), discarded: 'V8 replaced the code.' }, ...rest];
    const { change } = decideCounted({ id: 'a', before, now: blocksOf([510, 510, 510]), margin: MARGIN });
    expect(change).toBe('inconclusive');
  });

  it('takes no part in the error of rows that are timed', () => {
    const time = { id: 'call/koffi', before: blocksOf([1]), now: blocksOf([1]), margin: 0.02 };
    const count = { id: 'b', before: blocksOf([507]), now: blocksOf([507]), margin: MARGIN, isCounted: true };
    const decisions = decide([time, count], { looks: ONE_LOOK, isPaired: true, machine: null, family: 1 });
    expect([...decisions].map(([id, { change }]) => [id, change])).toEqual([
      ['b', 'same'],
      ['call/koffi', 'inconclusive'],
    ]);
  });
});

describe('identical builds', () => {
  const random = seededRandom(1);
  const draw = (next: (random: Random) => number) => Array.from({ length: COUNTED_BLOCKS }, () => next(random));
  const accusedOf = (next: (random: Random) => number, runs = 20_000) => {
    let accused = 0;
    for (let run = 0; run < runs; run++) {
      const { change } = judged(draw(next), draw(next));
      if (change === 'regressed' || change === 'improved') accused++;
    }
    return accused / runs;
  };

  it('are hardly ever accused where processes scatter by as much as the margin', () => {
    expect(accusedOf((from) => 500 * (1 + MARGIN * normal(from)))).toBeLessThan(0.005);
  });

  it('are accused in 2 of 64 runs where a row draws one of two counts, which is what such a row costs', () => {
    const rate = accusedOf((from) => (from() < 0.5 ? 500 : 650));
    expect(rate).toBeGreaterThan(0.02);
    expect(rate).toBeLessThan(0.045);
  });
});
