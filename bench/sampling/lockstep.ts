/**
 * Who samples when. A block starts one fresh runner of every case in random order, side by side once samples have a size,
 * then goes round: one runner at a time takes one sample while all others sleep on their pipe. So every case sees the same
 * machine at the same moment, and what disturbs one round disturbs all cases alike.
 */
import type { Arm } from '../result/case.ts';
import type { Block, Phase } from '../result/document.ts';
import { type Random, shuffled } from '../statistics/random.ts';
import { ChildError, isOutcome } from './outcome.ts';
import { type Batch, SINGLE } from './sample.ts';
import type { Runner, TieredSample } from './spawn.ts';
import { type Step, type Stepper, stepper } from './steps.ts';

/** A case as the schedule sees it. */
export interface PlannedCase {
  readonly id: string;
  /** Default: `current`. A case is there once in each arm. */
  readonly arm?: Arm;
  readonly samplesPerRunner: 'one' | 'many';
  readonly samplesPerBlock: number;
  /** Blocks after which it is not sampled any more; default: none. */
  readonly mostBlocks?: number;
  /** Whether its samples are the same whatever runs beside it: then runners are sampled side by side, and nobody waits for a turn. */
  readonly isUndisturbed?: boolean;
  /** Cases of one name have samples of one size. Default: the id, so that all arms of a case have. */
  readonly sizedWith?: string;
  /** The size, when it is not to be found out. */
  readonly batch?: Batch;
  /** Sizes of samples as multiples of that, one sample of each in a round; default: 1. */
  readonly sizeFactors?: readonly number[];
}

export interface SchedulePorts<C extends PlannedCase> {
  /** `batch` is null until the first block has found the size of the case's samples. */
  startRunner(planned: C, batch: Batch | null, block: number): Promise<Runner>;
  /** How many runners may start and warm up side by side while nothing is sampled: processors of the machine. */
  readonly startsAtOnce: number;
  readonly random: Random;
  /** Aborting ends the schedule; what was sampled stays. */
  readonly signal: AbortSignal;
  /** Which cases the next block measures: all when it is left out. When it measures none, the schedule ends. */
  select?(block: number, collected: Collection): ReadonlySet<C>;
  /** Called after each part of a block with all that has been collected. */
  onProgress(progress: Progress<C>): void;
  /** Called at once when a case fails. */
  onFailure?(planned: C, sentence: string): void;
  /**
   * Called between two samples of time, and when a runner has become ready: for whoever waits, and for nothing that takes long. Where
   * work is counted, others may be at it.
   */
  onStep?(step: Step<C>): void;
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
  readonly collected: Collection;
}

/** What the schedule holds of one case. A case that failed is not started again. */
export interface Collected {
  readonly blocks: Block[];
  /** Blocks of samples of other sizes, by their factor. */
  readonly resized: Map<number, Block[]>;
  error: string | null;
  /** The error itself, when a case failed. */
  failure?: unknown;
  /** Compilers of the runner's watched functions when its sampling began. */
  tier: string | undefined;
  /** What the first runner that printed something has printed. */
  printed?: string;
}

/** What was collected, by arm and id of the case. */
export type Collection = ReadonlyMap<Arm, ReadonlyMap<string, Collected>>;

/**
 * @param parts cases that are sampled together, usually those of one scenario; each block visits every part
 */
export async function runBlocks<C extends PlannedCase>(
  parts: readonly (readonly C[])[],
  blockCount: number,
  ports: SchedulePorts<C>,
): Promise<Collection> {
  const collected = new Map<Arm, Map<string, Collected>>();
  for (const { arm = 'current', id } of parts.flat()) {
    const own = collected.get(arm) ?? new Map();
    collected.set(arm, own.set(id, { blocks: [], resized: new Map(), error: null, tier: undefined }));
  }
  const given = parts.flat().flatMap((planned) => (planned.batch === undefined ? [] : [planned]));
  const batches = new Map(given.map((planned) => [sizeName(planned), planned.batch as Batch]));
  let done = 0;
  for (let block = 0; block < blockCount; block++) {
    const selected = ports.select?.(block, collected);
    const chosen = parts
      .map((part) => (selected === undefined ? part : part.filter((planned) => selected.has(planned))))
      .filter(({ length }) => length > 0);
    if (chosen.length === 0) break;
    for (const part of chosen) {
      if (ports.signal.aborted) return collected;
      await runPart(part, { ...ports, collected, batches, block, step: stepper(part, block, ports.onStep) });
      done++;
      const endsBlock = part === chosen.at(-1);
      ports.onProgress({ done, total: blockCount * parts.length, block, part, endsBlock, collected });
    }
  }
  return collected;
}

