/** The end of a run before its last block: somebody asks for it, or it cannot go on. What was measured stays. */

export interface EndedEarly {
  /** Why it could not go on, a sentence; null: somebody asked for the end. */
  readonly reason: string | null;
}

export interface EarlyEnd {
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  /** The first reason counts. */
  stop(reason: string): void;
  /** How it has ended early so far; null: it has not. */
  state(): EndedEarly | null;
}

/** @param asked aborted when somebody asks for the end */
export function earlyEnd(asked: AbortSignal): EarlyEnd {
  const controller = new AbortController();
  const { signal } = controller;
  let reason: string | null = null;
  const abort = () => controller.abort();
  if (asked.aborted) abort();
  else asked.addEventListener('abort', abort, { once: true });
  return {
    signal,
    stop(why) {
      if (signal.aborted) return;
      reason = why;
      abort();
    },
    state: () => (signal.aborted ? { reason } : null),
  };
}
