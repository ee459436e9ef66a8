/** Wall time, by the clock that sizes samples too. */
import { systemClock } from '../clock.ts';
import type { Metric } from '../metric.ts';

const time: Metric = {
  name: 'time',
  unit: 'ns',
  unavailable: () => null,
  open: () => ({ read: () => systemClock.nowNs() }),
};

export default time;
