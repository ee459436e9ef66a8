/**
 * The process in which a ladder is measured, see ladder.ts. Every rung goes through one loop with one call site, like the
 * `call` scenario, which runs beside it; rungs, call and the library's own clock take turns in random order.
 */
import { text } from 'node:stream/consumers';
import {
  assertChecksum,
  type Contract,
  expectedChecksum,
  type Inputs,
  type MinSync,
  makeInputs,
  RANDOM_PAIR_COUNT,
  SPIN_CONTRACT,
} from '../contract.ts';
import { importLoader, importScenario } from '../discover.ts';
import type { Loader } from '../loader.ts';
import type { LadderSamples } from '../result/document.ts';
import type { Routine } from '../scenario.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { deadline, systemClock } from './clock.ts';
import type { LadderRequest } from './ladder.ts';
import { takeSample, warmUpAndCalibrate } from './sample.ts';

const WARM_UP_NS = 15e6;
/** Steps that the library's clock is held to at once: so many that reading the clock does not show. */
const STEPS_PER_READING = 100_000;

const X = new Int32Array(RANDOM_PAIR_COUNT);
const MASK = RANDOM_PAIR_COUNT - 1;

type LadderRunner = LadderSamples['runners'][number];

/** Something that is sampled in turn. */
interface Arm {
  readonly routine: Routine;
  readonly iterationsPerSample: number;
  readonly sampleDurationsNs: number[];
}

const answer = await climb(JSON.parse(await text(process.stdin)) as LadderRequest);
process.stdout.write(JSON.stringify(answer), () => process.exit(0));

async function climb(request: LadderRequest): Promise<LadderRunner> {
  const { mechanism, artifactPath, libraryPath, steps, targetNs } = request;
  const inputs = makeInputs(request.seed);
  X.set(inputs.a);
  const loader = await importLoader(mechanism);
  const spin = await bindSpin(loader, artifactPath);
  const toArm = async (routine: Routine): Promise<Arm> => {
    const iterationsPerSample = await warmUpAndCalibrate(routine, { warmUpNs: WARM_UP_NS, targetNs }, systemClock);
    return { routine, iterationsPerSample, sampleDurationsNs: [] };
  };
  const rungs: (Arm & { steps: number })[] = [];
  for (const k of steps) rungs.push({ steps: k, ...(await toArm(rungRoutine(spin, k, inputs))) });
  const call = await toArm(await callRoutine(loader, artifactPath, inputs));
  const ownClock = libraryPath === null ? null : await openClock(libraryPath);
  await goRound([...rungs, call], ownClock, request);
  return {
    rungs: rungs.map((rung) => ({ steps: rung.steps, ...samplesOf(rung) })),
    call: samplesOf(call),
    ownClock: ownClock && { stepsPerReading: STEPS_PER_READING, readingsNs: ownClock.readingsNs },
  };
}

async function goRound(
  arms: readonly Arm[],
  ownClock: OwnClock | null,
  { rounds, seed }: LadderRequest,
): Promise<void> {
  const random = seededRandom(seed);
  const turns: (() => void | Promise<void>)[] = arms.map((arm) => async () => {
    const { durationNs } = await takeSample(arm.routine, arm.iterationsPerSample, systemClock);
    arm.sampleDurationsNs.push(durationNs);
  });
  if (ownClock !== null) turns.push(() => void ownClock.readingsNs.push(ownClock.read()));
  for (let round = 0; round < rounds; round++) {
    for (const turn of shuffled(turns, random)) await turn();
  }
}

async function bindSpin(loader: Loader, artifactPath: string): Promise<MinSync> {
  const host = await loader.openHost();
  const plugin = await host.load(artifactPath, () => {});
  if (plugin.callStyle === 'async' || plugin.bind === undefined) {
    throw new Error(`${loader.mechanism} cannot bind a second function.`);
  }
  return plugin.bind('spin');
}

function rungRoutine(spin: MinSync, steps: number, inputs: Inputs): Routine {
  const contract: Contract = { name: 'spin', answer: (x) => SPIN_CONTRACT.answer(x, steps) };
  const checksums = new Map<number, number>();
  return {
    run: (iterations) => spinChain(spin, steps, iterations),
    async afterSample(checksum, iterations) {
      const expected = checksums.get(iterations) ?? expectedChecksum(contract, inputs, iterations);
      checksums.set(iterations, expected);
      assertChecksum(checksum, expected, iterations);
    },
    async close() {},
  };
}

/** The loop of the `call` scenario itself, with its checks. */
async function callRoutine(loader: Loader, artifactPath: string, inputs: Inputs): Promise<Routine> {
  const scenario = await importScenario('call');
  const freshCopy = async () => {
    throw new Error('The call scenario loads no copies.');
  };
  return scenario.prepare({
    loader,
    artifactPath,
    inputs,
    freshCopy,
    deadline: (milliseconds) => deadline(systemClock, milliseconds),
  });
}

function spinChain(spin: MinSync, steps: number, iterations: number): number {
  let result = 0;
  for (let i = 0; i < iterations; i++) result = spin(result ^ (X[i & MASK] as number), steps);
  return result;
}

interface OwnClock {
  /** Nanoseconds of one chain of STEPS_PER_READING steps. */
  read(): number;
  readonly readingsNs: number[];
}

/** The library's own clock around its own chain; koffi is only the way to ask for it. */
async function openClock(libraryPath: string): Promise<OwnClock> {
  const { default: koffi } = await import('koffi');
  const spinNs: MinSync = koffi.load(libraryPath).func('int32_t spin_ns(int32_t x, int32_t k)');
  return { read: () => spinNs(1, STEPS_PER_READING), readingsNs: [] };
}

function samplesOf({ iterationsPerSample, sampleDurationsNs }: Arm) {
  return { iterationsPerSample, sampleDurationsNs };
}
