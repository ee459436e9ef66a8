import { describe, expect, it } from 'vitest';
import { cpuLimit } from './cgroup.ts';

/** A system that has these files. */
const system = (files: Record<string, string>) => (path: string) => {
  const content = files[path];
  if (content === undefined) throw new Error(`ENOENT ${path}`);
  return content;
};

describe('the limit of processors', () => {
  it('of version 2 is the strictest of the groups above', () => {
    const files = {
      '/proc/self/cgroup': '0::/job/step\n',
      '/sys/fs/cgroup/job/step/cpu.max': 'max 100000\n',
      '/sys/fs/cgroup/job/cpu.max': '20000 100000\n',
      '/sys/fs/cgroup/job/cpu.stat': 'usage_usec 5\nnr_throttled 3\nthrottled_usec 2500000\n',
    };
    expect(cpuLimit(system(files))).toEqual({ processors: 0.2, throttledSeconds: 2.5 });
  });

  it('of version 1 is found under the names of its controllers', () => {
    const files = {
      '/proc/self/cgroup': '4:memory:/x\n3:cpu,cpuacct:/job\n',
      '/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us': '150000\n',
      '/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us': '100000\n',
      '/sys/fs/cgroup/cpu,cpuacct/job/cpu.stat': 'nr_throttled 1\nthrottled_time 500000000\n',
    };
    expect(cpuLimit(system(files))).toEqual({ processors: 1.5, throttledSeconds: 0.5 });
  });

  it('of a container is that of the root that it sees', () => {
    const files = { '/proc/self/cgroup': '0::/../..\n', '/sys/fs/cgroup/cpu.max': '50000 100000\n' };
    expect(cpuLimit(system(files))).toEqual({ processors: 0.5, throttledSeconds: 0 });
  });

  it('is none without a quota, and where nothing can be read', () => {
    expect(cpuLimit(system({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' }))).toBeNull();
    const first = { '/proc/self/cgroup': '1:cpu:/\n', '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n' };
    expect(cpuLimit(system({ ...first, '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n' }))).toBeNull();
    expect(cpuLimit(system({}))).toBeNull();
  });
});
