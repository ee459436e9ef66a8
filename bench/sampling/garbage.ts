/** What the garbage collector of this process did meanwhile, where the runtime tells (Node.js, perf_hooks). */
import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

export interface Collections {
  readonly count: number;
  readonly durationNs: number;
}

/** Watches until it is stopped. Never on while a sample is taken: an observer is told of every collection. */
export function watchGarbage(): () => Promise<Collections> {
  // Not in the types of the oldest Node.js that is supported, but in that itself.
  const { supportedEntryTypes = [] } = PerformanceObserver as { supportedEntryTypes?: readonly string[] };
  if (!supportedEntryTypes.includes('gc')) return async () => ({ count: 0, durationNs: 0 });
  let count = 0;
  let durationNs = 0;
  const take = (entries: readonly { readonly duration: number }[]) => {
    count += entries.length;
    for (const { duration } of entries) durationNs += duration * 1e6;
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return async () => {
    // Node.js hands an entry over in a task of its own, which work that never waits has kept from running.
    await setImmediate();
    take(observer.takeRecords());
    observer.disconnect();
    return { count, durationNs };
  };
}
