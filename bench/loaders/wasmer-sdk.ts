/**
 * @wasmer/sdk, one command run per call: arguments as text, answer printed on standard output.
 *
 * The SDK executes WASI/WASIX commands (`_start`) only, it does not call exports (its README, "Load or create a package
 * from Wasm"); it is Wasmer's WASIX runtime compiled to WebAssembly, and guest code is compiled by the host's V8.
 */
import { readFile } from 'node:fs/promises';
import type { Loader } from '../loader.ts';

const wasmerSdk: Loader = {
  mechanism: 'wasmer-sdk',
  title: 'Wasmer SDK, run per call',
  note: "Runs a whole WASI command for each call: the SDK cannot call exports. Guest code is compiled by the host's engine under Wasmer's WASIX runtime, so this is not Wasmer's own engine.",
  group: 'core',
  boundary: 'sandbox',
  artifact: 'wasi-command',
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
    return {
      async load(artifactPath, { name }, endPhase) {
        const bytes = await readFile(artifactPath);
        endPhase('load');
        const command = await wasmer.packages.load(bytes);
        endPhase('compile');
        const sandbox = await wasmer.sandboxes.create({ packages: [command] });
        endPhase('instantiate');
        return {
          callStyle: 'async',
          async call(a, b) {
            const output = await sandbox.command(command, ['--function', name, String(a), String(b)]).run();
            return Number(output.text());
          },
          close: () => sandbox.close(),
        };
      },
      close: () => wasmer.close(),
    };
  },
};

export default wasmerSdk;
