/** A clock that only moves when told to, or by a fixed step at each reading. */
import type { Clock } from '../sampling/clock.ts';

export interface FakeClock extends Clock {
  advance(ns: number): void;
  readonly readings: number;
}

export function fakeClock({ stepNs = 0 } = {}): FakeClock {
  let now = 0n;
  let readings = 0;
  return {
    name: 'fake',
    nowNs() {
      readings++;
      now += BigInt(stepNs);
      return now;
    },
    advance(ns) {
      now += BigInt(ns);
    },
    get readings() {
      return readings;
    },
  };
}
