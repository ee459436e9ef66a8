/** Measures the ladder of one mechanism: known work through the same loop, clock and process that figures come from. */
import { LINKS_PER_STEP } from '../contract.ts';
import type { LadderSamples } from '../result/document.ts';
import { askChild } from './child.ts';

/** Rungs: steps of work in one call. */
export const LADDER_STEPS: readonly number[] = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256];

export interface LadderRequest {
  readonly mechanism: string;
  readonly artifactPath: string;
  /** The native library, whose own clock is the truth; null when there is none. */
  readonly libraryPath: string | null;
  readonly steps: readonly number[];
  readonly rounds: number;
  /** Shortest sample. */
  readonly targetNs: number;
  readonly seed: number;
}

/** Longest that a runner may take. */
const TIME_LIMIT_MS = 60_000;

/**
 * @param runnerCount fresh processes, one after the other
 * @throws RunnerError when a process fails
 */
export async function measureLadder(
  request: LadderRequest,
  runnerCount: number,
  signal: AbortSignal,
): Promise<LadderSamples> {
  const runners: LadderSamples['runners'] = [];
  for (let index = 0; index < runnerCount; index++) {
    const seeded = { ...request, seed: request.seed + index };
    runners.push(
      await askChild(new URL('ladder-runner.js', import.meta.url), seeded, { timeLimitMs: TIME_LIMIT_MS, signal }),
    );
  }
  return { mechanism: request.mechanism, linksPerStep: LINKS_PER_STEP, runners };
}
