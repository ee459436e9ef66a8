/** Measures the ladder of one mechanism: known work through the same loop, clock and process that figures come from. */
import { LINKS_PER_STEP } from '../contract/functions/spin.ts';
import type { LadderSamples } from '../result/document.ts';
import { seededRandom } from '../statistics/random.ts';
import { askChild, type ChildOptions } from './child.ts';
import { type Launch, launchRunner, launchScript } from './launch.ts';
import { prepareRequest } from './prepare.ts';
import { startRunner } from './spawn.ts';

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

/** What the process answers: its samples. */
export type LadderAnswer = Omit<LadderSamples['runners'][number], 'call' | 'emptySpin'>;

/** Longest that a runner may take. */
const TIME_LIMIT_MS = 60_000;
const CALL_WARM_UP_NS = 100e6;

export interface LadderOptions {
  readonly runnerCount: number;
  readonly withRows: boolean;
  readonly signal: AbortSignal;
  /** Told when a process takes long. */
  readonly say?: ((line: string) => void) | undefined;
  /** How long a process may take; never longer than a minute. */
  readonly timeLimitMs?: number | undefined;
  /** A program that climbs the ladder; default: ladder-runner.ts in this runtime. */
  readonly launch?: Launch | undefined;
}

/**
 * @param runnerCount fresh processes, one after the other
 * @param withRows also takes the `call` row of the mechanism, and `spin(x, 0)` as such a row, each time in runners of their own,
 *   as in a run
 * @throws ChildError when a process fails
 */
export async function measureLadder(
  request: LadderRequest,
  {
    runnerCount,
    withRows,
    signal,
    say,
    timeLimitMs = TIME_LIMIT_MS,
    launch = launchScript('sampling/ladder-runner'),
  }: LadderOptions,
): Promise<LadderSamples> {
  const runners: LadderSamples['runners'] = [];
  const limits = { timeLimitMs: Math.min(timeLimitMs, TIME_LIMIT_MS), signal, say };
  for (let index = 0; index < runnerCount; index++) {
    const seeded = { ...request, seed: request.seed + index };
    const answer = await askChild<LadderAnswer>(launch, seeded, limits);
    const { rungs, ownClock } = answer;
    const call = withRows ? await measureRow(seeded, limits) : null;
    const emptySpin = withRows && { emptySpin: await measureRow(seeded, limits, emptySpinOf(request.mechanism)) };
    runners.push({ rungs, call, ...emptySpin, ownClock });
  }
  return { mechanism: request.mechanism, linksPerStep: LINKS_PER_STEP, runners };
}

/** As many samples as all rungs take together, so that the two see as much of the machine. */
async function measureRow(
  { mechanism, artifactPath, targetNs, rounds, steps, seed }: LadderRequest,
  limits: Pick<ChildOptions, 'timeLimitMs' | 'signal' | 'say'>,
  subject?: string,
) {
  const sampleCount = rounds * steps.length;
  const request = prepareRequest({
    scenario: { name: 'call' },
    mechanism,
    ...(subject === undefined ? {} : { subject }),
    artifactPath,
    inputSeed: seed,
    warmUpNs: CALL_WARM_UP_NS,
    targetNs,
    sampleCount,
  });
  const runner = await startRunner(request, {
    launch: launchRunner(),
    random: seededRandom(seed),
    ...limits,
  });
  try {
    const sampleDurationsNs: number[] = [];
    for (let taken = 0; taken < sampleCount; taken++) sampleDurationsNs.push((await runner.sample()).durationNs);
    await runner.finish();
    return { iterationsPerSample: runner.batch.iterationsPerSample, sampleDurationsNs };
  } finally {
    runner.kill();
  }
}

function emptySpinOf(mechanism: string): string {
  const subject = new URL('empty-spin-subject.js', import.meta.url);
  subject.searchParams.set('mechanism', mechanism);
  return subject.href;
}
