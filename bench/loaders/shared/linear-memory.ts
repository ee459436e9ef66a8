/** Bytes for a WebAssembly module that gives room in its linear memory: the exports of plugins-wasm/memory.rs. */
import type { BytesCallSync } from '../../contract/signatures/bytes-to-u32.ts';

export interface MemoryExports {
  readonly memory: WebAssembly.Memory;
  /** Room for so many bytes; 0 when there is none. */
  allocate(size: number): number;
  release(pointer: number, size: number): void;
}
type OfMemory = (pointer: number, length: number) => number;

/**
 * Copies each payload to the same room, which is asked for anew only when a payload is longer than all before it, and
 * passes pointer and length.
 */
export function bytesByMemory(
  exports: MemoryExports,
  named: (pointer: number, length: number) => number,
): { readonly call: BytesCallSync; close(): void } {
  const { memory } = exports;
  let [pointer, size] = [0, 0];
  let view = new Uint8Array(memory.buffer);
  return {
    call(bytes) {
      const { length } = bytes;
      if (length > size) makeRoom(length);
      // Memory that has grown is another buffer.
      if (view.buffer !== memory.buffer) view = new Uint8Array(memory.buffer);
      view.set(bytes, pointer);
      // WebAssembly knows no unsigned numbers.
      return named(pointer, length) >>> 0;
    },
    close() {
      // A plugin that was asked nothing has no room.
      if (size > 0) exports.release(pointer, size);
    },
  };

  function makeRoom(length: number): void {
    if (size > 0) exports.release(pointer, size);
    [pointer, size] = [exports.allocate(length), length];
    if (pointer !== 0) return;
    size = 0;
    throw new Error(`The plugin has no room for ${length} bytes.`);
  }
}

/** The function of that name. @throws Error when there is none */
export function ofMemory(exports: Record<string, unknown>, name: string): OfMemory {
  const found = exports[name];
  if (typeof found !== 'function') throw new Error(`The plugin has no function "${name}".`);
  return found as OfMemory;
}
