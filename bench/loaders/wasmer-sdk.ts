/**
 * @wasmer/sdk, one command run per call: arguments as text, answer printed on standard output; bytes as one frame of standard input.
 *
 * The SDK executes WASI/WASIX commands (`_start`) only, it does not call exports (its README, "Load or create a package
 * from Wasm"); it is Wasmer's WASIX runtime compiled to WebAssembly, and guest code is compiled by the host's V8.
 */
import { readFile } from 'node:fs/promises';
import type { RunOptions } from '@wasmer/sdk';
import type { EndPhase, Loader } from '../loader.ts';
import { answerToOne } from './shared/frames.ts';

const wasmerSdk: Loader = {
  mechanism: 'wasmer-sdk',
  title: 'Wasmer SDK, run per call',
  note: "Runs a whole WASI command for each call: the SDK cannot call exports. Guest code is compiled by the host's engine under Wasmer's WASIX runtime, so this is not Wasmer's own engine.",
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
    async function open(artifactPath: string, endPhase: EndPhase) {
      const bytes = await readFile(artifactPath);
      endPhase('load');
      const command = await wasmer.packages.load(bytes);
      endPhase('compile');
      const sandbox = await wasmer.sandboxes.create({ packages: [command] });
      endPhase('instantiate');
      return {
        run: (args: string[], options?: RunOptions) => sandbox.command(command, args).run(options),
        close: () => sandbox.close(),
      };
    }
    return {
      async load(artifactPath, { name }, endPhase) {
        const { run, close } = await open(artifactPath, endPhase);
        const call = async (a: number, b: number) =>
          Number((await run(['--function', name, String(a), String(b)])).text());
        return { callStyle: 'async', call, close };
      },
      async loadBytes(artifactPath, { name }, endPhase) {
        const { run, close } = await open(artifactPath, endPhase);
        const call = (bytes: Uint8Array) =>
          answerToOne(bytes, async (stdin) => (await run(['--function', name], { stdin })).check().stdout.bytes);
        return { callStyle: 'async', call, close };
      },
      close: () => wasmer.close(),
    };
  },
};

export default wasmerSdk;
