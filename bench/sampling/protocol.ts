/**
 * How the parent talks to a runner: JSON lines on a pipe of their own, so that what a plugin prints is no reply. The environment
 * names its file descriptor (`PIPE_VARIABLE`). Where a runtime cannot open one that it was started with (Deno), requests come
 * on standard input and replies go to standard output.
 *
 * A runner does nothing unless told to, so that all runners of a block sleep while one of them takes a sample. Any
 * program that speaks this can be a runner; the parent does not care what executes it.
 */
import type { ArtifactKind } from '../loader.ts';
import type { CaseParameters } from '../result/case.ts';
import type { NativeRoutine } from '../scenario.ts';
import type { Guard } from './outcome.ts';
import type { Batch, Sample } from './sample.ts';

/** Raised when the two sides would misunderstand each other; a runner of another one is refused. */
export const PROTOCOL_VERSION = 6;
/** Name of the environment variable that holds the number of the file descriptor. */
export const PIPE_VARIABLE = 'PLUGIN_BENCH_PIPE';

/**
 * The first request: what to prepare. The reply is `ready` or `failed`. `tier` in replies names the compilers of the
 * watched functions, see sampling/tier.ts; a runner that cannot tell leaves it out.
 */
export interface PrepareRequest {
  readonly type: 'prepare';
  readonly protocol: number;
  readonly scenario: string;
  readonly mechanism: string;
  /** What to ask the plugin: a file in contract/functions/. */
  readonly function: string;
  /** The name by which the artifact exports it. */
  readonly exportName: string;
  /** Calls of it with their right answers, for hosts without JavaScript: `a`, `b`, answer. */
  readonly vectors: readonly (readonly [number, number, number])[];
  /** What to read: a file in sampling/meters/. Hosts without JavaScript read time. */
  readonly metric: string;
  /** What the scenario is to hosts without JavaScript. */
  readonly routine: NativeRoutine & { readonly isCalibrated: boolean };
  /** One value of each parameter of the scenario. */
  readonly parameters: CaseParameters;
  /**
   * URL of a module whose default export has a `loader`, a `scenario` and perhaps a `function` in place of those named, or makes
   * them from the query of that URL: how the suite tests itself.
   */
  readonly subject?: string;
  readonly artifactKind: ArtifactKind | null;
  readonly artifactPath: string;
  /** Where fresh copies go; the parent removes it. */
  readonly copiesFolder: string;
  readonly inputSeed: number;
  readonly warmUpNs: number;
  /** Length of a sample, about. */
  readonly targetNs: number;
  /** Given from the second block on, when the size of the case's samples is known: only warm up; null: calibrate. */
  readonly batch: Batch | null;
  /** How many samples will be asked for. */
  readonly sampleCount: number;
}

/** `sample`: take one of that size; null: of the size that `ready` named. `finish`: close the plugin and end. */
export type Request =
  | PrepareRequest
  | { readonly type: 'sample'; readonly batch: Batch | null }
  | { readonly type: 'finish' };

/**
 * `guard` says that a plugin gave a wrong answer, and by what it was caught; `before`, that the failure came before the plugin was
 * touched.
 */
export type Reply =
  | {
      readonly type: 'ready';
      readonly protocol: number;
      readonly batch: Batch;
      readonly tier?: string | undefined;
    }
  | {
      readonly type: 'sample';
      /** As asked for. */
      readonly iterations: number;
      readonly sample: Sample;
      readonly tier?: string | undefined;
    }
  | { readonly type: 'finished' }
  | {
      readonly type: 'failed';
      readonly error: string;
      readonly guard?: Guard | undefined;
      readonly before?: 'plugin' | undefined;
    };

export function encode(message: Request | Reply): string {
  return `${JSON.stringify(message)}\n`;
}

/** Reads a request. @throws Error when the line is none */
export function decodeRequest(line: string): Request {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    message = null;
  }
  const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
  if (!REQUEST_TYPES.some((known) => known === type)) {
    throw new Error(`"${line.slice(0, 80)}" is no request of the runner protocol.`);
  }
  return message as Request;
}

const REQUEST_TYPES: readonly Request['type'][] = ['prepare', 'sample', 'finish'];
