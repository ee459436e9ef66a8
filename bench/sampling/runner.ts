/**
 * The runner: the process that is measured. It holds one loaded plugin, takes a sample when told to, and knows nothing
 * of blocks or statistics. tinybench drives its samples; a sample is a batch, handed over as an overridden duration,
 * because tinybench's own one-call-per-timestamp would report the clock instead of a call of a few nanoseconds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Bench } from 'tinybench';
import { makeFreshCopy } from '../artifacts/files.ts';
import { WrongAnswerError } from '../contract/answers.ts';
import type { PluginFunction } from '../contract/function.ts';
import { makeInputs } from '../contract/signatures/i32-i32-to-i32.ts';
import { importFunction, importLoader, importScenario } from '../discover.ts';
import { HostError, type Loader } from '../loader.ts';
import { TIME } from '../result/case.ts';
import type { Routine, Scenario, ScenarioContext } from '../scenario.ts';
import { calibrate, warmUp } from './calibrate.ts';
import { deadline, systemClock } from './clock.ts';
import { countdown, countSample, warmByCount } from './count.ts';
import { watchGarbage } from './garbage.ts';
import type { Counting, Meter, Metric } from './metric.ts';
import { importMetric } from './metrics.ts';
import { requestLines, writeReply } from './parent-pipe.ts';
import { decodeRequest, encode, PROTOCOL_VERSION, type PrepareRequest, type Reply, type Request } from './protocol.ts';
import { type Batch, type Sample, SINGLE, takeSample } from './sample.ts';
import { makeTierReader } from './tier.ts';

/** What a runner measures. */
interface Subject {
  readonly scenario: Scenario;
  readonly loader: Loader;
  readonly function: PluginFunction;
}

/** What a module may give in place of what the request names. */
type Given = Omit<Subject, 'function'> & Partial<Subject>;
type MakeGiven = (query: URLSearchParams) => Promise<Given>;

const NS_PER_MS = 1e6;
/** About as long as a runner sleeps between two samples of a small run; see calibrate.ts. */
const PAUSE_MS = 20;
const readTier = makeTierReader();

// Ctrl-C reaches the whole process group; the parent decides what to do and ends its runners itself.
process.on('SIGINT', () => {});

// What a host library throws from a callback of its own has nobody else to tell it to.
process.on('uncaughtException', failWith);
process.on('unhandledRejection', failWith);

const lines = requestLines();
let isPluginTouched = false;
const prepare = await nextRequest();
if (prepare.type !== 'prepare') throw new Error('The first request must be "prepare".');
if (prepare.protocol !== PROTOCOL_VERSION) {
  end(
    {
      type: 'failed',
      error: `It speaks version ${PROTOCOL_VERSION} of the runner protocol, not ${prepare.protocol}: build both checkouts from commits with the same harness.`,
    },
    1,
  );
}
try {
  await serve(prepare);
  end({ type: 'finished' }, 0);
} catch (error) {
  failWith(error);
}

function failWith(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  end(
    {
      type: 'failed',
      error: text,
      ...(error instanceof WrongAnswerError ? { guard: error.guard } : {}),
      ...(isPluginTouched && !(error instanceof HostError) ? {} : { before: 'plugin' }),
    },
    1,
  );
}

/** Says the last word and ends: engines may keep worker threads alive that would hold the process open. */
function end(reply: Reply, exitCode: number): void {
  send(reply);
  process.exit(exitCode);
}

async function serve(prepare: PrepareRequest): Promise<void> {
  const subject = await importSubject(prepare);
  const { scenario } = subject;
  isPluginTouched = true;
  const metric = prepare.metric === TIME ? undefined : await importMetric(prepare.metric);
  const routine = await scenario.prepare(contextOf(prepare, subject, metric));
  const meter = metric?.open();
  const isRepeated = scenario.iterationsPerSample === 'calibrate';
  const counting = metric?.counts && meter && { ...metric.counts, meter };
  const batch = isRepeated ? await makeReady(routine, prepare, counting) : SINGLE;
  send({ type: 'ready', protocol: PROTOCOL_VERSION, batch, tier: tierOf(routine) });
  const take = (size: Batch) =>
    counting !== undefined && isRepeated
      ? countSample(routine, size.iterationsPerSample, counting.meter, systemClock)
      : takeSample(routine, size, systemClock, meter);
  await driveSamples(routine, { own: batch, sampleCount: prepare.sampleCount, take });
  const finish = await nextRequest();
  if (finish.type !== 'finish') throw new Error(`"${finish.type}" was requested after the last sample.`);
  await routine.close();
}

