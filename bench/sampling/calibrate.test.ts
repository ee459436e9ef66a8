import { describe, expect, it } from 'vitest';
import type { Routine } from '../scenario.ts';
import { type FakeClock, fakeClock } from '../testing/fake-clock.ts';
import { calibrate, gridSize, warmUp } from './calibrate.ts';

/** A routine that takes a fixed time per iteration, by the clock it is given; `batch` counts its runs. */
function routine(clock: FakeClock, nsPerIter: (batch: number) => number): Routine {
  let batches = 0;
  return {
    run(iterations) {
      clock.advance(Math.round(iterations * nsPerIter(batches++)));
      return 1;
    },
    afterSample: async () => {},
    close: async () => {},
  };
}

/** A routine whose first iterations after a pause take longer, as over a pipe whose other side was asleep. */
function sleepy(clock: FakeClock, { coldNs, coldIterations, steadyNs }: Record<string, number>) {
  let sincePause = 0;
  const pause = async () => {
    clock.advance(20e6);
    sincePause = 0;
  };
  const subject: Routine = {
    run(iterations) {
      for (let i = 0; i < iterations; i++) {
        clock.advance((steadyNs as number) + (sincePause++ < (coldIterations as number) ? (coldNs as number) : 0));
      }
      return 1;
    },
    afterSample: async () => {},
    close: async () => {},
  };
  return { subject, pause };
}

describe('warming up', () => {
  it('gives the speed at its end, not before', async () => {
    const clock = fakeClock();
    // The first eight batches are interpreted: a hundred times slower.
    const slowStart = routine(clock, (batch) => (batch < 8 ? 400 : 4));
    const { nsPerIter, iterations } = await warmUp(slowStart, { warmUpNs: 50e6, targetNs: 2e6 }, clock);
    expect(nsPerIter).toBeCloseTo(4, 6);
    expect(iterations).toBe(2 ** 19);
  });

  it('goes on until the code is the one that stays, but not forever', async () => {
    const spentUntil = async (settledNs: number) => {
      const clock = fakeClock();
      const isSettled = () => clock.nowNs() >= BigInt(settledNs);
      const limits = { warmUpNs: 10e6, targetNs: 2e6, isSettled };
      await warmUp(
        routine(clock, () => 4),
        limits,
        clock,
      );
      return Number(clock.nowNs()) / 1e6;
    };
    expect(await spentUntil(0)).toBeLessThan(15);
    expect(await spentUntil(30e6)).toBeGreaterThanOrEqual(30);
    expect(await spentUntil(30e6)).toBeLessThan(35);
    expect(await spentUntil(1e9)).toBeLessThan(55);
  });

  it('does not stop at work that the clock cannot see', async () => {
    const clock = fakeClock();
    const { nsPerIter } = await warmUp(
      routine(clock, () => 0.01),
      { warmUpNs: 1e6, targetNs: 1e6 },
      clock,
    );
    expect(nsPerIter).toBeCloseTo(0.01, 5);
  });
});

describe('calibration', () => {
  const none = async () => {};
  const warmth = { nsPerIter: 12_500, iterations: 128 };

  it('gives no endless samples to work whose time does not grow with its size, nor watches it without end', async () => {
    const clock = fakeClock();
    let batches = 0;
    const cheat: Routine = {
      run() {
        batches++;
        clock.advance(100);
        return 1;
      },
      afterSample: async () => {},
      close: async () => {},
    };
    const watchCollections = () => async () => ({ count: 0, durationNs: 0 });
    const fast = { nsPerIter: 0.001, iterations: 1024 };
    const options = { targetNs: 2e6, warmUpNs: 150e6, warmth: fast, pause: none, watchCollections };
    expect((await calibrate(cheat, options, clock)).iterationsPerSample).toBeLessThanOrEqual(1024 * 4 ** 5);
    expect(batches).toBeLessThan(1000);
  });

  it('takes the power of two that is nearest, at least 1', () => {
    expect([0.001, 1, 1.4, 1.5, 90, 91, 1000].map(gridSize)).toEqual([1, 1, 1, 2, 64, 128, 1024]);
  });

  it('gives the same size whatever the warm-up said of the speed', async () => {
    const sizes = await Promise.all(
      [8, 15.6, 60, 125, 240, 900].map(async (guess) => {
        const clock = fakeClock();
        const options = {
          targetNs: 2e6,
          warmUpNs: 150e6,
          warmth: { nsPerIter: guess * 100, iterations: 64 },
          pause: none,
        };
        const { iterationsPerSample } = await calibrate(
          routine(clock, () => 12_500),
          options,
          clock,
        );
        return iterationsPerSample;
      }),
    );
    expect(new Set(sizes)).toEqual(new Set([128]));
  });

  it('gives one iteration to work that is longer than the target', async () => {
    const clock = fakeClock();
    const options = { targetNs: 2e6, warmUpNs: 150e6, warmth: { nsPerIter: 5e6, iterations: 1 }, pause: none };
    const slow = routine(clock, () => 5e6);
    expect(await calibrate(slow, options, clock)).toEqual({ iterationsPerSample: 1, leadInIterations: 4 });
  });

  it('leads in for as long as the routine needs after a pause, at least for the length of a sample', async () => {
    const leadIn = async (coldIterations: number) => {
      const clock = fakeClock();
      const { subject, pause } = sleepy(clock, { coldNs: 6000, coldIterations, steadyNs: 12_500 });
      return calibrate(subject, { targetNs: 2e6, warmUpNs: 150e6, warmth, pause }, clock);
    };
    expect(await leadIn(0)).toEqual({ iterationsPerSample: 128, leadInIterations: 128 });
    expect(await leadIn(200)).toEqual({ iterationsPerSample: 128, leadInIterations: 208 });
    expect(await leadIn(300)).toEqual({ iterationsPerSample: 128, leadInIterations: 304 });
  });

  it('lengthens samples until they contain some collections of garbage, where these take time that shows', async () => {
    const sizeWith = async (count: number, durationNs: number) => {
      const clock = fakeClock();
      const watchCollections = () => async () => ({ count, durationNs });
      const options = { targetNs: 2e6, warmUpNs: 150e6, warmth, pause: none, watchCollections };
      const { iterationsPerSample } = await calibrate(
        routine(clock, () => 12_500),
        options,
        clock,
      );
      return iterationsPerSample;
    };
    // 150 ms are watched: one collection in 15 ms, and four are wanted in a sample of 1.6 ms.
    expect(await sizeWith(10, 30e6)).toBe(128 * 32);
    expect(await sizeWith(100, 30e6)).toBe(128 * 4);
    expect(await sizeWith(1000, 30e6)).toBe(128);
    expect(await sizeWith(10, 5e6)).toBe(128);
    expect(await sizeWith(1, 30e6)).toBe(128);
    expect(await sizeWith(0, 0)).toBe(128);
  });
});
