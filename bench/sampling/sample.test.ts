import { describe, expect, it } from 'vitest';
import type { Routine } from '../scenario.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { measureTimer } from './clock.ts';
import { SINGLE, takeSample } from './sample.ts';

/** A routine that takes a fixed time per iteration, by the clock it is given. */
function routine(
  clock: { advance(ns: number): void },
  perIteration: (call: number) => number,
  log: string[] = [],
): Routine {
  let calls = 0;
  return {
    beforeSample: async () => void log.push('before'),
    run(iterations) {
      log.push(`run ${iterations}`);
      clock.advance(Math.round(iterations * perIteration(calls++)));
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
      { iterationsPerSample: 100, leadInIterations: 0 },
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
      SINGLE,
      clock,
    );
    expect(phasesNs).toEqual({ 'host-open': 5, load: 70, 'first-call': 2 });
    expect(durationNs).toBe(77);
  });

  it('is not given when the answer was wrong', async () => {
    const clock = fakeClock();
    const wrong = { ...routine(clock, () => 1), afterSample: () => Promise.reject(new Error('wrong')) };
    await expect(takeSample(wrong, SINGLE, clock)).rejects.toThrow('wrong');
  });

  it('begins where the lead-in ends, whose first iteration is a figure of its own', async () => {
    const clock = fakeClock();
    const log: string[] = [];
    // After a pause the first call takes 90 ns, the next three 30, and then it is steady at 3.
    const cold = [90, 30, 30, 30];
    const sleepy: Routine = {
      run(iterations) {
        log.push(`run ${iterations}`);
        for (let i = 0; i < iterations; i++) clock.advance(cold.shift() ?? 3);
        return iterations;
      },
      afterSample: async (checksum, iterations) => void log.push(`after ${checksum} of ${iterations}`),
      close: async () => {},
    };
    const sample = await takeSample(sleepy, { iterationsPerSample: 10, leadInIterations: 4 }, clock);
    expect(sample).toEqual({ durationNs: 30, phasesNs: {}, firstCallNs: 90 });
    expect(log).toEqual(['run 1', 'run 3', 'run 10', 'after 1 of 1', 'after 3 of 3', 'after 10 of 10']);
  });

  it('is not given when an answer of its lead-in was wrong', async () => {
    const clock = fakeClock();
    const wrong: Routine = {
      run: (iterations) => iterations,
      afterSample: async (_checksum, iterations) => {
        if (iterations === 1) throw new Error('wrong at first');
      },
      close: async () => {},
    };
    const batch = { iterationsPerSample: 5, leadInIterations: 2 };
    await expect(takeSample(wrong, batch, clock)).rejects.toThrow('wrong at first');
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
