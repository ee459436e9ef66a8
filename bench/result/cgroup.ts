/** What a control group lets a process have of the processors (cgroups(7)): version 2, then version 1, own group and those above it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface CpuLimit {
  /** Processors that it may use, the least of its groups: 0.2 is a fifth of one. */
  readonly processors: number;
  /** How long its threads were held back by that since the group began, in seconds. */
  readonly throttledSeconds: number;
}

const MOUNT = '/sys/fs/cgroup';

type Read = (path: string) => string;

/** Null where nothing limits it, and where it cannot be read. */
export function cpuLimit(read: Read = (path) => readFileSync(path, 'utf8')): CpuLimit | null {
  const limits = foldersOf(read).flatMap((folder) => readLimit(folder, read) ?? []);
  const [strictest] = limits.sort((a, b) => a.processors - b.processors);
  return strictest ?? null;
}

/** Folders of its groups. Within a container its own group is the root that it sees, whatever its path says. */
function foldersOf(read: Read): string[] {
  const lines = (attempt(() => read('/proc/self/cgroup')) ?? '').split('\n').map((line) => line.split(':'));
  return lines.flatMap(([number, controllers = '', path = '/']) => {
    const isCpu = controllers.split(',').includes('cpu');
    if (number !== '0' && !isCpu) return [];
    // Beside version 1, version 2 has a folder of its own there (systemd, "hybrid").
    const mounts = number === '0' ? [MOUNT, join(MOUNT, 'unified')] : [join(MOUNT, controllers), join(MOUNT, 'cpu')];
    const folders = new Set<string>();
    for (const mount of mounts)
      for (let at = path; ; at = dirname(at)) {
        folders.add(join(mount, at));
        if (at === dirname(at)) break;
      }
    return [...folders];
  });
}

function readLimit(folder: string, read: Read): CpuLimit[] | null {
  const [quota = Number.NaN, period = Number.NaN] =
    attempt(() => read(join(folder, 'cpu.max')).trim().split(' ').map(Number)) ??
    attempt(() => ['cpu.cfs_quota_us', 'cpu.cfs_period_us'].map((name) => Number(read(join(folder, name))))) ??
    [];
  // "max" in version 2, -1 in version 1: no limit.
  if (!(quota > 0 && period > 0)) return null;
  const stat = attempt(() => read(join(folder, 'cpu.stat'))) ?? '';
  const [, microseconds] = /^throttled_usec (\d+)/m.exec(stat) ?? [];
  const [, nanoseconds = 0] = /^throttled_time (\d+)/m.exec(stat) ?? [];
  const throttledSeconds = microseconds === undefined ? Number(nanoseconds) / 1e9 : Number(microseconds) / 1e6;
  return [{ processors: quota / period, throttledSeconds }];
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
