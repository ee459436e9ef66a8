/** The interfaces of a scenario: what is timed. Each file in `scenarios/` default-exports one `Scenario`. */
import type { PluginFunction } from './contract/function.ts';
import type { Inputs } from './contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from './loader.ts';
import { type CaseParameters, combinations } from './result/case.ts';
import type { Phase } from './result/document.ts';

/** How many samples a block takes. `compared`: fewer, for more blocks in the same time: processes differ by more than samples do. */
export type Pace = 'default' | 'quick' | 'compared';

export function samplesOf({ samplesPerBlock }: Pick<Scenario, 'samplesPerBlock'>, pace: Pace): number {
  return samplesPerBlock[pace] ?? samplesPerBlock.default;
}

export interface Scenario<Asked extends PluginFunction = PluginFunction> {
  /** Equal to the file name. */
  readonly name: string;
  readonly title: string;
  /** One sentence under the heading of its table: what exactly is between the two clock readings. */
  readonly description: string;
  /** Position in reports. */
  readonly order: number;
  /** The function that it times; others may name the scenario, and get tables of their own. */
  readonly function: string;
  /** Values that it is swept over, each a table of its own: parameter -> values, without `&`, `=` and blanks. */
  readonly parameters?: Readonly<Record<string, readonly string[]>>;
  /** What may be asked for instead, with "--parameter": whole numbers from the least to the most. */
  readonly ranges?: Readonly<Record<string, readonly [least: number, most: number]>>;
  /** Fewer values for a first look; default: all. */
  readonly quickParameters?: Readonly<Record<string, readonly string[]>>;
  /** Measured only when it is asked for, by its name or by that of its family. */
  readonly isExtra?: boolean;
  /** Rows that it does not measure, and why, in one sentence; default: it measures all. */
  readonly callStyles?: { readonly sync: true; readonly async: string };
  /** Name of scenarios that are asked for together. */
  readonly family?: 'data';
  /** `calibrate` repeats until a sample is long enough for the clock; `1` is for work that is done once per sample. */
  readonly iterationsPerSample: 1 | 'calibrate';
  /** `one`: a runner gives one sample and ends, because a second one in the same process would be another measurement. */
  readonly samplesPerRunner: 'one' | 'many';
  /** Samples that each case gives to a block. */
  readonly samplesPerBlock: Readonly<Record<'default' | 'quick', number>> & { readonly compared?: number };
  /** The share up to which the gate accepts a change of its cases: 0.1 = 10 %. Default: 2 %. */
  readonly margin?: number;
  /** How a host without JavaScript does the same; without it, its rows are gaps. */
  readonly native?: NativeRoutine;
  /** Untimed. Loads what the routine needs. */
  prepare(context: ScenarioContext<Asked>): Promise<Routine>;
}

/** The values of a run of that pace. @param asked values in place of the scenario's own */
export function parametersOf(
  { parameters, quickParameters = parameters }: Pick<Scenario, 'parameters' | 'quickParameters'>,
  pace: Pace,
  asked: Readonly<Record<string, readonly string[]>> = {},
): CaseParameters[] {
  const own = (pace === 'quick' ? quickParameters : parameters) ?? {};
  return combinations(Object.fromEntries(Object.entries(own).map(([name, values]) => [name, asked[name] ?? values])));
}

/** What a host without JavaScript is told of a scenario: it lists none itself. */
export interface NativeRoutine {
  /**
   * `steady`: chained calls of one plugin. `first`: from nothing to the first answer. `again`: further loads, each of a fresh copy.
   * `lifetimes`: from opening the host to its end, again and again. `instances`: of what is loaded already.
   */
  readonly kind: 'steady' | 'first' | 'again' | 'lifetimes' | 'instances';
  /** How long answers are checked, untimed, in milliseconds. */
  readonly checkMs: number;
  /** Loads before the first that is timed. */
  readonly discardedLoads: number;
}

/** Chained calls of one plugin that has been checked. */
export const STEADY = { kind: 'steady', checkMs: 60, discardedLoads: 0 } as const satisfies NativeRoutine;

export interface ScenarioContext<Asked extends PluginFunction = PluginFunction> {
  readonly loader: Loader;
  /** What to ask the plugin. */
  readonly function: Asked;
  /** The built artifact; empty when the loader has none. */
  readonly artifactPath: string;
  readonly inputs: Inputs;
  /** What the inputs are made of, for scenarios that make their own. */
  readonly inputSeed: number;
  /** One value of each parameter of the scenario. */
  readonly parameters: CaseParameters;
  /** Makes a copy that no cache knows: a new file, and for WebAssembly new bytes. */
  freshCopy(): Promise<FreshCopy>;
  /** For checks that should stop when they have taken long enough; true after `milliseconds` since this call. */
  deadline(milliseconds: number): () => boolean;
}

export interface FreshCopy {
  readonly path: string;
  remove(): Promise<void>;
}

/** Ends a phase of the running sample. */
export type MarkPhase = (phase: Phase) => void;

/** The code between two clock readings. It owns the loop, so that V8 sees one call site with one callee. */
export interface Routine {
  /** Functions whose machine code must stay the same while samples are taken. */
  readonly watched?: { readonly loop: (...args: never[]) => unknown; readonly callee: (...args: never[]) => unknown };
  /** Untimed, before each sample. */
  beforeSample?(): Promise<void>;
  /** Repeats the work; the returned number depends on every answer, so that none can be optimised away. */
  run(iterations: number, markPhase: MarkPhase): number | Promise<number>;
  /** Untimed, after each sample: verifies the checksum and releases what the sample made. Throws on a wrong answer. */
  afterSample(checksum: number, iterations: number): Promise<void>;
  close(): Promise<void>;
}
