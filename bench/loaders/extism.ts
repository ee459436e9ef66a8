/**
 * Extism (https://extism.org): exports without parameters, input and output as bytes that its host functions hold, in
 * JavaScript. Called as its README says (https://github.com/extism/js-sdk#calling-a-plug-ins-exports), in the foreground
 * (`runInWorker` is for plugins that wait for asynchronous host functions), from a module that was compiled once, and by the
 * names of module and function, which spares a search. Release 1.0.3 never reuses the blocks of these bytes and fails at call
 * 16,384 (https://github.com/extism/js-sdk/issues/70); its remedy is `reset` (README, "Plug-in State"), called here in time.
 */
import { readFile } from 'node:fs/promises';
import type { Loader } from '../loader.ts';

/** Our name for the module within the plugin. */
const MODULE = 'plugin';
const CALLS_BETWEEN_RESETS = 8192;

const extism: Loader = {
  mechanism: 'extism',
  title: (engine) => `Extism on ${engine}`,
  note: "Bytes in, bytes out, through host functions in JavaScript; the engine is the runtime's own.",
  group: 'wasm',
  boundary: 'sandbox',
  artifact: 'extism-plugin',
  callStyle: 'async',
  packages: ['@extism/extism'],

  async openHost() {
    const { createPlugin } = await import('@extism/extism');
    return {
      async load(artifactPath, { name }, endPhase) {
        const bytes = await readFile(artifactPath);
        endPhase('load');
        const module = await WebAssembly.compile(bytes);
        endPhase('compile');
        const plugin = await createPlugin({ wasm: [{ module, name: MODULE }] }, { useWasi: false });
        endPhase('instantiate');
        const input = new Uint8Array(8);
        const view = new DataView(input.buffer);
        let calls = 0;
        const call = async (a: number, b: number) => {
          if (++calls % CALLS_BETWEEN_RESETS === 0) await plugin.reset();
          view.setInt32(0, a, true);
          view.setInt32(4, b, true);
          const output = await plugin.call([MODULE, name], input);
          if (output === null) throw new Error('The plugin gave no output.');
          return (output as unknown as DataView).getInt32(0, true);
        };
        return { callStyle: 'async', call, close: () => plugin.close() };
      },
      close() {},
    };
  },
};

export default extism;
