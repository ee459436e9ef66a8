/** Runs a script of ours in a fresh process: one JSON request on its standard input, one JSON answer on its standard output. */
import { type SpawnOptions as NodeSpawnOptions, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { RunnerError } from './spawn.ts';

export interface ChildOptions {
  readonly timeLimitMs: number;
  /** Aborting kills the child. */
  readonly signal: AbortSignal;
  /** What executes the script, and its flags; default: the runtime of this process as it was started. */
  readonly command?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * @param script module to run; null when the command is all there is
 * @returns what it printed, parsed
 * @throws RunnerError when it fails, prints something else, or takes too long
 */
export async function askChild<T>(script: URL | null, request: unknown, options: ChildOptions): Promise<T> {
  const { stdout } = await runChild(script === null ? [] : [fileURLToPath(script)], JSON.stringify(request), options);
  try {
    return JSON.parse(stdout) as T;
  } catch {
    throw new RunnerError(
      `${nameOf(script ?? options.command?.[0] ?? '')} answered "${stdout.slice(0, 80)}" where JSON was expected.`,
    );
  }
}

/** Runs a runtime with the given arguments. @throws RunnerError unless it ends with exit code 0 */
export async function runChild(
  args: readonly string[],
  stdin: string,
  { timeLimitMs, signal, command = [process.execPath, ...process.execArgv], env = {} }: ChildOptions,
): Promise<{ stdout: string; stderr: string }> {
  const settings: NodeSpawnOptions = {
    env: { ...process.env, ...env },
    signal,
    timeout: timeLimitMs,
    killSignal: 'SIGKILL',
  };
  const [executable = '', ...flags] = command;
  const child = spawn(executable, [...flags, ...args], { ...settings, stdio: 'pipe' });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  // A child that ends before it has read everything says why with its exit code.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const outcome = await new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(`could not be run: ${error.message}`));
    child.on('close', (code, killedBy) => {
      if (killedBy !== null) resolve(`was killed by ${killedBy}, perhaps because it took over ${timeLimitMs / 1000} s`);
      resolve(code === 0 ? null : `ended with exit code ${code}`);
    });
  });
  if (outcome === null) return { stdout, stderr };
  const tail = stderr.trim().replace(/\s+/g, ' ').slice(-300);
  throw new RunnerError(`${nameOf(args[0] ?? executable)} ${outcome}${tail === '' ? '.' : `: ${tail}`}`);
}

function nameOf(script: URL | string): string {
  return String(script).split('/').at(-1) ?? String(script);
}
