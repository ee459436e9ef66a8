#!/usr/bin/env node
/** The program: connects `main` to this process. */
import pc from 'picocolors';
import { main } from './main.ts';

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
// A reader that closes early ("| head") is no reason to lose a run.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  stderrStream: process.stderr,
  isTerminal: process.stderr.isTTY === true,
  colour: pc.isColorSupported && process.stdout.isTTY === true,
  columns: process.stdout.columns ?? 100,
  cwd: process.cwd(),
  env: process.env,
  signal: interrupted.signal,
});
