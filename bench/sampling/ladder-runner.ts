/**
 * The process in which a ladder is measured, see ladder.ts. Every rung goes through the loop of the `call` scenario, with one call
 * site; rungs and the library's own clock take turns in random order.
 */
import { text } from 'node:stream/consumers';
import { assertChecksum } from '../contract/answers.ts';
import spin from '../contract/functions/spin.ts';
import {
  type CallSync,
  callChain,
  expectedChecksum,
  type Inputs,
  makeInputs,
  PAIR_COUNT,
  setArguments,
} from '../contract/signatures/i32-i32-to-i32.ts';
import { importLoader } from '../discover.ts';
import type { Loader } from '../loader.ts';
import type { Routine } from '../scenario.ts';
import { type Random, seededRandom, shuffled } from '../statistics/random.ts';
import { gridSize, warmUp } from './calibrate.ts';
import { systemClock } from './clock.ts';
import type { LadderAnswer, LadderRequest } from './ladder.ts';
import { type Batch, SINGLE, takeSample } from './sample.ts';

const WARM_UP_NS = 15e6;
/** Rungs take turns in one process without a pause: the lead-in is for what the rung before has left in the processor. */
const LEAD_IN_SHARE = 1 / 4;
/** Steps that the library's clock is held to at once: so many that reading the clock does not show. */
const STEPS_PER_READING = 100_000;

/** Something that is sampled in turn. */
interface Arm {
  readonly routine: Routine;
  batch: Batch;
  readonly sampleDurationsNs: number[];
}

const answer = await climb(JSON.parse(await text(process.stdin)) as LadderRequest);
process.stdout.write(JSON.stringify(answer), () => process.exit(0));

async function climb(request: LadderRequest): Promise<LadderAnswer> {
  const { mechanism, artifactPath, libraryPath, steps, targetNs } = request;
  const inputs = makeInputs(request.seed);
  const loader = await importLoader(mechanism);
  // Addresses alone can be worth 2 %: runners of a ladder do not get the same ones.
  const heap = shuffledHeap(seededRandom(request.seed));
  const spinOfPlugin = await loadSpin(loader, artifactPath);
  const random = seededRandom(request.seed);
  const rungs = steps.map((k) => ({ steps: k, ...newArm(rungRoutine(spinOfPlugin, k, inputs)) }));
  for (const arm of shuffled(rungs, random)) {
    const { nsPerIter } = await warmUp(arm.routine, { warmUpNs: WARM_UP_NS, targetNs }, systemClock);
    const iterationsPerSample = gridSize(targetNs / nsPerIter);
    arm.batch = { iterationsPerSample, leadInIterations: Math.ceil(iterationsPerSample * LEAD_IN_SHARE) };
  }
  const ownClock = libraryPath === null ? null : await openClock(libraryPath);
  await goRound(rungs, ownClock, request.rounds, random);
  heap.length = 0;
  return {
    rungs: rungs.map((rung) => ({ steps: rung.steps, ...samplesOf(rung) })),
    ownClock: ownClock && { stepsPerReading: STEPS_PER_READING, readingsNs: ownClock.readingsNs },
  };
}

function newArm(routine: Routine): Arm {
  return { routine, batch: SINGLE, sampleDurationsNs: [] };
}

/** Takes pieces of random size from the heap, and gives every other one back: what comes next fills other gaps. */
function shuffledHeap(random: Random): Buffer[] {
  const pieces = Array.from({ length: Math.floor(random() * 256) }, () =>
    Buffer.allocUnsafeSlow(16 + Math.floor(random() * 2048)),
  );
  return pieces.filter(() => random() < 0.5);
}

async function goRound(arms: readonly Arm[], ownClock: OwnClock | null, rounds: number, random: Random): Promise<void> {
  const turns: (() => void | Promise<void>)[] = arms.map((arm) => async () => {
    const { durationNs } = await takeSample(arm.routine, arm.batch, systemClock);
    arm.sampleDurationsNs.push(durationNs);
  });
  if (ownClock !== null) turns.push(() => void ownClock.readingsNs.push(ownClock.read()));
  for (let round = 0; round < rounds; round++) {
    for (const turn of shuffled(turns, random)) await turn();
  }
}

/** @throws Error when the mechanism has no synchronous calls */
async function loadSpin(loader: Loader, artifactPath: string): Promise<CallSync> {
  const host = await loader.openHost();
  const plugin = await host.load(artifactPath, spin, () => {});
  if (plugin.callStyle === 'async') throw new Error(`${loader.mechanism} has no synchronous calls.`);
  return plugin.call;
}

function rungRoutine(call: CallSync, steps: number, inputs: Inputs): Routine {
  const stepsOfCalls = new Int32Array(PAIR_COUNT).fill(steps);
  const rung = { answer: (x: number) => spin.answer(x, steps) };
  const checksums = new Map<number, number>();
  return {
    async beforeSample() {
      setArguments({ a: inputs.a, b: stepsOfCalls });
    },
    run: (iterations) => callChain(call, iterations),
    async afterSample(checksum, iterations) {
      const expected = checksums.get(iterations) ?? expectedChecksum(rung, inputs, iterations);
      checksums.set(iterations, expected);
      assertChecksum(checksum, expected, iterations);
    },
    async close() {},
  };
}

interface OwnClock {
  /** Nanoseconds of one chain of STEPS_PER_READING steps. */
  read(): number;
  readonly readingsNs: number[];
}

/** The library's own clock around its own chain; koffi is only the way to ask for it. */
async function openClock(libraryPath: string): Promise<OwnClock> {
  const { default: koffi } = await import('koffi');
  const spinNs: CallSync = koffi.load(libraryPath).func('int32_t spin_ns(int32_t x, int32_t k)');
  return { read: () => spinNs(1, STEPS_PER_READING), readingsNs: [] };
}

function samplesOf({ batch: { iterationsPerSample }, sampleDurationsNs }: Arm) {
  return { iterationsPerSample, sampleDurationsNs };
}