/** What lasts for the whole of the schedule. */
interface Schedule<C extends PlannedCase> extends SchedulePorts<C> {
  readonly collected: Collection;
  /** Sizes of samples, by the name that arms share. */
  readonly batches: Map<string, Batch>;
  /** The block that is being sampled. */
  readonly block: number;
  readonly step: Stepper;
}

/** Samples of a case in one block, by the factor of their size. */
type Taken = Map<number, TieredSample[]>;
type Samples = ReadonlyMap<PlannedCase, Taken>;

function stateOf({ arm = 'current', id }: PlannedCase, collected: Collection): Collected {
  return collected.get(arm)?.get(id) as Collected;
}

async function runPart<C extends PlannedCase>(part: readonly C[], schedule: Schedule<C>): Promise<void> {
  const { collected, block } = schedule;
  const alive = part.filter(
    (planned) => stateOf(planned, collected).error === null && block < (planned.mostBlocks ?? Number.POSITIVE_INFINITY),
  );
  const samples: Samples = new Map(alive.map((planned) => [planned, new Map()]));
  const undisturbed = alive.filter(({ isUndisturbed }) => isUndisturbed === true);
  const timed = alive.filter((planned) => !undisturbed.includes(planned));
  const sharing = timed.filter(({ samplesPerRunner }) => samplesPerRunner === 'many');
  const single = timed.filter(({ samplesPerRunner }) => samplesPerRunner === 'one');
  await sampleSideBySide(undisturbed, samples, schedule);
  await sampleSharedRunners(sharing, samples, schedule);
  // The very first load reads files from disk, not from the page cache: it is thrown away.
  if (block === 0) await sampleSingleRunners(single.map(once), new Map(), schedule);
  await sampleSingleRunners(single, samples, schedule);
  // A block that broke off is kept with the samples it has: nothing measured is lost.
  for (const planned of alive) {
    const state = stateOf(planned, collected);
    const batch = schedule.batches.get(sizeName(planned)) ?? SINGLE;
    for (const [factor, taken] of samples.get(planned) ?? []) {
      const blocks = factor === 1 ? state.blocks : (state.resized.get(factor) ?? []);
      blocks.push(toBlock(block, state, resize(batch, factor), taken));
      if (factor !== 1) state.resized.set(factor, blocks);
    }
  }
}

/** Runners that live for the whole part and are asked in turn. */
async function sampleSharedRunners<C extends PlannedCase>(
  cases: readonly C[],
  samples: Samples,
  schedule: Schedule<C>,
): Promise<void> {
  const { collected, batches, random, startsAtOnce, step } = schedule;
  const runners = new Map<C, Runner>();
  const guarded = guard(schedule, (planned) => {
    const runner = runners.get(planned);
    if (runner !== undefined) end(planned, runner, collected);
    runners.delete(planned);
  });
  try {
    const isSized = (planned: C) => batches.has(sizeName(planned));
    const startAll = async (some: readonly C[], width: number) => {
      await inTurns(some, width, (planned) =>
        guarded(planned, async () => {
          step('starting', planned, 'begun');
          try {
            runners.set(planned, await start(planned, schedule));
          } finally {
            step('started', planned, 'done');
          }
        }),
      );
      agreeOnSizes(runners, batches);
    };
    // What sizes a sample by the clock must be alone. Copies and later blocks take the size, so their runners only get warm.
    const order = shuffled(cases, random);
    const sizing = order.filter((planned) => !isSized(planned) && !isCopy(planned));
    await startAll(sizing, 1);
    // What has hung hangs again, each time until the limit: no copy of it is started.
    const hangs = (planned: C) =>
      isCopy(planned) && isOutcome(collected.get('current')?.get(planned.id)?.failure, 'late');
    const others = order.filter((planned) => !sizing.includes(planned) && !hangs(planned));
    await startAll(others, others.every(isSized) ? startsAtOnce : 1);
    const rounds = Math.max(0, ...cases.map(({ samplesPerBlock }) => samplesPerBlock));
    for (let round = 0; round < rounds; round++) {
      const turns = cases.flatMap((planned) => {
        if (round >= planned.samplesPerBlock) return [];
        return (planned.sizeFactors ?? [1]).map((factor) => ({ planned, factor }));
      });
      // Not in the order in which runners became ready: a seed gives one order of samples.
      for (const { planned, factor } of shuffled(turns, random)) {
        const runner = runners.get(planned);
        if (runner === undefined) continue;
        const batch = resize(batches.get(sizeName(planned)) ?? runner.batch, factor);
        await guarded(planned, async () => keep(samples, planned, factor, await runner.sample(batch)));
        step('sampling', planned, 'done');
      }
    }
    for (const [planned, runner] of [...runners]) {
      await guarded(planned, () => runner.finish());
      step('ending', planned, 'done');
    }
  } finally {
    for (const [planned, runner] of runners) end(planned, runner, collected);
  }
}

