/**
 * Extism (https://extism.org): exports without parameters, input and output as bytes that its host functions hold, in
 * JavaScript. Called as its README says (https://github.com/extism/js-sdk#calling-a-plug-ins-exports), in the foreground
 * (`runInWorker` is for plugins that wait for asynchronous host functions), from a module that was compiled once, and by the
 * names of module and function, which spares a search. Release 1.0.3 never reuses the blocks of these bytes and fails at call
 * 16,384 (https://github.com/extism/js-sdk/issues/70); its remedy is `reset` (README, "Plug-in State"), called here in time.
 */
import { readFile } from 'node:fs/promises';
import type { PluginFunction } from '../contract/function.ts';
import { wholeBuffer } from '../contract/signatures/bytes-to-u32.ts';
import type { EndPhase, Loader } from '../loader.ts';

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
  artifacts: { 'bytes-to-u32': 'extism-bytes-plugin' },
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'async',
  packages: ['@extism/extism'],

  async openHost() {
    const { createPlugin } = await import('@extism/extism');
    async function open(artifactPath: string, { name }: PluginFunction, endPhase: EndPhase) {
      const bytes = await readFile(artifactPath);
      endPhase('load');
      const module = await WebAssembly.compile(bytes);
      endPhase('compile');
      const plugin = await createPlugin({ wasm: [{ module, name: MODULE }] }, { useWasi: false });
      endPhase('instantiate');
      let calls = 0;
      return {
        async ask(input: Uint8Array): Promise<DataView> {
          if (++calls % CALLS_BETWEEN_RESETS === 0) await plugin.reset();
          const output = await plugin.call([MODULE, name], input);
          if (output === null) throw new Error('The plugin gave no output.');
          return output as unknown as DataView;
        },
        close: () => plugin.close(),
      };
    }
    return {
      async load(artifactPath, asked, endPhase) {
        const { ask, close } = await open(artifactPath, asked, endPhase);
        const input = new Uint8Array(8);
        const view = new DataView(input.buffer);
        const call = async (a: number, b: number) => {
          view.setInt32(0, a, true);
          view.setInt32(4, b, true);
          return (await ask(input)).getInt32(0, true);
        };
        return { callStyle: 'async', call, close };
      },
      async loadBytes(artifactPath, asked, endPhase) {
        const { ask, close } = await open(artifactPath, asked, endPhase);
        // Of a piece of a buffer, release 1.0.3 passes the whole buffer.
        const call = async (bytes: Uint8Array) => (await ask(new Uint8Array(wholeBuffer(bytes)))).getUint32(0, true);
        return { callStyle: 'async', call, close };
      },
      close() {},
    };
  },
};

export default extism;
