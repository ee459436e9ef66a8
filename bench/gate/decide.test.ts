/** Claims about rows that are looked at while they are measured: what is spent, what stays decided, and how often it is wrong. */
import { describe, expect, it } from 'vitest';
import type { Block } from '../result/document.ts';
import { normal, type Random, seededRandom } from '../statistics/random.ts';
import { decide, type Look, ONE_LOOK, type Pair } from './decide.ts';
import { interimLook, lastLook, MOST_BLOCKS } from './looks.ts';

const MARGIN = 0.02;

const blocksOf = (values: readonly number[]): Block[] =>
  values.map((value, block) => ({ block, iterationsPerSample: 1, sampleValues: [value] }));

function pair(id: string, ratios: readonly number[], margin = MARGIN): Pair {
  return { id, before: blocksOf(ratios.map(() => 100)), now: blocksOf(ratios.map((ratio) => 100 * ratio)), margin };
}

const noisy = (random: Random, count: number, { effect = 0, noise = 0.01 } = {}) =>
  Array.from({ length: count }, () => (1 + effect) * Math.exp(noise * normal(random)));

/** All looks of a comparison that takes as many blocks as it can. */
function allLooks(blocks = MOST_BLOCKS): Look[] {
  const looks: Look[] = [];
  for (let done = 1; done <= blocks; done++) {
    const due = interimLook(done);
    if (due !== null) looks.push(due);
  }
  return [...looks, lastLook(blocks, looks)];
}

const changes = (pairs: readonly Pair[], looks: readonly Look[], family = pairs.length) =>
  [...decide(pairs, { looks, isPaired: true, machine: null, family }).values()].map(({ change }) => change);

describe('looks', () => {
  it.each([1, 5, 6, 7, 20, 48, MOST_BLOCKS])('of %i blocks spend the whole error, and no more', (blocks) => {
    const looks = allLooks(blocks);
    expect(looks.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(looks.at(-1)?.share).toBeGreaterThanOrEqual(0.4 - 1e-9);
    expect(looks.at(-1)?.blocks).toBe(blocks);
  });
});

describe('a row', () => {
  const quiet = seededRandom(1);
  const slow = noisy(quiet, 9, { effect: 0.1, noise: 0.003 });

  it('that is decided stays so, whatever comes after it', () => {
    const later = [...slow, ...slow.map(() => 0.5)];
    const looks = [
      { blocks: 9, share: 0.1 },
      { blocks: 18, share: 0.9 },
    ];
    expect(changes([pair('a', later)], looks)).toEqual(['regressed']);
    // It is the first look that decides: all blocks together do not.
    expect(changes([pair('a', later)], ONE_LOOK)).not.toEqual(['regressed']);
  });

  it('is judged by the blocks of the look, and not by later ones', () => {
    const [look] = [{ blocks: 9, share: 0.1 }];
    expect(changes([pair('a', [...slow.map(() => 1), ...slow])], [look])).toEqual(['same']);
  });

  it('that needs the whole error is not decided by a hundredth of it', () => {
    const few = [1.04, 1.05, 1.06, 1.07, 1.08, 1.09];
    expect(changes([pair('a', few)], ONE_LOOK)).toEqual(['regressed']);
    expect(changes([pair('a', few)], [{ blocks: 6, share: 0.01 }])).toEqual(['inconclusive']);
  });

  it('has a margin of its own', () => {
    const ratios = noisy(seededRandom(3), 12, { effect: 0.05, noise: 0.003 });
    expect(changes([pair('a', ratios, 0.02), pair('b', ratios, 0.1)], ONE_LOOK)).toEqual(['regressed', 'same']);
  });

  it('is easier to accuse once others are: what they have spent is left to it (Holm)', () => {
    const certain = pair('certain', noisy(seededRandom(4), 12, { effect: 0.5, noise: 0.001 }));
    const random = seededRandom(6);
    let gained = 0;
    for (let trial = 0; trial < 300; trial++) {
      const doubtful = pair('doubtful', noisy(random, 8, { effect: 0.02, noise: 0.01 }), 1e-9);
      const alone = changes([doubtful], ONE_LOOK, 2)[0];
      const beside = changes([certain, doubtful], ONE_LOOK, 2)[1];
      if (alone === 'regressed') expect(beside).toBe('regressed');
      else if (beside === 'regressed') gained++;
    }
    expect(gained).toBeGreaterThan(0);
  });

  it('says the least change that would have been found, which is found', () => {
    const ratios = noisy(seededRandom(7), 12, { noise: 0.004 });
    const one = { looks: ONE_LOOK, isPaired: true, machine: null, family: 30 };
    const smallest = decide([pair('a', ratios)], one).get('a')?.smallest ?? Number.NaN;
    expect(smallest).toBeGreaterThan(MARGIN);
    // The centre of these ratios is not exactly one: a little more than that is needed.
    const planted = ratios.map((ratio) => ratio * (1 + smallest) * 1.003);
    expect(decide([pair('a', planted)], one).get('a')?.change).toBe('regressed');
    const less = ratios.map((ratio) => ratio * (1 + smallest) * 0.99);
    expect(decide([pair('a', less)], one).get('a')?.change).not.toBe('regressed');
  });
});

describe('a comparison of equals', () => {
  const ROWS = 10;
  const TRIALS = 400;

  /** Share of comparisons that accuse or praise a row, with a margin that is next to nothing. */
  function alarms(looks: readonly Look[]): number {
    const random = seededRandom(11);
    let count = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      const rows = Array.from({ length: ROWS }, (_, row) => pair(String(row), noisy(random, 32), 1e-9));
      const found = changes(rows, looks);
      if (found.includes('regressed') || found.includes('improved')) count++;
    }
    return count / TRIALS;
  }

  it('accuses in less than one of a hundred, however often it is looked at', () => {
    expect(alarms(allLooks(32))).toBeLessThanOrEqual(0.01);
  });

  it('would accuse more often if each look spent the whole error', () => {
    expect(alarms(allLooks(32).map((look) => ({ ...look, share: 1 })))).toBeGreaterThan(0.015);
  });
});
