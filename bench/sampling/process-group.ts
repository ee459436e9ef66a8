/**
 * Children in process groups of their own, so that what a plugin has started ends with its runner. Should this process be killed, a
 * guard ends the groups that are left: it sleeps on a pipe that closes with us, and wakes up when a child starts or ends,
 * which is never while a sample is taken.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { childEnvironment } from './environment.ts';
import { scriptPath } from './launch.ts';

/** Windows has none: there a child is ended alone. */
const HAS_GROUPS = process.platform !== 'win32';
/** How long the pipes of a process that has ended may stay open: one that it has started may hold them. */
const LAST_WORDS_MS = 500;

/** Starts a child that leads a group. */
export function startGroup(executable: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(executable, args, { ...options, detached: HAS_GROUPS });
  // Whoever waits for its end hears of it; without a listener the error would end this process.
  child.on('error', () => {});
  if (child.pid !== undefined) tellGuard(`+${child.pid}`);
  return child;
}

/** Ends a child and all that it has started, at once; harmless when they have ended. */
export function killGroup(child: ChildProcess): void {
  const { pid } = child;
  // Once: its number may belong to somebody else later.
  if (pid === undefined || killed.has(child)) return;
  killed.add(child);
  try {
    if (HAS_GROUPS) process.kill(-pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // All of them are gone.
  }
  tellGuard(`-${pid}`);
}

const killed = new WeakSet<ChildProcess>();

/** How a child ended. */
export type Ended =
  | { readonly kind: 'not-started'; readonly message: string }
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly signal: string | null };

/**
 * Waits for the end of a child. Not before its pipes are empty, unless a process that it has started holds them open: then some
 * time after it.
 */
export function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve({ kind: 'not-started', message }));
    const ended = (exitCode: number | null, signal: string | null) => resolve({ kind: 'ended', exitCode, signal });
    child.on('close', ended);
    child.on('exit', (exitCode, signal) => setTimeout(ended, LAST_WORDS_MS, exitCode, signal).unref());
  });
}

let guard: Writable | null | undefined;

function tellGuard(line: string): void {
  // Null is an answer too: it could not be started, and will not be tried again.
  if (guard === undefined) guard = HAS_GROUPS ? startGuard() : null;
  guard?.write(`${line}\n`);
}

function startGuard(): Writable | null {
  const child = spawn(process.execPath, [scriptPath('sampling/guard')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: childEnvironment(),
  });
  // Without it everything works, but for what a kill of this process leaves behind.
  child.on('error', () => {});
  child.stdin?.on('error', () => {});
  // Nobody waits for it: it ends with its pipe.
  child.unref();
  (child.stdin as (Writable & { unref?(): void }) | undefined)?.unref?.();
  return child.stdin ?? null;
}