/** From the second block on the size of a sample is given, but the process is as cold as in the first. */
async function makeReady(
  routine: Routine,
  prepare: PrepareRequest,
  counting: (Counting & { readonly meter: Meter }) | undefined,
): Promise<Batch> {
  if (counting !== undefined) {
    const { target, meter } = counting;
    const isDone = () => isSettled(tierOf(routine));
    return warmByCount(routine, { target, batch: prepare.batch, isSettled: isDone }, meter, systemClock);
  }
  const warmth = await warmUp(routine, { ...prepare, isSettled: () => isSettled(tierOf(routine)) }, systemClock);
  const pause = () => sleep(PAUSE_MS);
  const batch =
    prepare.batch ??
    (await calibrate(routine, { ...prepare, warmth, pause, watchCollections: watchGarbage }, systemClock));
  // The first sample after the first pause runs code that nothing has run before: it is thrown away, where anything is warmed up.
  if (prepare.warmUpNs > 0) {
    await pause();
    await takeSample(routine, batch, systemClock);
  }
  return batch;
}

async function importSubject({ scenario, mechanism, function: name, subject }: PrepareRequest): Promise<Subject> {
  if (subject !== undefined) {
    const { default: made } = (await import(subject)) as { default: Given | MakeGiven };
    // By argument, because not every runtime lets a module see the query of its own URL.
    const given = typeof made === 'function' ? await made(new URL(subject).searchParams) : made;
    return { ...given, function: given.function ?? (await importFunction(name)) };
  }
  const [named, loader, asked] = await Promise.all([
    importScenario(scenario),
    importLoader(mechanism),
    importFunction(name),
  ]);
  return { scenario: named, loader, function: asked };
}

function contextOf(
  request: PrepareRequest,
  { loader, function: asked }: Subject,
  metric: Metric | undefined,
): ScenarioContext {
  const { artifactKind, artifactPath, copiesFolder, inputSeed, parameters } = request;
  return {
    loader,
    function: asked,
    artifactPath,
    inputs: makeInputs(inputSeed),
    inputSeed,
    parameters,
    deadline: (milliseconds) => (metric?.counts === undefined ? deadline(systemClock, milliseconds) : countdown()),
    async freshCopy() {
      if (artifactKind === null) throw new Error(`${loader.mechanism} has no artifact to copy.`);
      return makeFreshCopy(artifactKind, artifactPath, copiesFolder);
    },
  };
}

interface Drive {
  /** The size of samples for which none is asked. */
  readonly own: Batch;
  readonly sampleCount: number;
  take(size: Batch): Promise<Sample>;
}

/**
 * tinybench asks for sample after sample; each one waits for the parent's permission. Its own statistics are not used:
 * they pool the samples of a process.
 */
async function driveSamples(routine: Routine, { own, sampleCount, take }: Drive): Promise<void> {
  const bench = new Bench({ iterations: sampleCount, time: 0, warmup: false, throws: true });
  bench.add(
    'samples',
    async () => {
      const request = await nextRequest();
      if (request.type !== 'sample') throw new Error(`"${request.type}" was requested before the last sample.`);
      const batch = request.batch ?? own;
      const sample = await take(batch);
      send({ type: 'sample', iterations: batch.iterationsPerSample, sample, tier: tierOf(routine) });
      const overriddenDuration = sample.durationNs / NS_PER_MS / batch.iterationsPerSample;
      return { overriddenDuration, overriddenIterationCost: sample.durationNs / NS_PER_MS };
    },
    { async: true },
  );
  await bench.run();
}

/** `loop turbofan, callee native`. What V8 inlines has no code of its own: a JavaScript callee is part of the loop. */
function tierOf({ watched }: Routine): string | undefined {
  if (readTier === null || watched === undefined) return undefined;
  const callee = readTier(watched.callee);
  const isInlined = !/^(native|wasm)/.test(callee);
  return `loop ${readTier(watched.loop)}, callee ${isInlined ? 'JavaScript' : callee}`;
}

/** Whether V8 has nothing better left for the loop and what it calls. */
function isSettled(tier: string | undefined): boolean {
  return tier === undefined || (tier.startsWith('loop turbofan') && !tier.endsWith('wasm liftoff'));
}

async function nextRequest(): Promise<Request> {
  const { value, done } = await lines.next();
  // End of input: the parent is gone or no longer interested.
  if (done) process.exit(0);
  return decodeRequest(value);
}

function send(reply: Reply): void {
  try {
    writeReply(encode(reply));
  } catch {
    // A parent that died can no longer ask for anything.
    process.exit(1);
  }
}
