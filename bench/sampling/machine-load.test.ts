import { describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { meterLoad } from './machine-load.ts';

/** /proc of a machine that was busy for so many ticks, of which some were ours. */
function books(ticks: { busy: number; stolen: number; own: number }) {
  return (path: string) =>
    path === '/proc/stat'
      ? `cpu  ${ticks.busy} 0 0 999 5 0 0 ${ticks.stolen} 0 0\ncpu0 1 1 1 1`
      : `42 (a) name) S ${Array(10).fill('7').join(' ')} ${ticks.own} 0 0 0 20 0`;
}

describe('the load of the machine', () => {
  it('is what others used since the last lap, in seconds', () => {
    const ticks = { busy: 1000, stolen: 10, own: 300 };
    const clock = fakeClock();
    const lap = meterLoad(clock, (path) => books(ticks)(path));
    Object.assign(ticks, { busy: 1500, stolen: 40, own: 700 });
    clock.advance(4e9);
    expect(lap()).toEqual({ seconds: 4, foreignCpuSeconds: 1, stolenCpuSeconds: 0.3 });
    clock.advance(2e9);
    expect(lap()).toEqual({ seconds: 2, foreignCpuSeconds: 0, stolenCpuSeconds: 0 });
  });

  it('is also what a limit of processors took', () => {
    let throttled = 1_000_000;
    const clock = fakeClock();
    const lap = meterLoad(clock, (path) => {
      if (path === '/proc/self/cgroup') return '0::/\n';
      if (path === '/sys/fs/cgroup/cpu.max') return '20000 100000\n';
      if (path === '/sys/fs/cgroup/cpu.stat') return `throttled_usec ${throttled}\n`;
      return books({ busy: 0, stolen: 0, own: 0 })(path);
    });
    throttled += 1_500_000;
    clock.advance(2e9);
    expect(lap().throttledSeconds).toBe(1.5);
  });

  it('is never negative, although the books are not kept all at once', () => {
    const ticks = { busy: 1000, stolen: 0, own: 300 };
    const clock = fakeClock({ stepNs: 1e9 });
    const lap = meterLoad(clock, (path) => books(ticks)(path));
    Object.assign(ticks, { busy: 1010, own: 312 });
    expect(lap().foreignCpuSeconds).toBe(0);
  });

  it('is not known where there is no /proc', () => {
    const lap = meterLoad(fakeClock({ stepNs: 1 }), () => {
      throw new Error('ENOENT');
    });
    expect(lap()).toMatchObject({ foreignCpuSeconds: null, stolenCpuSeconds: null });
  });
});
