/** Runs a program of ours to its end: text on its standard input, its answer on its standard output. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { argumentsOf, type Launch } from './launch.ts';
import { ChildError, describeOutcome, type Outcome } from './outcome.ts';
import { boundedText } from './output.ts';

export interface ChildOptions {
  readonly timeLimitMs: number;
  /** Aborting kills the child. */
  readonly signal: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}

const STDOUT_LIMIT = 50_000_000;
const STDERR_LIMIT = 1_000_000;
const STDERR_TAIL = 300;

/**
 * @returns what it printed, parsed
 * @throws ChildError when it fails, prints something else, or takes too long
 */
export async function askChild<T>(launch: Launch, request: unknown, options: ChildOptions): Promise<T> {
  const { stdout } = await runChild(launch, JSON.stringify(request), options);
  try {
    return JSON.parse(stdout) as T;
  } catch {
    const message = `answered "${stdout.slice(0, 80)}" where JSON was expected`;
    throw new ChildError(`${nameOf(launch)} ${message}.`, { kind: 'protocol', message });
  }
}

/** @throws ChildError unless it ends with exit code 0 */
export async function runChild(
  launch: Launch,
  stdin: string,
  { timeLimitMs, signal, env = {} }: ChildOptions,
): Promise<{ stdout: string; stderr: string }> {
  const child = spawn(launch.executable, argumentsOf(launch), {
    env: { ...process.env, ...env },
    signal,
    killSignal: 'SIGKILL',
    stdio: 'pipe',
  });
  const [stdout, stderr] = [boundedText(STDOUT_LIMIT), boundedText(STDERR_LIMIT)];
  child.stdout.on('data', stdout.add);
  child.stderr.on('data', stderr.add);
  // A child that ends before it has read everything says why with its exit code.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, timeLimitMs);
  const outcome = await new Promise<Outcome | null>((resolve) => {
    child.on('error', ({ message }) => resolve({ kind: 'not-started', message }));
    child.on('close', (exitCode, killedBy) => {
      if (isLate) resolve({ kind: 'late', limitMs: timeLimitMs });
      else if (exitCode === 0) resolve(null);
      else resolve({ kind: 'died', exitCode, signal: killedBy, output: stderr.text().slice(-STDERR_TAIL) });
    });
  }).finally(() => clearTimeout(late));
  if (outcome === null) return { stdout: stdout.text(), stderr: stderr.text() };
  throw new ChildError(`${nameOf(launch)} ${describeOutcome(outcome)}.`, outcome);
}

function nameOf({ executable, script, args: [verb] }: Launch): string {
  const name = basename(script ?? executable);
  return script === null && verb !== undefined ? `${name} ${verb}` : name;
}
