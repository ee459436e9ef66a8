/**
 * Children in process groups of their own, so that what a plugin has started ends with its runner; what has left the group is found
 * by a mark, see strays.ts. Should this process be killed, a guard ends what is left: it sleeps on a pipe that closes with us, and
 * wakes up when a child starts or ends, which is never while a sample is taken.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import { childEnvironment } from './environment.ts';
import { scriptPath } from './launch.ts';
import { killStrays, MARK_VARIABLE } from './strays.ts';

/** Windows has none: there a child is ended alone. */
const HAS_GROUPS = process.platform !== 'win32';
/** How long the pipes of a process that has ended may stay open: one that it has started may hold them. */
export const LAST_WORDS_MS = 500;

/** Begins the marks of all children of this process. */
const OUR_MARK = randomBytes(8).toString('hex');
const marks = new WeakMap<ChildProcess, string>();
let markCount = 0;

/** Of one length, because the size of the environment moves the stack. */
function nextMark(): string {
  return `${OUR_MARK}.${String(markCount++).padStart(8, '0')}`;
}

/** Starts a child that leads a group. @param env its environment */
export function startGroup(
  executable: string,
  args: readonly string[],
  { env, ...options }: SpawnOptions & { readonly env: NodeJS.ProcessEnv },
): ChildProcess {
  const mark = nextMark();
  const child = spawn(executable, args, { ...options, env: { ...env, [MARK_VARIABLE]: mark }, detached: HAS_GROUPS });
  // Whoever waits for its end hears of it; without a listener the error would end this process.
  child.on('error', () => {});
  marks.set(child, mark);
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
  // The end of its value: no mark begins another.
  killStrays(`${marks.get(child)}\0`);
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
  const child = spawn(process.execPath, [scriptPath('sampling/guard'), OUR_MARK], {
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
