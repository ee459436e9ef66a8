/** Starts runners as child processes and talks to them; every way in which one can die becomes one clear sentence. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { commandOf, HOST } from '../runtimes.ts';
import type { Random } from '../statistics/random.ts';
import { decode, encode, type PrepareRequest, REPLY_TYPES, type Reply, type Request } from './protocol.ts';
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
}

export interface TieredSample extends Sample {
  /** Compilers of the watched functions after the sample. */
  readonly tier: string | undefined;
}

/** A runner gave no sample: it failed, died or was too slow. The message is for the report. */
export class RunnerError extends Error {
  override name = 'RunnerError';
}

export interface SpawnOptions {
  /** How long one answer may take before the runner is killed. */
  readonly timeLimitMs: number;
  /** For the size of the environment, which shifts the stack and with it the alignment of hot data (Mytkowicz et al., 2009). */
  readonly random: Random;
  /** Aborting kills the runner at once. */
  readonly signal: AbortSignal;
  /** What executes the runner, and its flags; default: the runtime of this process. */
  readonly command?: readonly string[];
  /** The runner of another build; default: the one beside this module. Null: the command is a runner and takes none. */
  readonly runnerPath?: string | null;
}

const ENVIRONMENT_PADDING_BYTES = 4096;
const STDERR_TAIL = 300;

export async function startRunner(request: PrepareRequest, options: SpawnOptions): Promise<Runner> {
  const { runnerPath = fileURLToPath(new URL('runner.js', import.meta.url)) } = options;
  const padding = 'x'.repeat(Math.floor(options.random() * ENVIRONMENT_PADDING_BYTES));
  const [executable = '', ...flags] = options.command ?? commandOf(HOST);
  const child = spawn(executable, [...flags, ...(runnerPath === null ? [] : [runnerPath])], {
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: options.signal,
    killSignal: 'SIGKILL',
    // What a plugin leaves in a temporary folder goes with the folder of the run, also when its runner is killed.
    env: { ...process.env, PLUGIN_BENCH_PADDING: padding, ...temporaryFolder(request.copiesFolder) },
  });
  const { mechanism } = request;
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr = (stderr + chunk).slice(-STDERR_TAIL);
  });
  // Writing to a runner that just died must not end the parent; the missing reply tells the story.
  child.stdin.on('error', () => {});
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => {
      const how = signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`;
      const tail = stderr.trim().replace(/\s+/g, ' ');
      resolve(tail === '' ? how : `${how}: ${tail}`);
    });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const kill = () => void child.kill('SIGKILL');

  async function ask(message: Request): Promise<Reply> {
    child.stdin.write(encode(message));
    const late = timer(options.timeLimitMs);
    const line = await Promise.race([lines.next(), late.elapsed]).finally(late.cancel);
    if (line === undefined) {
      kill();
      const limit = `${options.timeLimitMs / 1000} s`;
      throw new RunnerError(
        `${mechanism}: the runner did not answer "${message.type}" within ${limit} and was killed; it hangs, or needs a longer --time-limit.`,
      );
    }
    if (line.done) {
      // Its pipe is closed, so it is ending or of no use: nothing is lost by making sure.
      kill();
      throw new RunnerError(
        `${mechanism}: the runner ${await ended} before it answered "${message.type}"${blame(request)}.`,
      );
    }
    const reply = decodeReply(line.value, mechanism);
    if (reply.type === 'failed') throw new RunnerError(explain(reply.error, request));
    return reply;
  }

  try {
    const ready = await ask(request);
    if (ready.type !== 'ready') throw outOfTurn(mechanism, 'prepare', ready);
    if (ready.batch === undefined) throw otherBuild(mechanism);
    return {
      batch: ready.batch,
      tier: ready.tier,
      async sample(batch = ready.batch) {
        const reply = await ask({ type: 'sample', batch });
        if (reply.type !== 'sample') throw outOfTurn(mechanism, 'sample', reply);
        if (batch.leadInIterations > 0 && reply.sample.firstCallNs === undefined) throw otherBuild(mechanism);
        return { ...reply.sample, tier: reply.tier };
      },
      async finish() {
        await ask({ type: 'finish' });
        // The plugin is closed; a process that does not end after that is not waited for.
        const late = timer(options.timeLimitMs);
        await Promise.race([ended, late.elapsed]).finally(late.cancel);
        kill();
      },
      kill,
    };
  } catch (error) {
    kill();
    throw error;
  }
}

function temporaryFolder(folder: string): NodeJS.ProcessEnv {
  return folder === '' ? {} : { TMPDIR: folder };
}

function decodeReply(line: string, mechanism: string): Reply {
  try {
    return decode<Reply>(line, REPLY_TYPES);
  } catch (error) {
    throw new RunnerError(`${mechanism}: ${(error as Error).message}`);
  }
}

/** One sentence for the report: which mechanism, with which file, what it said, and what to do. */
function explain(error: string, { mechanism, artifactPath }: PrepareRequest): string {
  const message = error.replace(/\s+/g, ' ').replace(/[.\s]+$/, '');
  if (artifactPath === '') return `${mechanism}: ${message}.`;
  const remedy = 'build it again with "npm run build", or give another file with --artifact';
  return `${mechanism} cannot use ${basename(artifactPath)}: ${message}; ${remedy}.`;
}

/** A plugin shares the runner's process: when that dies, the file is the first suspect. */
function blame({ artifactPath }: PrepareRequest): string {
  return artifactPath === '' ? '' : `; ${basename(artifactPath)} may be damaged: build it again with "npm run build"`;
}

function outOfTurn(mechanism: string, request: string, reply: Reply): RunnerError {
  return new RunnerError(`${mechanism}: the runner answered "${request}" with "${reply.type}".`);
}

/** A runner that sizes its samples by itself, or that has no lead-in, measures something else. */
function otherBuild(mechanism: string): RunnerError {
  return new RunnerError(
    `${mechanism}: the runner is of a build that takes other samples; build both checkouts from commits with the same harness.`,
  );
}

function timer(milliseconds: number): { elapsed: Promise<undefined>; cancel: () => void } {
  let handle: NodeJS.Timeout | undefined;
  const elapsed = new Promise<undefined>((resolve) => {
    handle = setTimeout(() => resolve(undefined), milliseconds);
  });
  return { elapsed, cancel: () => clearTimeout(handle) };
}
