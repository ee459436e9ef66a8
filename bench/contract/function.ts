/**
 * A function of the plugin: what it must answer, and the name that it has in each artifact. Each file in `functions/`
 * default-exports one; nothing else lists them. How arguments and results cross the boundary is each mechanism's own affair and
 * part of its cost.
 */
import type { ArtifactKind } from '../loader.ts';

/** How a function is called. The second one is of no function: it is what a wrong declaration says. */
export type Signature = 'i32-i32-to-i32' | 'f64-f64-to-f64';

export interface PluginFunction {
  /** Equal to the file name. */
  readonly name: string;
  readonly signature: Signature;
  /** What a right plugin answers. */
  answer(a: number, b: number): number;
  /** Calls that a plugin has to answer before anybody times it. */
  readonly vectors: readonly (readonly [number, number])[];
  /** Its name in artifacts where it has another than its own. */
  readonly exports?: Partial<Record<ArtifactKind, string>>;
  /** Artifacts that have it; default: all. */
  readonly artifacts?: readonly ArtifactKind[];
  /** Scenarios that time it in tables of its own, beside those of the function that they are made for. */
  readonly scenarios?: readonly string[];
}

/** What the floor answers, whatever others are asked. */
export const FLOOR_FUNCTION = 'first-argument';

/** The name by which an artifact exports a function. */
export function exportName({ name, exports }: PluginFunction, kind: ArtifactKind): string {
  return exports?.[kind] ?? name;
}
