import { describe, expect, it } from 'vitest';
import type { Routine } from '../scenario.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { measureTimer } from './clock.ts';
import { takeSample, warmUpAndCalibrate } from './sample.ts';

/** A routine that takes a fixed time per iteration, by the clock it is given. */
function routine(
  clock: { advance(ns: number): void },
  nsPerIter: (call: number) => number,
  log: string[] = [],
): Routine {
  let calls = 0;
  return {
    beforeSample: async () => void log.push('before'),
    run(iterations) {
      log.push(`run ${iterations}`);
      clock.advance(Math.round(iterations * nsPerIter(calls++)));
      return 1;
    },
    afterSample: async (checksum) => void log.push(`after ${checksum}`),
    close: async () => {},
  };
}

describe('a sample', () => {
  it('is what lies between two readings around the loop, and nothing else', async () => {
    const clock = fakeClock();
    const log: string[] = [];
    const sample = await takeSample(
      routine(clock, () => 3, log),
      100,
      clock,
    );
    expect(sample).toEqual({ durationNs: 300, phasesNs: {} });
    expect(log).toEqual(['before', 'run 100', 'after 1']);
    expect(clock.readings).toBe(2);
  });

  it('has phases that sum to it', async () => {
    const clock = fakeClock();
    const { durationNs, phasesNs } = await takeSample(
      {
        async run(_iterations, markPhase) {
          clock.advance(5);
          markPhase('host-open');
          clock.advance(70);
          markPhase('load');
          clock.advance(2);
          markPhase('first-call');
          return 1;
        },
        afterSample: async () => {},
        close: async () => {},
      },
      1,
      clock,
    );
    expect(phasesNs).toEqual({ 'host-open': 5, load: 70, 'first-call': 2 });
    expect(durationNs).toBe(77);
  });

  it('is not given when the answer was wrong', async () => {
    const clock = fakeClock();
    const wrong = { ...routine(clock, () => 1), afterSample: () => Promise.reject(new Error('wrong')) };
    await expect(takeSample(wrong, 1, clock)).rejects.toThrow('wrong');
  });
});

describe('calibration', () => {
  it('fills the target with the speed after warm-up, not before', async () => {
    const clock = fakeClock();
    // The first eight batches are interpreted: a hundred times slower.
    const slowStart = routine(clock, (call) => (call < 8 ? 400 : 4));
    expect(await warmUpAndCalibrate(slowStart, { warmUpNs: 50e6, targetNs: 2e6 }, clock)).toBe(500_000);
  });

  it('goes on until the code is the one that stays, but not forever', async () => {
    const warmUp = { warmUpNs: 10e6, targetNs: 2e6 };
    const spentUntil = async (settledNs: number) => {
      const clock = fakeClock();
      const isSettled = () => clock.nowNs() >= BigInt(settledNs);
      await warmUpAndCalibrate(
        routine(clock, () => 4),
        { ...warmUp, isSettled },
        clock,
      );
      return Number(clock.nowNs()) / 1e6;
    };
    expect(await spentUntil(0)).toBeLessThan(15);
    expect(await spentUntil(30e6)).toBeGreaterThanOrEqual(30);
    expect(await spentUntil(30e6)).toBeLessThan(35);
    expect(await spentUntil(1e9)).toBeLessThan(55);
  });

  it('gives one iteration to work that is longer than the target', async () => {
    const clock = fakeClock();
    expect(
      await warmUpAndCalibrate(
        routine(clock, () => 5e6),
        { warmUpNs: 20e6, targetNs: 2e6 },
        clock,
      ),
    ).toBe(1);
  });

  it('does not stop at work that the clock cannot see', async () => {
    const clock = fakeClock();
    const iterations = await warmUpAndCalibrate(
      routine(clock, () => 0.01),
      { warmUpNs: 1e6, targetNs: 1e6 },
      clock,
    );
    expect(iterations / 100_000_000).toBeCloseTo(1, 5);
  });
});

describe('the timer', () => {
  it('is measured with itself', () => {
    expect(measureTimer(fakeClock({ stepNs: 40 }))).toEqual({ name: 'fake', resolutionNs: 40, costNs: 40 });
  });

  it('that does not move is reported as useless, not as perfect', () => {
    expect(measureTimer(fakeClock()).resolutionNs).toBe(1e9);
  });
});
