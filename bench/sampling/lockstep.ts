/**
 * Who samples when. A block starts one fresh runner of every case in random order, side by side once samples have a size,
 * then goes round: one runner at a time takes one sample while all others sleep on their pipe. So every case sees the same
 * machine at the same moment, and what disturbs one round disturbs all cases alike.
 */
import type { Block, Phase } from '../result/document.ts';
import { type Random, shuffled } from '../statistics/random.ts';
import type { Runner, TieredSample } from './spawn.ts';

/** A case as the schedule sees it. */
export interface PlannedCase {
  readonly id: string;
  readonly samplesPerRunner: 'one' | 'many';
  readonly samplesPerBlock: number;
}

export interface SchedulePorts<C extends PlannedCase> {
  /** `iterationsPerSample` is null until the first block of the case has calibrated it. */
  startRunner(planned: C, iterationsPerSample: number | null): Promise<Runner>;
  /** How many runners may start and warm up side by side while nothing is sampled: processors of the machine. */
  readonly startsAtOnce: number;
  readonly random: Random;
  /** Aborting ends the schedule; what was sampled stays. */
  readonly signal: AbortSignal;
  /** Called after each part of a block with all that has been collected. */
  onProgress(progress: Progress<C>): void;
}

export interface Progress<C extends PlannedCase = PlannedCase> {
  /** Parts (one scenario in one block) that are done, and how many there are. */
  readonly done: number;
  readonly total: number;
  readonly block: number;
  /** The cases that were just sampled. */
  readonly part: readonly C[];
  /** Whether the block is complete now. */
  readonly endsBlock: boolean;
  readonly collected: ReadonlyMap<string, Collected>;
}

/** What the schedule holds of one case. A case that failed is not started again. */
export interface Collected {
  readonly blocks: Block[];
  error: string | null;
  iterationsPerSample: number | null;
  /** Compilers of the runner's watched functions when its sampling began. */
  tier: string | undefined;
}

/**
 * @param parts cases that are sampled together, usually those of one scenario; each block visits every part
 * @returns what was collected, by case id
 */
export async function runBlocks<C extends PlannedCase>(
  parts: readonly (readonly C[])[],
  blockCount: number,
  ports: SchedulePorts<C>,
): Promise<Map<string, Collected>> {
  const collected = new Map<string, Collected>(
    parts.flat().map(({ id }) => [id, { blocks: [], error: null, iterationsPerSample: null, tier: undefined }]),
  );
  let done = 0;
  for (let block = 0; block < blockCount; block++) {
    for (const part of parts) {
      if (ports.signal.aborted) return collected;
      await runPart(part, block, collected, ports);
      done++;
      const endsBlock = part === parts.at(-1);
      ports.onProgress({ done, total: blockCount * parts.length, block, part, endsBlock, collected });
    }
  }
  return collected;
}

async function runPart<C extends PlannedCase>(
  part: readonly C[],
  block: number,
  collected: Map<string, Collected>,
  ports: SchedulePorts<C>,
): Promise<void> {
  const alive = part.filter(({ id }) => collected.get(id)?.error === null);
  const samples = new Map<string, TieredSample[]>(alive.map(({ id }) => [id, []]));
  const sharing = alive.filter(({ samplesPerRunner }) => samplesPerRunner === 'many');
  const single = alive.filter(({ samplesPerRunner }) => samplesPerRunner === 'one');
  await sampleSharedRunners(sharing, samples, collected, ports);
  // The very first load reads files from disk, not from the page cache: it is thrown away.
  if (block === 0) await sampleSingleRunners(single.map(once), new Map(), collected, ports);
  await sampleSingleRunners(single, samples, collected, ports);
  // A block that broke off is kept with the samples it has: nothing measured is lost.
  for (const { id } of alive) {
    const state = collected.get(id) as Collected;
    const taken = samples.get(id) ?? [];
    if (taken.length > 0) state.blocks.push(toBlock(block, state, taken));
  }
}

