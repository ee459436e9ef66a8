/** A WebAssembly module of one function, in bytes (WebAssembly Core Specification 2.0, 5.5). */

const TYPES = { i32: 0x7f, f64: 0x7c };
const LOCAL_GET_0 = [0x20, 0x00];
const UNREACHABLE = [0x00];
const END = 0x0b;

export interface TinyModule {
  /** Of its export, ASCII. */
  readonly name: string;
  /** Of both parameters and the result. */
  readonly type: keyof typeof TYPES;
  /** It answers nothing, it traps; else it gives its first argument. */
  readonly traps?: boolean;
}

export function tinyModule({ name, type, traps = false }: TinyModule): Uint8Array {
  const value = TYPES[type];
  const body = [0, ...(traps ? UNREACHABLE : LOCAL_GET_0), END];
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 2, value, value, 1, value]),
    ...section(3, [1, 0]),
    ...section(7, [1, name.length, ...new TextEncoder().encode(name), 0x00, 0]),
    ...section(10, [1, body.length, ...body]),
  );
}

/** Sections here are so short that their size is one LEB128 byte. */
function section(id: number, content: readonly number[]): number[] {
  return [id, content.length, ...content];
}
