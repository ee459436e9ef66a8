/** The interface of a metric: what a meter reads of a case. Each file in `meters/` default-exports one; nothing else lists them. */
import type { Loader, RuntimeInfo } from '../loader.ts';
import type { Scenario } from '../scenario.ts';
import type { Launch } from './launch.ts';

export interface Metric {
  /** Equal to the file name. */
  readonly name: string;
  /** Of its values: `ns`, `instructions`. */
  readonly unit: string;
  /** Set where it counts work, which is the same whenever and beside whatever it is done: no clock is asked, see count.ts. */
  readonly counts?: Counting;
  /** Why it cannot be read here, or null. */
  unavailable(): string | null;
  /** Why it says nothing of a mechanism there, or null. */
  refuses?(loader: Loader, runtime: RuntimeInfo): string | null;
  /** How a runner has to be started so that it can be read. */
  wrap?(launch: Launch, scenario: Pick<Scenario, 'iterationsPerSample'>): Launch;
  /** Opens the meter, in the runner. */
  open(): Meter;
}

export interface Counting {
  /** What a sample of repeated work should count, about. */
  readonly target: number;
  /** Fresh runners of every case; more of them would count the same. */
  readonly blocks: number;
  /** Samples that a runner takes of what is repeated, or can be done again. */
  readonly samplesPerRunner: number;
  /** The share up to which the gate accepts a change of repeated work, and of what is done once: 0.002 = 0.2 %. */
  readonly margin: { readonly repeated: number; readonly once: number };
}

export interface Meter {
  /** A running total, in the unit of the metric: what a batch took is the difference of two readings. */
  read(): bigint;
}
