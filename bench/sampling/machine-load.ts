/**
 * What else the machine does: processor time of other programs, and time that a hypervisor gave to other machines.
 * Read from the kernel's books (proc(5), /proc/stat and /proc/self/stat), so a neighbour is seen and not guessed from noise.
 */
import { readFileSync } from 'node:fs';
import { cpuLimit } from '../result/cgroup.ts';
import { type Clock, systemClock } from './clock.ts';

export interface Load {
  /** Wall time since the lap before. */
  readonly seconds: number;
  /** Processor time of all programs but this one and its ended children; null where it cannot be read. */
  readonly foreignCpuSeconds: number | null;
  readonly stolenCpuSeconds: number | null;
  /** How long a limit of processors held this program back (cgroups(7)); absent where there is none. */
  readonly throttledSeconds?: number;
}

/** Ticks per second of the kernel's books; 100 on every Linux that programs see (USER_HZ, times(2)). */
const TICKS_PER_SECOND = 100;

interface Books {
  readonly busy: number;
  readonly stolen: number;
  readonly own: number;
}

/** @returns a function that gives the load since its last call, or since now */
export function meterLoad(clock: Clock = systemClock, read: (path: string) => string = readText): () => Load {
  const take = (): Reading => ({
    at: clock.nowNs(),
    books: readBooks(read),
    throttled: cpuLimit(read)?.throttledSeconds,
  });
  let before = take();
  return () => {
    const now = take();
    const load = loadBetween(before, now);
    before = now;
    return load;
  };
}

interface Reading {
  readonly at: bigint;
  readonly books: Books | null;
  readonly throttled: number | undefined;
}

function loadBetween(before: Reading, now: Reading): Load {
  const seconds = Math.max(Number(now.at - before.at), 1) / 1e9;
  const { throttled = before.throttled } = now;
  const held = throttled === undefined ? {} : { throttledSeconds: Math.max(0, throttled - (before.throttled ?? 0)) };
  if (before.books === null || now.books === null) {
    return { seconds, foreignCpuSeconds: null, stolenCpuSeconds: null, ...held };
  }
  const since = (key: keyof Books) => ((now.books?.[key] ?? 0) - (before.books?.[key] ?? 0)) / TICKS_PER_SECOND;
  // Books are kept in steps of a tick and not all at once, so the difference may be a little below nothing.
  return {
    seconds,
    foreignCpuSeconds: Math.max(0, since('busy') - since('own')),
    stolenCpuSeconds: Math.max(0, since('stolen')),
    ...held,
  };
}

/** First line of /proc/stat: user nice system idle iowait irq softirq steal; own: utime stime cutime cstime. */
function readBooks(read: (path: string) => string): Books | null {
  try {
    const [user, nice, system, , , irq, softirq, steal] = (read('/proc/stat').match(/^cpu +(.*)$/m)?.[1] ?? '')
      .split(' ')
      .map(Number) as [number, number, number, number, number, number, number, number];
    const stat = read('/proc/self/stat');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Fields 14 to 17 of proc(5); the slice begins with field 3.
    const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    const books = { busy: user + nice + system + irq + softirq, stolen: steal, own };
    return Object.values(books).every(Number.isFinite) ? books : null;
  } catch {
    // Not Linux, or a container without /proc.
    return null;
  }
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}