/** Arms of which one is slower by more than this have samples that are too short in the faster arm: a difference nobody misses. */
const WIDEST_ARMS = 4;

/** Arms that found different sizes take the larger one and the longer lead-in, unless a slower arm would take forever with it. */
function agreeOnSizes(runners: ReadonlyMap<PlannedCase, Runner>, batches: Map<string, Batch>): void {
  const found = new Map<string, Batch[]>();
  for (const [planned, { batch }] of runners) {
    const name = sizeName(planned);
    if (!batches.has(name)) found.set(name, [...(found.get(name) ?? []), batch]);
  }
  for (const [name, sizes] of found) {
    const agreed = (counts: readonly number[]) => Math.min(Math.max(...counts), WIDEST_ARMS * Math.min(...counts));
    batches.set(name, {
      iterationsPerSample: agreed(sizes.map(({ iterationsPerSample }) => iterationsPerSample)),
      leadInIterations: agreed(sizes.map(({ leadInIterations }) => leadInIterations)),
    });
  }
}

/** Whether it measures once more what another arm measures, of the same build. */
function isCopy({ arm }: PlannedCase): boolean {
  return arm === 'control' || arm === 'batches';
}

function sizeName({ sizedWith, id }: PlannedCase): string {
  return sizedWith ?? id;
}

function resize({ iterationsPerSample, leadInIterations }: Batch, factor: number): Batch {
  return { iterationsPerSample: iterationsPerSample * factor, leadInIterations };
}

function keep(samples: Samples, planned: PlannedCase, factor: number, sample: TieredSample): void {
  const taken = samples.get(planned);
  taken?.set(factor, [...(taken.get(factor) ?? []), sample]);
}

/** A fresh runner for every sample. */
async function sampleSingleRunners<C extends PlannedCase>(
  cases: readonly C[],
  samples: Samples,
  schedule: Schedule<C>,
): Promise<void> {
  const { collected, random, step } = schedule;
  const guarded = guard(schedule, () => {});
  const rounds = Math.max(0, ...cases.map(({ samplesPerBlock }) => samplesPerBlock));
  for (let round = 0; round < rounds; round++) {
    for (const planned of shuffled(cases, random)) {
      if (round >= planned.samplesPerBlock) continue;
      step('sampling', planned, 'begun');
      await guarded(planned, async () => {
        const runner = await start(planned, schedule);
        try {
          keep(samples, planned, 1, await runner.sample());
          await runner.finish();
        } finally {
          end(planned, runner, collected);
        }
      });
      step('sampling', planned, 'done');
    }
  }
}

