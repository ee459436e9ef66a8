/** Starts runners as child processes and talks to them; every way in which one can die becomes an outcome and a sentence. */
import type { ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import type { Duplex, Readable, Writable } from 'node:stream';
import { remedyOf } from '../artifacts/ensure.ts';
import type { Random } from '../statistics/random.ts';
import { childEnvironment } from './environment.ts';
import { argumentsOf, type Launch } from './launch.ts';
import { ChildError, describeOutcome, type Outcome } from './outcome.ts';
import { boundedText, splitLines } from './output.ts';
import { sayWhenSlow } from './patience.ts';
import { endOf, killGroup, LAST_WORDS_MS, startGroup } from './process-group.ts';
import { encode, PIPE_VARIABLE, PROTOCOL_VERSION, type PrepareRequest, type Reply, type Request } from './protocol.ts';
import { parseReply } from './replies.ts';
import type { Batch, Sample } from './sample.ts';

/** One runner that is ready to take samples. */
export interface Runner {
  /** The size of its samples: as it found it, or as it was told. */
  readonly batch: Batch;
  /** Compilers of the watched functions before the first sample; undefined where they are not known. */
  readonly tier: string | undefined;
  /** @param batch the size, which all arms of a case share; default: its own */
  sample(batch?: Batch): Promise<TieredSample>;
  /** Closes the plugin and ends the process in good order. */
  finish(): Promise<void>;
  /** Ends the process at once; harmless when it has ended already. */
  kill(): void;
  /** What has been written to its standard output and error so far, the beginning of it: the plugin's, since it writes nothing. */
  printed(): string;
}

export interface TieredSample extends Sample {
  /** Compilers of the watched functions after the sample. */
  readonly tier: string | undefined;
}

export interface SpawnOptions {
  readonly launch: Launch;
  /** How long one answer may take before the runner is killed. */
  readonly timeLimitMs: number;
  /** For the size of the environment, which shifts the stack and with it the alignment of hot data (Mytkowicz et al., 2009). */
  readonly random: Random;
  /** Aborting kills the runner at once. */
  readonly signal: AbortSignal;
  /** What helps when the artifact cannot be used. */
  readonly remedy?: string;
  /** Told when an answer takes long. */
  readonly say?: ((line: string) => void) | undefined;
}

const ENVIRONMENT_PADDING_BYTES = 4096;
const PRINTED_LIMIT = 1000;
const STDERR_TAIL = 300;
/** The file descriptor of the protocol in the runner. */
const PIPE = 3;

export async function startRunner(request: PrepareRequest, options: SpawnOptions): Promise<Runner> {
  const { launch, timeLimitMs, signal, remedy = remedyOf(undefined), say } = options;
  const padding = 'x'.repeat(Math.floor(options.random() * ENVIRONMENT_PADDING_BYTES));
  const hasPipe = launch.canOpenPipe;
  const child = startGroup(launch.executable, argumentsOf(launch), {
    stdio: [hasPipe ? 'ignore' : 'pipe', 'pipe', 'pipe', ...(hasPipe ? (['pipe'] as const) : [])],
    // What a plugin leaves in a temporary folder goes with the folder of the run, also when its runner is killed.
    env: {
      ...childEnvironment(),
      PLUGIN_BENCH_PADDING: padding,
      // What is printed is then the plugin's.
      NODE_NO_WARNINGS: '1',
      ...(hasPipe ? { [PIPE_VARIABLE]: String(PIPE) } : {}),
      ...temporaryFolder(request.copiesFolder),
    },
  });
  // Where the system is short of descriptors a child has no pipes, and an error that comes later.
  if (child.stdout === undefined || child.stdout === null) {
    const outcome = { kind: 'not-started', message: 'the system has no pipes left' } as const;
    throw new ChildError(`${request.mechanism}: the runner ${describeOutcome(outcome)}.`, outcome);
  }
  const { toRunner, fromRunner } = pipesOf(child, hasPipe);
  const printed = boundedText(PRINTED_LIMIT);
  const stderr = boundedText(STDERR_TAIL, 'end');
  if (hasPipe) child.stdout?.on('data', printed.add);
  child.stderr?.on('data', printed.add).on('data', stderr.add);
  // Writing to a runner that just died must not end the parent; the missing reply tells the story.
  toRunner.on('error', () => {});
  fromRunner.on('error', () => {});
  const ended = endOf(child).then((end): Outcome => {
    signal.removeEventListener('abort', kill);
    return end.kind === 'ended' ? { ...end, kind: 'died', output: stderr.text() } : end;
  });
  const lines = splitLines(fromRunner);
  const kill = () => {
    killGroup(child);
    // A process that has left the group may hold them; nobody waits for it.
    for (const stream of [toRunner, fromRunner, child.stdout, child.stderr]) stream?.destroy();
  };
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  const fail = (outcome: Outcome, sentence: string): never => {
    kill();
    throw new ChildError(sentence, outcome);
  };

  async function ask(message: Request): Promise<Reply> {
    toRunner.write(encode(message));
    const late = timer(timeLimitMs);
    const gone = ended.then(() => ({ done: true }) as const);
    const answered = sayWhenSlow(`${request.mechanism}: no answer to "${message.type}"`, timeLimitMs, say);
    const line = await Promise.race([lines.next(), gone, late.elapsed]).finally(() => {
      late.cancel();
      answered();
    });
    if (line === undefined) {
      const outcome = { kind: 'late', limitMs: timeLimitMs } as const;
      const what = describeOutcome(outcome).replace('answer', `answer "${message.type}"`);
      return fail(outcome, `${request.mechanism}: the runner ${what}; it hangs, or needs a longer --time-limit.`);
    }
    if (line.done) {
      const outcome = await endOrSilence();
      const how = `${describeOutcome(outcome)} before it answered "${message.type}"`;
      return fail(outcome, `${request.mechanism}: the runner ${how}${blame(outcome, request, remedy)}.`);
    }
    const reply = parseReply(line.value);
    if (reply.type === 'invalid')
      return misunderstood(`the runner gave no valid answer to "${message.type}": ${reply.reason}`);
    if (reply.type === 'failed') {
      const { error, guard, before } = reply;
      const outcome: Outcome =
        guard === undefined
          ? { kind: 'refused', message: error, before }
          : { kind: 'wrong-answer', guard, message: error };
      return fail(outcome, explain(outcome, request, remedy));
    }
    return reply;
  }

  /** Its pipe is closed: it is ending by itself, or its plugin has closed what is not the plugin's. */
  async function endOrSilence(): Promise<Outcome> {
    // Twice, because an end waits that long for the last words.
    const late = timer(2 * LAST_WORDS_MS);
    const outcome = await Promise.race([ended, late.elapsed]).finally(late.cancel);
    return outcome ?? { kind: 'protocol', message: 'closed its pipe to plugin-bench' };
  }

  function misunderstood(message: string): never {
    return fail({ kind: 'protocol', message }, `${request.mechanism}: ${message}.`);
  }

  try {
    const ready = await ask(request);
    if (ready.type !== 'ready') return misunderstood(`the runner answered "prepare" with "${ready.type}"`);
    if (ready.protocol !== PROTOCOL_VERSION) {
      return misunderstood(
        `the runner is of a build that speaks version ${ready.protocol} of the runner protocol, not ${PROTOCOL_VERSION}; build both checkouts from commits with the same harness`,
      );
    }
    return {
      batch: ready.batch,
      tier: ready.tier,
      async sample(batch = ready.batch) {
        const reply = await ask({ type: 'sample', batch });
        if (reply.type !== 'sample') return misunderstood(`the runner answered "sample" with "${reply.type}"`);
        if (reply.iterations !== batch.iterationsPerSample) {
          return misunderstood(
            `the runner took a sample of ${reply.iterations} iterations, not of ${batch.iterationsPerSample}`,
          );
        }
        if (batch.leadInIterations > 0 && reply.sample.firstCallNs === undefined) {
          return misunderstood('the runner took a sample without its lead-in');
        }
        return { ...reply.sample, tier: reply.tier };
      },
      async finish() {
        await ask({ type: 'finish' });
        // The plugin is closed; a process that does not end after that is not waited for.
        const late = timer(timeLimitMs);
        await Promise.race([ended, late.elapsed]).finally(late.cancel);
        kill();
      },
      kill,
      printed: () => printed.text(),
    };
  } catch (error) {
    kill();
    throw error;
  }
}

function pipesOf(
  { stdin, stdout, stdio }: ChildProcess,
  hasPipe: boolean,
): { toRunner: Writable; fromRunner: Readable } {
  if (!hasPipe) return { toRunner: stdin as Writable, fromRunner: stdout as Readable };
  const pipe = stdio[PIPE] as Duplex;
  return { toRunner: pipe, fromRunner: pipe };
}

function temporaryFolder(folder: string): NodeJS.ProcessEnv {
  return folder === '' ? {} : { TMPDIR: folder };
}

/** One sentence for the report: which mechanism, with which file, what it said, and what to do. */
function explain(outcome: Outcome, { mechanism, artifactPath }: PrepareRequest, remedy: string): string {
  const message = describeOutcome(outcome);
  const isBlameless = outcome.kind === 'refused' && outcome.before === 'plugin';
  if (artifactPath === '' || isBlameless) return `${mechanism}: ${message}.`;
  return `${mechanism} cannot use ${basename(artifactPath)}: ${message}; ${remedyFor(message, remedy)}.`;
}

/** A plugin shares the runner's process: when that dies, the file is the first suspect. */
function blame(outcome: Outcome, { artifactPath }: PrepareRequest, remedy: string): string {
  if (artifactPath === '' || outcome.kind === 'not-started') return '';
  return `; ${basename(artifactPath)} may be damaged: ${remedyFor(describeOutcome(outcome), remedy)}`;
}

/** What the system says when it does not load a file that is whole (dlopen(3), execve(2), WebAssembly.Memory), and what helps. */
const REMEDIES: readonly (readonly [said: RegExp, remedy: string])[] = [
  [
    /failed to map segment/i,
    'programs may not run from the temporary folder; set TMPDIR to one that is not mounted "noexec"',
  ],
  [/static TLS/i, 'the host has no room left for its thread-local storage; build it without "initial-exec"'],
  [/cannot allocate memory|out of memory|ENOMEM/i, 'there is too little memory, or "ulimit -v" is too low'],
  [/ENOSPC|no space left/i, 'the temporary folder is full; free some space, or set TMPDIR to another folder'],
  [/EACCES|permission denied/i, 'make it readable and executable'],
];

function remedyFor(message: string, remedy: string): string {
  return REMEDIES.find(([said]) => said.test(message))?.[1] ?? remedy;
}

function timer(milliseconds: number): { elapsed: Promise<undefined>; cancel: () => void } {
  let handle: NodeJS.Timeout | undefined;
  const elapsed = new Promise<undefined>((resolve) => {
    handle = setTimeout(() => resolve(undefined), milliseconds);
  });
  return { elapsed, cancel: () => clearTimeout(handle) };
}
