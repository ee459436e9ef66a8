/** Runs a program of ours to its end: text on its standard input, its answer on its standard output. */
import { basename } from 'node:path';
import { childEnvironment } from './environment.ts';
import { argumentsOf, type Launch } from './launch.ts';
import { ChildError, describeOutcome, type Outcome } from './outcome.ts';
import { boundedText } from './output.ts';
import { sayWhenSlow } from './patience.ts';
import { type Ended, endOf, killGroup, startGroup } from './process-group.ts';

export interface ChildOptions {
  readonly timeLimitMs: number;
  /** Aborting kills the child. */
  readonly signal: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  /** Told when it takes long. */
  readonly say?: ((line: string) => void) | undefined;
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
  { timeLimitMs, signal, env = {}, say }: ChildOptions,
): Promise<{ stdout: string; stderr: string }> {
  const child = startGroup(launch.executable, argumentsOf(launch), {
    env: { ...childEnvironment(), ...env },
    stdio: 'pipe',
  });
  const [stdout, stderr] = [boundedText(STDOUT_LIMIT), boundedText(STDERR_LIMIT)];
  child.stdout?.on('data', stdout.add);
  child.stderr?.on('data', stderr.add);
  // A child that ends before it has read everything says why with its exit code.
  child.stdin?.on('error', () => {});
  child.stdin?.end(stdin);
  const kill = () => killGroup(child);
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    kill();
  }, timeLimitMs);
  const ended = sayWhenSlow(`${nameOf(launch)}: no answer`, timeLimitMs, say);
  const end = await endOf(child);
  clearTimeout(late);
  ended();
  signal.removeEventListener('abort', kill);
  // What it has started ends with it, and its pipes are nobody's any more.
  kill();
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
  const outcome = outcomeOf(end, isLate ? timeLimitMs : null, stderr.text());
  if (outcome === null) return { stdout: stdout.text(), stderr: stderr.text() };
  throw new ChildError(`${nameOf(launch)} ${describeOutcome(outcome)}.`, outcome);
}

function nameOf({ executable, script, args: [verb] }: Launch): string {
  const name = basename(script ?? executable);
  return script === null && verb !== undefined ? `${name} ${verb}` : name;
}

/** @param limitMs when it was killed for being late. @returns null for an end in good order */
function outcomeOf(end: Ended, limitMs: number | null, stderr: string): Outcome | null {
  if (end.kind === 'not-started') return end;
  if (limitMs !== null) return { kind: 'late', limitMs };
  const { exitCode, signal } = end;
  return exitCode === 0 ? null : { kind: 'died', exitCode, signal, output: stderr.slice(-STDERR_TAIL) };
}
