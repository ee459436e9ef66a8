/** A native program that lives as long as the plugin: calls as lines of JSON over its standard input and output. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Loader } from '../loader.ts';

const processPipeJson: Loader = {
  mechanism: 'process-pipe-json',
  title: 'Process, JSON lines',
  note: 'As process-pipe, with text that people can read and any language can write.',
  group: 'process',
  artifact: 'executable',
  callStyle: 'async',
  packages: [],

  async openHost() {
    return {
      async load(artifactPath, endPhase) {
        const child = spawn(artifactPath, ['--json'], { stdio: ['pipe', 'pipe', 'inherit'] });
        let waiting: { resolve(answer: number): void; reject(error: Error): void } | undefined;
        const fail = (reason: string) => waiting?.reject(new Error(reason));
        createInterface({ input: child.stdout }).on('line', (line) => waiting?.resolve(JSON.parse(line) as number));
        child.stdin.on('error', ({ message }) => fail(`The process does not take calls: ${message}.`));
        const exited = once(child, 'close').then(() => fail('The process of the plugin has ended.'));
        exited.catch(({ message }) => fail(message));
        await once(child, 'spawn');
        endPhase('load');
        return {
          callStyle: 'async',
          min: (a, b) =>
            new Promise((resolve, reject) => {
              waiting = { resolve, reject };
              child.stdin.write(`${JSON.stringify([a, b])}\n`);
            }),
          async close() {
            child.stdin.end();
            await exited;
          },
        };
      },
      close() {},
    };
  },
};

export default processPipeJson;
