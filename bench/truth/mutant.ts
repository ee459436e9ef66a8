/**
 * A mutant: a loader, or a scenario, that cheats the way a benchmark can be cheated by mistake or by a compiler. Each file
 * in mutants/ is one; the suite has to catch every one of them, see checks/mutants.ts.
 */
import type { Loader } from '../loader.ts';
import type { Scenario } from '../scenario.ts';

/**
 * What catches a mutant. `contract`: a wrong answer before anything is timed. `checksum`: the end of the timed chain.
 * `counter`: the counting build, whose answers only who made every call can know. `floor`: too fast to have called anything.
 */
export const GUARDS = ['contract', 'checksum', 'counter', 'floor'] as const;
export type Guard = (typeof GUARDS)[number];

export interface Mutant {
  /** The file name. */
  readonly name: string;
  /** What it does wrong, for the report. */
  readonly cheat: string;
  readonly loader: Loader;
  readonly scenario: Scenario;
}

const MUTANTS = new URL('mutants/', import.meta.url);

export async function importMutant(name: string): Promise<Mutant> {
  return ((await import(new URL(`${name}.js`, MUTANTS).href)) as { default: Mutant }).default;
}

export function mutantUrl(name: string): string {
  return new URL(`${name}.js`, MUTANTS).href;
}
