/**
 * A function of the plugin: what it must answer, and the name that it has in each artifact. Each file in `functions/`
 * default-exports one; nothing else lists them. How arguments and results cross the boundary is each mechanism's own affair and
 * part of its cost.
 */
import type { ArtifactKind } from '../loader.ts';

/** What a function takes, by signature. That of `f64` is of no function: it is what a wrong declaration says. */
export interface Arguments {
  'i32-i32-to-i32': readonly [a: number, b: number];
  'f64-f64-to-f64': readonly [a: number, b: number];
  'bytes-to-u32': readonly [bytes: Uint8Array];
}

/** How a function is called. */
export type Signature = keyof Arguments;

interface Described<Kind extends Signature> {
  /** Equal to the file name. */
  readonly name: string;
  readonly signature: Kind;
  /** What a right plugin answers. */
  answer(...values: Arguments[Kind]): number;
  /** Calls that a plugin has to answer before anybody times it. */
  readonly vectors: readonly Arguments[Kind][];
  /** Its name in artifacts where it has another than its own. */
  readonly exports?: Partial<Record<ArtifactKind, string>>;
  /** Artifacts that have it; default: all. */
  readonly artifacts?: readonly ArtifactKind[];
  /** Scenarios that time it in tables of its own, beside those of the function that they are made for. */
  readonly scenarios?: readonly string[];
  /** What it does, where a table that times several should say so: a sentence that begins with its name. */
  readonly about?: string;
  /** URL of the config that it comes from, where it is of a plugin of the user's. */
  readonly config?: string;
}

export type NumbersFunction = Described<'i32-i32-to-i32'> | Described<'f64-f64-to-f64'>;
export type BytesFunction = Described<'bytes-to-u32'>;
export type PluginFunction = NumbersFunction | BytesFunction;

/** What the floor answers, whatever others are asked. */
export const FLOOR_FUNCTION = 'first-argument';
export const FLOOR_OF_BYTES = 'byte-length';

/** The name by which an artifact exports a function. */
export function exportName({ name, exports }: Pick<PluginFunction, 'name' | 'exports'>, kind: ArtifactKind): string {
  return exports?.[kind] ?? name;
}
