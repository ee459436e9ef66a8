/** A native program that lives as long as the plugin: calls as lines of JSON over its standard input and output. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Loader } from '../loader.ts';
import { watchProgram } from './shared/program.ts';

const processPipeJson: Loader = {
  mechanism: 'process-pipe-json',
  title: 'Process, JSON lines',
  note: 'As process-pipe, with text that people can read and any language can write.',
  group: 'process',
  boundary: 'process',
  artifact: 'executable',
  callStyle: 'async',
  packages: [],

  async openHost() {
    const { spawn } = await import('node:child_process');
    return {
      async load(artifactPath, { name }, endPhase) {
        const child = spawn(artifactPath, ['--function', name, '--json'], {
          stdio: ['pipe', 'pipe', 'ignore'],
        });
        let waiting: { resolve(answer: number): void; reject(error: Error): void } | undefined;
        let failure: Error | undefined;
        const fail = (reason: string) => {
          // The first one is the cause of the others.
          failure ??= new Error(reason);
          waiting?.reject(failure);
        };
        createInterface({ input: child.stdout }).on('line', (line) => waiting?.resolve(JSON.parse(line) as number));
        const close = watchProgram(child, fail);
        await once(child, 'spawn');
        endPhase('load');
        return {
          callStyle: 'async',
          call: (a, b) =>
            new Promise((resolve, reject) => {
              if (failure !== undefined) return reject(failure);
              waiting = { resolve, reject };
              child.stdin.write(`${JSON.stringify([a, b])}\n`);
            }),
          close,
        };
      },
      close() {},
    };
  },
};

export default processPipeJson;
