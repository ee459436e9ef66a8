/**
 * Proves that every iteration of the timed loop arrives in the plugin. The counting build mixes into each answer how often
 * it was called; each answer is part of the next question; so the end of the chain can only be right when every call was
 * made, once, by the plugin itself. Runner, scenario, loop and loader are those that are timed: only the file differs.
 */
import { randomInt } from 'node:crypto';
import type { Loader } from '../loader.ts';
import { launchRunner } from '../sampling/launch.ts';
import { isOutcome } from '../sampling/outcome.ts';
import { prepareRequest } from '../sampling/prepare.ts';
import { HOST } from '../sampling/runtimes.ts';
import { startRunner } from '../sampling/spawn.ts';
import { seededRandom } from '../statistics/random.ts';

/** `one`: an instance of the plugin answers all calls. `each`: every call has a fresh instance, by what the mechanism is. */
export type Instances = 'one' | 'each';

export interface Crossings {
  /** Calls of the timed loop that were proven to arrive. */
  readonly calls: number;
  readonly instances: Instances;
}

export interface CrossingOptions {
  /** The counting build of the loader's artifact. */
  readonly countingPath: string;
  /** The mutant in place of the loader. */
  readonly mutant?: string;
  readonly signal?: AbortSignal;
}

const CALLS = { sync: 100_000, async: 200 };
const TIME_LIMIT_MS = 60_000;

/** @throws ChildError when some call did not arrive, or for any other failure of the runner */
export async function countCrossings(loader: Loader, options: CrossingOptions): Promise<Crossings> {
  try {
    return await count(loader, 'one', options);
  } catch (error) {
    if (!isOutcome(error, 'wrong-answer') || loader.callStyle === 'sync') throw error;
    return count(loader, 'each', options);
  }
}

async function count(loader: Loader, instances: Instances, options: CrossingOptions): Promise<Crossings> {
  const { countingPath, mutant, signal = new AbortController().signal } = options;
  const subject = new URL('counting-subject.js', import.meta.url);
  subject.searchParams.set('instances', instances);
  subject.searchParams.set(mutant === undefined ? 'mechanism' : 'mutant', mutant ?? loader.mechanism);
  const calls = CALLS[loader.callStyle];
  // No lead-in: a number of calls that occurs twice would be compared with the same, stored checksum.
  const batch = { iterationsPerSample: calls, leadInIterations: 0 };
  const request = prepareRequest({
    scenario: { name: 'call' },
    mechanism: loader.mechanism,
    subject: subject.href,
    artifactKind: loader.artifact,
    artifactPath: countingPath,
    inputSeed: randomInt(2 ** 31),
    // One call to warm up.
    warmUpNs: 0,
    targetNs: 1,
    batch,
    sampleCount: 1,
  });
  const runner = await startRunner(request, {
    launch: launchRunner(HOST, loader),
    timeLimitMs: TIME_LIMIT_MS,
    random: seededRandom(1),
    signal,
  });
  try {
    await runner.sample(batch);
    await runner.finish();
    return { calls: calls * (loader.callsPerAnswer ?? 1), instances };
  } finally {
    runner.kill();
  }
}
