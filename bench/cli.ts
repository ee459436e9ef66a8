#!/usr/bin/env node
/** The program: connects `main` to this process. */
import pc from 'picocolors';
import { EXIT, withoutCommands } from './io.ts';

const interrupted = new AbortController();
/** npm passes on a Ctrl-C that the terminal has already delivered: within this time two signals are one. */
const ONE_SIGNAL_MS = 1000;
let canForce = false;
// A terminal that is closed and a connection that is lost say SIGHUP. Windows has no SIGQUIT.
const ENDING = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  ...(process.platform === 'win32' ? [] : (['SIGQUIT'] as const)),
] as const;
for (const signal of ENDING) {
  process.on(signal, () => {
    // The first one lets the run end in good order and keep what it has; a later one means it.
    if (canForce) process.exit(130);
    if (!interrupted.signal.aborted) setTimeout(() => (canForce = true), ONE_SIGNAL_MS).unref();
    interrupted.abort();
  });
}
// A reader that closes early ("| head") is no reason to lose a run; results that a disk does not take are.
process.stderr.on('error', () => {});
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return;
  process.stderr.write(`Standard output cannot be written (${code}).\n`);
  process.on('exit', (exitCode) => {
    if (exitCode === 0) process.exitCode = EXIT.couldNotMeasure;
  });
});

/** The rest of the program, which a system that is short of something may fail to load. */
async function loadMain() {
  try {
    return (await import('./main.ts')).main;
  } catch (error) {
    const { message, stack } = error as Error;
    const isDebugging = process.argv.includes('--debug');
    process.stderr.write(
      `plugin-bench cannot be loaded: ${isDebugging ? stack : message.split('\n')[0]}; install it again, or see what the system is short of.\n`,
    );
    return async () => EXIT.couldNotMeasure;
  }
}

const main = await loadMain();
process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(withoutCommands(text)),
  stderr: (text) => void process.stderr.write(withoutCommands(text)),
  stderrStream: process.stderr,
  isTerminal: process.stderr.isTTY === true,
  colour: pc.isColorSupported && process.stdout.isTTY === true,
  columns: process.stdout.columns ?? 100,
  cwd: process.cwd(),
  env: process.env,
  signal: interrupted.signal,
});
