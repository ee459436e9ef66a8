/**
 * @wasmer/sdk, one long-lived command: calls and answers as frames over its standard input and output. See `wasmer-sdk.ts` for what the SDK is.
 */
import { readFile } from 'node:fs/promises';
import type { PluginFunction } from '../contract/function.ts';
import type { EndPhase, Loader } from '../loader.ts';
import { type Framed, framedBytes, framedCalls, joined } from './shared/frames.ts';

const wasmerSdkPipe: Loader = {
  mechanism: 'wasmer-sdk-pipe',
  title: 'Wasmer SDK, pipe',
  note: "One long-lived WASI command, calls as frames over its pipes. Guest code is compiled by the host's engine under Wasmer's WASIX runtime, so this is not Wasmer's own engine.",
  group: 'core',
  boundary: 'sandbox',
  artifact: 'wasi-command',
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'async',
  usesThreads: true,
  packages: ['@wasmer/sdk'],

  unsupported: ({ family }) =>
    family === 'deno'
      ? 'The workers of @wasmer/sdk do not start in Deno ("Wasmer SDK worker has no parent port").'
      : null,

  async openHost() {
    const { Wasmer } = await import('@wasmer/sdk/node');
    const wasmer = new Wasmer({ cache: false });
    // The runtime starts lazily otherwise, within the first load; it belongs to opening the host.
    await wasmer.ready();
    async function start<Call>(
      artifactPath: string,
      { name }: PluginFunction,
      endPhase: EndPhase,
      framed: (send: (frame: Uint8Array) => void) => Framed<Call>,
    ) {
      const bytes = await readFile(artifactPath);
      endPhase('load');
      const command = await wasmer.packages.load(bytes);
      endPhase('compile');
      const sandbox = await wasmer.sandboxes.create({ packages: [command] });
      const program = sandbox.command(command, ['--function', name]);
      const process = await program.spawn({ stdin: 'pipe', stdout: 'pipe', stderr: 'discard' });
      endPhase('instantiate');
      const { stdin, stdout } = process;
      if (stdin === null || stdout === null) throw new Error('The Wasmer SDK gave a process without pipes.');
      const calls = framed((frame) => void stdin.write(frame));
      const reading = (async () => {
        for await (const piece of stdout) calls.receive(piece);
        calls.fail('The WASI command has ended.');
      })();
      reading.catch(({ message }) => calls.fail(message));
      return {
        callStyle: 'async' as const,
        call: calls.call,
        async close() {
          await stdin.close();
          await process.wait();
          await reading;
          await sandbox.close();
        },
      };
    }
    return {
      load: (artifactPath, asked, endPhase) =>
        start(artifactPath, asked, endPhase, (send) => framedCalls((frame) => send(frame.slice()))),
      loadBytes: (artifactPath, asked, endPhase) =>
        start(artifactPath, asked, endPhase, (send) => framedBytes((length, payload) => send(joined(length, payload)))),
      close: () => wasmer.close(),
    };
  },
};

export default wasmerSdkPipe;
