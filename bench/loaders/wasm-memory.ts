/**
 * The article's second option for what is no number: arguments and result are serialised into linear memory, and only
 * pointer and length cross the boundary. Room is asked of the plugin once and used for every call.
 */
import { readFileSync } from 'node:fs';
import type { Loader } from '../loader.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  allocate(size: number): number;
  release(pointer: number, size: number): void;
}
type InMemory = (pointer: number, length: number) => number;

const QUESTION_BYTES = 8;
const ANSWER_BYTES = 4;

const wasmMemory: Loader = {
  mechanism: 'wasm-memory',
  title: (engine) => `WebAssembly in ${engine}, by memory`,
  note: 'Arguments and result cross as bytes in linear memory, by pointer and length: what strings and structures need.',
  group: 'wasm',
  boundary: 'sandbox',
  artifact: 'wasm-memory-module',
  gaps: { 'bytes-to-u32': 'Bytes reach every WebAssembly plugin by memory: it would be the row wasm once more.' },
  callStyle: 'sync',
  packages: [],

  async openHost() {
    return {
      load(artifactPath, { name }, endPhase) {
        const bytes = readFileSync(artifactPath);
        endPhase('load');
        const module = new WebAssembly.Module(bytes);
        endPhase('compile');
        const { exports } = new WebAssembly.Instance(module) as { exports: unknown } as {
          exports: Exports & Record<string, InMemory>;
        };
        endPhase('instantiate');
        const { memory } = exports;
        const inMemory = exports[`${name}_in_memory`] as InMemory;
        const pointer = exports.allocate(QUESTION_BYTES);
        let view = new DataView(memory.buffer);
        endPhase('resolve');
        return {
          callStyle: 'sync',
          call(a, b) {
            // Memory that has grown is another buffer.
            if (view.buffer !== memory.buffer) view = new DataView(memory.buffer);
            view.setInt32(pointer, a, true);
            view.setInt32(pointer + 4, b, true);
            if (inMemory(pointer, QUESTION_BYTES) !== ANSWER_BYTES) throw new Error('The plugin refused its input.');
            return view.getInt32(pointer, true);
          },
          close: () => exports.release(pointer, QUESTION_BYTES),
        };
      },
      close() {},
    };
  },
};

export default wasmMemory;
