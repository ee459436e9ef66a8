/** A process that holds something, on disk: a lock, the folder of a run. One that died is noticed. */
import { readFileSync } from 'node:fs';
import { isRunning } from '../result/system.ts';

export interface Holder {
  readonly pid: number;
  /** When that process was started, in clock ticks; tells it from a later process that got the same number. */
  readonly startTicks: string | null;
  /** UTC. */
  readonly since: string;
  /** What it does: `measuring`, `building`. */
  readonly doing: string;
}

export function thisProcess(doing: string): Holder {
  return { pid: process.pid, startTicks: startTicks(process.pid), since: new Date().toISOString(), doing };
}

/** @returns null when there is none, or the file was not written by us */
export function readHolder(path: string): Holder | null {
  try {
    const { pid, startTicks: ticks, since, doing } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    if (!Number.isSafeInteger(pid) || typeof since !== 'string') return null;
    return { pid: pid as number, startTicks: ticks ?? null, since, doing: doing ?? 'measuring' };
  } catch {
    return null;
  }
}

export function isAlive({ pid, startTicks: ticks }: Pick<Holder, 'pid' | 'startTicks'>): boolean {
  return isRunning(pid) && (ticks === null || ticks === startTicks(pid));
}

/** Field 22 of /proc/PID/stat (proc(5)); null where there is no such file. */
function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
