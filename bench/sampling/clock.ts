/** The one place where time is read. Everything that measures takes a `Clock`, so that tests can hand in a false one. */
import { median } from '../statistics/quantiles.ts';

export interface Clock {
  readonly name: string;
  nowNs(): bigint;
}

export const systemClock: Clock = { name: 'process.hrtime.bigint', nowNs: () => process.hrtime.bigint() };

export interface Timer {
  readonly name: string;
  /** Smallest step between two readings that differ. */
  readonly resolutionNs: number;
  /** Median cost of one reading. */
  readonly costNs: number;
}

/** @returns a function that tells whether so many milliseconds have gone by since now */
export function deadline(clock: Clock, milliseconds: number): () => boolean {
  const end = clock.nowNs() + BigInt(Math.round(milliseconds * 1e6));
  return () => clock.nowNs() >= end;
}

const READINGS = 4096;

/** Measures the clock with itself: its smallest step, and what a reading costs. */
export function measureTimer(clock: Clock): Timer {
  let resolutionNs = Number.POSITIVE_INFINITY;
  const costs: number[] = [];
  for (let round = 0; round < 16; round++) {
    const start = clock.nowNs();
    let previous = start;
    for (let i = 0; i < READINGS; i++) {
      const now = clock.nowNs();
      const step = Number(now - previous);
      if (step > 0 && step < resolutionNs) resolutionNs = step;
      previous = now;
    }
    costs.push(Number(previous - start) / READINGS);
  }
  // A clock that never moved in 65,536 readings is coarser than the whole loop: say so rather than divide by zero.
  const costNs = Math.max(median(costs), 1);
  return { name: clock.name, resolutionNs: Number.isFinite(resolutionNs) ? resolutionNs : 1e9, costNs };
}
