#!/usr/bin/env node
/** The program: connects `main` to this process. */
import pc from 'picocolors';
import { main } from './main.ts';

const interrupted = new AbortController();
let requests = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The first one lets the run end in good order and keep what it has; a second one means it.
    if (++requests > 1) process.exit(130);
    interrupted.abort();
  });
}
// A reader that closes early ("| head") is no reason to lose a run.
process.stdout.on('error', () => {});

process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  stderrStream: process.stderr,
  isTerminal: process.stderr.isTTY === true,
  colour: pc.isColorSupported && process.stdout.isTTY === true,
  cwd: process.cwd(),
  env: process.env,
  signal: interrupted.signal,
});
