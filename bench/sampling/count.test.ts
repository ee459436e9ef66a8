import { describe, expect, it } from 'vitest';
import type { Routine } from '../scenario.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { countdown, countSample, warmByCount } from './count.ts';

/** What lies between two readings besides the work. */
const READING = 20_000;
const SETTLED = { target: 1000, batch: null, isSettled: () => true };

/** A routine on a meter of its own. @param cost of an iteration, by how many there were before */
function counted(cost: (before: number) => number) {
  let [total, done] = [0, 0];
  const sizes: number[] = [];
  const routine: Routine = {
    run(iterations) {
      sizes.push(iterations);
      for (let i = 0; i < iterations; i++) total += cost(done++);
      return 0;
    },
    afterSample: async () => {},
    close: async () => {},
  };
  const read = () => {
    total += READING;
    return BigInt(total);
  };
  return { routine, sizes, done: () => done, meter: { read } };
}

describe('a counted sample', () => {
  it('is what the iterations count, and nothing of what a reading does', async () => {
    const { routine, sizes, meter } = counted(() => 507);
    const { reading } = await countSample(routine, 64, meter, fakeClock());
    expect([reading, sizes]).toEqual([64 * 507, [64, 128]]);
  });
});

describe('a warm-up by counts', () => {
  it('asks no clock, and finds one size for one cost', async () => {
    const clocks = [fakeClock(), fakeClock({ stepNs: 1e9 })];
    const sizes = await Promise.all(
      clocks.map((clock) => {
        const { routine, meter } = counted(() => 500);
        return warmByCount(routine, { ...SETTLED, target: 1e6 }, meter, clock);
      }),
    );
    expect(sizes).toEqual(Array(2).fill({ iterationsPerSample: 2048, leadInIterations: 0 }));
  });

  it('takes the size that is given, and is as long as without', async () => {
    const [first, later] = [counted(() => 500), counted(() => 500)];
    const batch = await warmByCount(first.routine, SETTLED, first.meter, fakeClock());
    expect(await warmByCount(later.routine, { ...SETTLED, batch }, later.meter, fakeClock())).toEqual(batch);
    expect(later.sizes).toEqual(first.sizes);
  });

  it('goes on until what is slow at first has become steady', async () => {
    const compiledAfter = 15_000;
    const { routine, meter, done } = counted((before) => (before < compiledAfter ? 5000 : 50));
    await warmByCount(routine, { ...SETTLED, target: 1e6 }, meter, fakeClock());
    expect(done()).toBeGreaterThan(compiledAfter);
  });

  it('goes on while code is not settled, but not for ever', async () => {
    const run = async (isSettled: () => boolean) => {
      const { routine, meter, done } = counted(() => 500);
      await warmByCount(routine, { ...SETTLED, target: 1e5, isSettled }, meter, fakeClock());
      return done();
    };
    const [settled, never] = [await run(() => true), await run(() => false)];
    expect(never).toBeGreaterThan(1.5 * settled);
  });
});

it('a countdown says "enough" after a fixed number of questions', () => {
  const enough = countdown();
  let asked = 0;
  while (!enough()) asked++;
  expect(asked).toBe(64);
});
