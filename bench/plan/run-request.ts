/** What a run was asked for. The command line makes it, once; whoever needs less takes a part of it. */
import type { GivenArtifacts } from '../artifacts/ensure.ts';
import type { Pace } from '../scenario.ts';

export interface RunRequest {
  /** A first look: fewer blocks and samples. */
  readonly quick: boolean;
  /** Globs over ids of cases; empty: every case. */
  readonly only: readonly string[];
  /** Names, as they were typed; empty: the default. */
  readonly scenario: readonly string[];
  readonly group: readonly string[];
  /** Names of runtimes besides the host. */
  readonly runtimes: readonly string[];
  /** Names of metrics; empty: time. */
  readonly metric: readonly string[];
  /** Values of parameters of scenarios, as they were typed, in place of the usual ones: `bytes` -> `512`. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Fresh runners of every case. */
  readonly blocks: number;
  /** Of inputs and order. */
  readonly seed: number;
  /** Folder of reports, absolute. */
  readonly out: string;
  /** What is printed at the end: "table", or the name of a report format; null: nothing. */
  readonly format: string | null;
  /** Tables with everything that is known of a row. */
  readonly verbose: boolean;
  /** How long a runner may take for one answer, in milliseconds. */
  readonly timeLimitMs: number;
  /** Artifacts of the user's own to measure in place of ours: absolute paths. */
  readonly given: GivenArtifacts;
  /** Config of a plugin of the user's that is measured in place of ours, or the folder of one, absolute; null: ours. */
  readonly config: string | null;
  /** Names of variables that runners get besides the usual ones. */
  readonly env: readonly string[];
  /** Folder of another built checkout to be measured side by side, absolute; null: none. */
  readonly against: string | null;
  /** With `against`: blocks until every row is decided, within so many seconds; null: as many as were asked for. */
  readonly budget: { readonly seconds: number; readonly margin: number | null } | null;
}

export function paceOf({ quick, budget }: Pick<RunRequest, 'quick' | 'budget'>): Pace {
  if (budget !== null) return 'compared';
  return quick ? 'quick' : 'default';
}

const DEFAULT_BLOCKS = 12;
const QUICK_BLOCKS = 3;

/** Blocks of a run that was not asked for any number of them. */
export function defaultBlocks(quick: boolean): number {
  return quick ? QUICK_BLOCKS : DEFAULT_BLOCKS;
}
