/**
 * @wasmer/sdk, one long-lived command: each call is a frame of 8 bytes over its standard input (two little-endian i32),
 * each answer a frame of 4 bytes over its standard output. See `wasmer-sdk.ts` for what the SDK is.
 */
import { readFile } from 'node:fs/promises';
import type { Loader } from '../loader.ts';

const ANSWER_BYTES = 4;

const wasmerSdkPipe: Loader = {
  mechanism: 'wasmer-sdk-pipe',
  title: 'Wasmer SDK, pipe',
  note: "One long-lived WASI command, calls as frames over its pipes. Guest code is compiled by V8 under Wasmer's WASIX runtime, so this is not Wasmer's own engine.",
  artifact: 'wasi-command',
  callStyle: 'async',
  packages: ['@wasmer/sdk'],

  async openHost() {
    const { Wasmer } = await import('@wasmer/sdk/node');
    const wasmer = new Wasmer({ cache: false });
    // The runtime starts lazily otherwise, within the first load; it belongs to opening the host.
    await wasmer.ready();
    return {
      async load(artifactPath, endPhase) {
        const bytes = await readFile(artifactPath);
        endPhase('load');
        const command = await wasmer.packages.load(bytes);
        endPhase('compile');
        const sandbox = await wasmer.sandboxes.create({ packages: [command] });
        const process = await sandbox.command(command).spawn({ stdin: 'pipe', stdout: 'pipe', stderr: 'discard' });
        endPhase('instantiate');
        const { stdin, stdout } = process;
        if (stdin === null || stdout === null) throw new Error('The Wasmer SDK gave a process without pipes.');
        const answers = stdout[Symbol.asyncIterator]();
        const question = new DataView(new ArrayBuffer(8));
        const answer = new Uint8Array(ANSWER_BYTES);
        const answerView = new DataView(answer.buffer);
        return {
          callStyle: 'async',
          async min(a, b) {
            question.setInt32(0, a, true);
            question.setInt32(4, b, true);
            await stdin.write(new Uint8Array(question.buffer));
            for (let filled = 0; filled < ANSWER_BYTES; ) {
              const { value, done } = await answers.next();
              if (done) throw new Error('The WASI command ended before it answered.');
              answer.set(value, filled);
              filled += value.length;
            }
            return answerView.getInt32(0, true);
          },
          async close() {
            await stdin.close();
            await process.wait();
            await sandbox.close();
          },
        };
      },
      close: () => wasmer.close(),
    };
  },
};

export default wasmerSdkPipe;
