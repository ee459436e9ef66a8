/**
 * The WASI command under `node:wasi`, in a worker thread, with pipes for its standard input and output: a program that needs
 * no process of its own. The pipes are named ones (mkfifo), because node:wasi takes file descriptors and Node.js makes no
 * others. This file is both sides.
 */
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Loader } from '../loader.ts';
import { framedCalls } from './shared/frames.ts';

const MECHANISM = 'wasi-process';
const MKFIFO = ['/usr/bin/mkfifo', '/bin/mkfifo'].find((path) => existsSync(path));

if (!isMainThread && workerData?.mechanism === MECHANISM) {
  const { WASI } = await import('node:wasi');
  const { bytes, name, questions, answers } = workerData as {
    bytes: Uint8Array<ArrayBuffer>;
    name: string;
    questions: string;
    answers: string;
  };
  // Before the host hears of us: once it has closed its ends, an opening would wait for ever, and the process with it.
  const [stdin, stdout] = [openSync(questions, 'r'), openSync(answers, 'w')];
  const module = new WebAssembly.Module(bytes);
  parentPort?.postMessage('compiled');
  const wasi = new WASI({
    version: 'preview1',
    args: ['plugin', '--function', name],
    stdin,
    stdout,
    returnOnExit: true,
  });
  wasi.start(new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.wasiImport }));
}

const wasiProcess: Loader = {
  mechanism: 'wasi-process',
  title: (engine) => `WASI command in ${engine}, pipes`,
  note: 'A WASI command in a worker thread, calls as frames over named pipes.',
  group: 'process',
  boundary: 'process',
  artifact: 'wasi-command',
  callStyle: 'async',
  packages: [],

  unsupported({ family }) {
    if (MKFIFO === undefined)
      return 'There is no mkfifo here, which makes named pipes; on Linux it is part of coreutils.';
    if (family === 'bun') return "Bun's node:wasi answers no call over named pipes.";
    return family === 'deno' ? 'A socket of Deno does not take a named pipe ("open EEXIST").' : null;
  },

  async openHost() {
    const { execFile } = await import('node:child_process');
    const { Socket } = await import('node:net');
    const { promisify } = await import('node:util');
    const { Worker } = await import('node:worker_threads');
    return {
      async load(artifactPath, { name }, endPhase) {
        const bytes = readFileSync(artifactPath);
        const folder = await mkdtemp(join(tmpdir(), 'pipes-'));
        const [questions, answers] = [join(folder, 'questions'), join(folder, 'answers')];
        await promisify(execFile)(MKFIFO ?? 'mkfifo', [questions, answers]);
        // For both directions, because an opening for one waits for the other side.
        const write = openSync(questions, 'r+');
        const read = openSync(answers, 'r+');
        endPhase('load');
        const worker = new Worker(new URL(import.meta.url), {
          workerData: { mechanism: MECHANISM, bytes, name, questions, answers },
        });
        await once(worker, 'message');
        endPhase('compile');
        const input = new Socket({ fd: read, readable: true, writable: false });
        const calls = framedCalls((frame) => writeSync(write, frame));
        input.on('data', calls.receive);
        const exited = once(worker, 'exit').then(() => calls.fail('The WASI command has ended.'));
        endPhase('instantiate');
        return {
          callStyle: 'async',
          call: calls.call,
          async close() {
            // End of input ends the command.
            closeSync(write);
            await exited;
            input.destroy();
            await rm(folder, { recursive: true, force: true });
          },
        };
      },
      close() {},
    };
  },
};

export default wasiProcess;
