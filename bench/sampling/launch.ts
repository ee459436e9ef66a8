/** How a child process is started: the one place that knows which runtime takes a script and which flags it needs. */
import { fileURLToPath } from 'node:url';
import type { Loader } from '../loader.ts';
import { flagsOf, HOST, type Runtime } from './runtimes.ts';

export interface Launch {
  readonly executable: string;
  readonly flags: readonly string[];
  /** Our script that it runs; null when the executable is ours and needs none. */
  readonly script: string | null;
  /** Words after that. */
  readonly args: readonly string[];
  /** Whether it can open a file descriptor that it was started with: Deno knows no others than the standard ones. */
  readonly canOpenPipe: boolean;
}

/** Run from source (by tests), children still run what is built. */
const BUILT = new URL(import.meta.url.endsWith('.ts') ? '../../dist/' : '../', import.meta.url);

/** Path of a built script. @param name as within `bench/`, without its ending: `sampling/runner` */
export function scriptPath(name: string): string {
  return fileURLToPath(new URL(`${name}.js`, BUILT));
}

/** A script of ours in a runtime, with what the loader demands of the process. */
export function launchScript(
  name: string,
  runtime: Runtime = HOST,
  { nodeOptions = [] }: Pick<Loader, 'nodeOptions'> = {},
): Launch {
  const flags = [...flagsOf(runtime), ...(runtime.info.family === 'node' ? nodeOptions : [])];
  return {
    executable: runtime.executable,
    flags,
    script: scriptPath(name),
    args: [],
    canOpenPipe: runtime.info.family !== 'deno',
  };
}

/** A runner. The Rust host is one itself. */
export function launchRunner(runtime: Runtime = HOST, loader: Pick<Loader, 'nodeOptions'> = {}): Launch {
  return runtime.info.family === 'rust'
    ? launchProgram(runtime.executable)
    : launchScript('sampling/runner', runtime, loader);
}

/** A program of ours. */
export function launchProgram(executable: string, ...args: string[]): Launch {
  return { executable, flags: [], script: null, args, canOpenPipe: process.platform !== 'win32' };
}

/** What the operating system is given after the executable. */
export function argumentsOf({ flags, script, args }: Launch): string[] {
  return [...flags, ...(script === null ? [] : [script]), ...args];
}