/** Runners that live for the whole part and are asked in turn. */
async function sampleSharedRunners<C extends PlannedCase>(
  cases: readonly C[],
  samples: Map<string, TieredSample[]>,
  collected: Map<string, Collected>,
  ports: SchedulePorts<C>,
): Promise<void> {
  const runners = new Map<C, Runner>();
  const guarded = guard(collected, ports.signal, (planned) => {
    runners.get(planned as C)?.kill();
    runners.delete(planned as C);
  });
  try {
    // What sizes a sample by the clock must be alone. Later blocks keep the size, so their runners only get warm.
    const isSized = cases.every(({ id }) => collected.get(id)?.iterationsPerSample !== null);
    await inTurns(shuffled(cases, ports.random), isSized ? ports.startsAtOnce : 1, (planned) =>
      guarded(planned, async (state) => {
        runners.set(planned, await start(planned, state, ports));
      }),
    );
    const rounds = Math.max(0, ...cases.map(({ samplesPerBlock }) => samplesPerBlock));
    for (let round = 0; round < rounds; round++) {
      // Not in the order in which runners became ready: a seed gives one order of samples.
      for (const planned of shuffled(cases, ports.random)) {
        const runner = runners.get(planned);
        if (runner === undefined || round >= planned.samplesPerBlock) continue;
        await guarded(planned, async () => samples.get(planned.id)?.push(await runner.sample()));
      }
    }
    for (const [planned, runner] of [...runners]) await guarded(planned, () => runner.finish());
  } finally {
    for (const runner of runners.values()) runner.kill();
  }
}

/** A fresh runner for every sample. */
async function sampleSingleRunners<C extends PlannedCase>(
  cases: readonly C[],
  samples: Map<string, TieredSample[]>,
  collected: Map<string, Collected>,
  ports: SchedulePorts<C>,
): Promise<void> {
  const guarded = guard(collected, ports.signal, () => {});
  const rounds = Math.max(0, ...cases.map(({ samplesPerBlock }) => samplesPerBlock));
  for (let round = 0; round < rounds; round++) {
    for (const planned of shuffled(cases, ports.random)) {
      if (round >= planned.samplesPerBlock) continue;
      await guarded(planned, async (state) => {
        const runner = await start(planned, state, ports);
        try {
          const sample = await runner.sample();
          samples.get(planned.id)?.push(sample);
          await runner.finish();
        } finally {
          runner.kill();
        }
      });
    }
  }
}

/** Does all items, at most `width` of them at a time, begun in order. */
async function inTurns<T>(items: readonly T[], width: number, step: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await step(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

function once<C extends PlannedCase>(planned: C): C {
  return { ...planned, samplesPerBlock: 1 };
}

async function start<C extends PlannedCase>(planned: C, state: Collected, ports: SchedulePorts<C>): Promise<Runner> {
  const runner = await ports.startRunner(planned, state.iterationsPerSample);
  state.iterationsPerSample ??= runner.iterationsPerSample;
  state.tier = runner.tier;
  return runner;
}

/** Runs a step of one case; its failure is kept and concerns no other case. After an abort nothing is done or blamed. */
function guard(
  collected: ReadonlyMap<string, Collected>,
  signal: AbortSignal,
  onFailure: (planned: PlannedCase) => void,
): (planned: PlannedCase, step: (state: Collected) => Promise<unknown>) => Promise<void> {
  return async (planned, step) => {
    const state = collected.get(planned.id) as Collected;
    if (signal.aborted || state.error !== null) return;
    try {
      await step(state);
    } catch (error) {
      if (signal.aborted) return;
      state.error = error instanceof Error ? error.message : String(error);
      onFailure(planned);
    }
  };
}

function toBlock(block: number, state: Collected, samples: readonly TieredSample[]): Block {
  const phases = new Set(samples.flatMap(({ phasesNs }) => Object.keys(phasesNs) as Phase[]));
  const phaseDurationsNs: Block['phaseDurationsNs'] = {};
  for (const phase of phases) phaseDurationsNs[phase] = samples.map(({ phasesNs }) => phasesNs[phase] ?? 0);
  return {
    block,
    iterationsPerSample: state.iterationsPerSample ?? 1,
    sampleDurationsNs: samples.map(({ durationNs }) => durationNs),
    ...(phases.size === 0 ? {} : { phaseDurationsNs }),
    ...(state.tier === undefined ? {} : { tier: state.tier }),
    ...changeOfTier(state.tier, samples),
  };
}

/** A runner whose code was replaced while it was sampled measured two things: it does not count. */
function changeOfTier(tier: string | undefined, samples: readonly TieredSample[]): Pick<Block, 'discarded'> {
  const changed = samples.findIndex((sample) => sample.tier !== tier);
  if (changed === -1) return {};
  const how = `from ${tier} to ${samples[changed]?.tier} at sample ${changed + 1} of ${samples.length}`;
  return { discarded: `V8 replaced the code of the timed loop while it was sampled, ${how}.` };
}
