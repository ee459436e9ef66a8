/** WebAssembly in bytes (WebAssembly Core Specification 2.0, 5), for modules that no compiler would make. */

export const I32 = 0x7f;
export const I64 = 0x7e;

/** Instructions of functions that take two numbers. */
export const CODE = {
  /** local.get 0, local.get 1, local.get 0, local.get 1, i32.lt_s, select. */
  min: [0x20, 0, 0x20, 1, 0x20, 0, 0x20, 1, 0x48, 0x1b],
  unreachable: [0x00],
  /** loop, br 0, end; unreachable, for the answer that never comes. */
  endless: [0x03, 0x40, 0x0c, 0, 0x0b, 0x00],
  first: [0x20, 0],
} as const;

export interface WasmParts {
  /** Of `with_extern`, without `end`. */
  readonly code?: readonly number[];
  /** Of its parameters and its answer. */
  readonly type?: number;
  /** What it is called outside. */
  readonly name?: string;
  /** Of a function that runs when the module is instantiated. */
  readonly start?: readonly number[];
  /** Name of a function that it takes from a module "env". */
  readonly takes?: string;
  /** Least and most pages of 64 KiB of its memory. */
  readonly memory?: readonly [least: number, most: number];
  /** Bytes of functions that nobody calls. */
  readonly idleBytes?: number;
}

const END = 0x0b;
const NOTHING_TYPE = 1;
/** i32.const 0, drop: what idle functions do, again and again. */
const IDLE = Uint8Array.of(0x41, 0, 0x1a);
/** Engines refuse functions of more than some megabytes. */
const IDLE_FUNCTION_BYTES = 900_000;

export function wasmBytes({
  code = CODE.min,
  type = I32,
  name = 'with_extern',
  start,
  takes,
  memory,
  idleBytes = 0,
}: WasmParts = {}): Uint8Array {
  const imported = takes === undefined ? 0 : 1;
  const idle = Array.from({ length: Math.ceil(idleBytes / IDLE_FUNCTION_BYTES) }, () => idleFunction());
  const bodies = [body(code), ...(start === undefined ? [] : [body(start)]), ...idle];
  const types = [0, ...Array<number>(bodies.length - 1).fill(NOTHING_TYPE)];
  return Buffer.concat([
    Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00),
    section(1, [2, 0x60, 2, type, type, 1, type, 0x60, 0, 0]),
    ...(takes === undefined ? [] : [section(2, [1, ...text('env'), ...text(takes), 0x00, NOTHING_TYPE])]),
    section(3, [...leb(types.length), ...types]),
    ...(memory === undefined ? [] : [section(5, [1, 0x01, ...memory.flatMap(leb)])]),
    section(7, [1, ...text(name), 0x00, imported]),
    ...(start === undefined ? [] : [section(8, leb(imported + 1))]),
    section(10, Buffer.concat([Uint8Array.from(leb(bodies.length)), ...bodies])),
  ]);
}

function section(id: number, content: readonly number[] | Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(id), Uint8Array.from(leb(content.length)), Uint8Array.from(content)]);
}

function body(code: readonly number[] | Uint8Array): Uint8Array {
  const whole = Buffer.concat([Uint8Array.of(0), Uint8Array.from(code), Uint8Array.of(END)]);
  return Buffer.concat([Uint8Array.from(leb(whole.length)), whole]);
}

function idleFunction(): Uint8Array {
  const size = IDLE_FUNCTION_BYTES - (IDLE_FUNCTION_BYTES % IDLE.length);
  return body(Buffer.alloc(size, IDLE));
}

function text(ascii: string): number[] {
  return [ascii.length, ...Buffer.from(ascii, 'ascii')];
}

/** An unsigned number of variable length. */
function leb(value: number): number[] {
  const rest = Math.floor(value / 128);
  return rest === 0 ? [value] : [(value % 128) + 128, ...leb(rest)];
}