/** As many runners at a time as there are processors, each from its start to its end. */
async function sampleSideBySide<C extends PlannedCase>(
  cases: readonly C[],
  samples: Samples,
  schedule: Schedule<C>,
): Promise<void> {
  const { collected, batches, startsAtOnce, random, step } = schedule;
  const guarded = guard(schedule, () => {});
  const sample = (planned: C) =>
    guarded(planned, async () => {
      step('sampling', planned, 'begun');
      const runner = await start(planned, schedule);
      try {
        const batch = batches.get(sizeName(planned)) ?? runner.batch;
        batches.set(sizeName(planned), batch);
        for (let round = 0; round < planned.samplesPerBlock; round++) {
          keep(samples, planned, 1, await runner.sample(batch));
        }
        await runner.finish();
      } finally {
        end(planned, runner, collected);
        step('sampling', planned, 'done');
      }
    });
  // The first arm of a case finds the size of its samples; the others take it.
  const names = new Set<string>();
  const isFirst = (planned: C) => names.size < names.add(sizeName(planned)).size;
  const order = shuffled(cases, random);
  const first = order.filter(isFirst);
  await inTurns(first, startsAtOnce, sample);
  await inTurns(
    order.filter((planned) => !first.includes(planned)),
    startsAtOnce,
    sample,
  );
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

async function start<C extends PlannedCase>(
  planned: C,
  { collected, batches, block, startRunner }: Schedule<C>,
): Promise<Runner> {
  const runner = await startRunner(planned, batches.get(sizeName(planned)) ?? null, block);
  stateOf(planned, collected).tier = runner.tier;
  return runner;
}

/** Ends a runner and keeps what it has printed. */
function end(planned: PlannedCase, runner: Runner, collected: Collection): void {
  runner.kill();
  const state = stateOf(planned, collected);
  const printed = runner.printed();
  if (printed !== '') state.printed ??= printed;
}

/** Runs a step of one case; its failure is kept and concerns no other case. After an abort nothing is done or blamed. */
function guard<C extends PlannedCase>(
  { collected, signal, onFailure }: Schedule<C>,
  cleanUp: (planned: C) => void,
): (planned: C, step: () => Promise<unknown>) => Promise<void> {
  return async (planned, step) => {
    const state = stateOf(planned, collected);
    if (signal.aborted || state.error !== null) return;
    try {
      await step();
    } catch (error) {
      if (signal.aborted) return;
      state.error = error instanceof ChildError ? error.message : faultOfOurs(error);
      state.failure = error;
      cleanUp(planned);
      onFailure?.(planned, state.error);
    }
  };
}

/** What is no failure of a child is one of this program: it fails one row all the same, and says where. */
function faultOfOurs(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const [what, ...where] = stack.split('\n').map((line) => line.trim());
  return `plugin-bench itself failed: ${[what, ...where.slice(0, 3)].join(' ')}`;
}

function toBlock(
  block: number,
  { tier }: Collected,
  { iterationsPerSample, leadInIterations }: Batch,
  samples: readonly TieredSample[],
): Block {
  // What another meter read has neither phases nor first calls: those are of time.
  const isTime = samples.every(({ reading }) => reading === undefined);
  const phases = new Set(isTime ? samples.flatMap(({ phasesNs }) => Object.keys(phasesNs) as Phase[]) : []);
  const phaseDurationsNs: Block['phaseDurationsNs'] = {};
  for (const phase of phases) phaseDurationsNs[phase] = samples.map(({ phasesNs }) => phasesNs[phase] ?? 0);
  return {
    block,
    iterationsPerSample,
    ...(leadInIterations === 0 ? {} : { leadInIterations }),
    sampleValues: samples.map(({ durationNs, reading }) => reading ?? durationNs),
    ...(leadInIterations === 0 || !isTime ? {} : { firstCallsNs: samples.map(({ firstCallNs }) => firstCallNs ?? 0) }),
    ...(phases.size === 0 ? {} : { phaseDurationsNs }),
    ...(tier === undefined ? {} : { tier }),
    ...changeOfTier(tier, samples),
  };
}

/** A runner whose code was replaced while it was sampled measured two things: it does not count. */
function changeOfTier(tier: string | undefined, samples: readonly TieredSample[]): Pick<Block, 'discarded'> {
  const changed = samples.findIndex((sample) => sample.tier !== tier);
  if (changed === -1) return {};
  const how = `from ${tier} to ${samples[changed]?.tier} at sample ${changed + 1} of ${samples.length}`;
  return { discarded: `V8 replaced the code of the timed loop while it was sampled, ${how}.` };
}
