/**
 * How the parent talks to a runner: JSON lines, requests on the runner's standard input, replies on its standard output.
 *
 * A runner does nothing unless told to, so that all runners of a block sleep while one of them takes a sample. Any
 * program that speaks this can be a runner; the parent does not care what executes it.
 */
import type { ArtifactKind } from '../loader.ts';
import type { Batch, Sample } from './sample.ts';

/**
 * The first request: what to prepare. The reply is `ready` or `failed`. `tier` in replies names the compilers of the
 * watched functions, see sampling/tier.ts; a runner that cannot tell leaves it out.
 */
export interface PrepareRequest {
  readonly type: 'prepare';
  readonly scenario: string;
  readonly mechanism: string;
  /**
   * URL of a module whose default export has a `loader` and a `scenario` in place of those named, or makes them from the
   * query of that URL: how the suite tests itself.
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

export type Reply =
  | { readonly type: 'ready'; readonly batch: Batch; readonly tier?: string | undefined }
  | { readonly type: 'sample'; readonly sample: Sample; readonly tier?: string | undefined }
  | { readonly type: 'finished' }
  | { readonly type: 'failed'; readonly error: string };

export function encode(message: Request | Reply): string {
  return `${JSON.stringify(message)}\n`;
}

/** @throws Error when the line is not a message of the protocol */
export function decode<T extends Request | Reply>(line: string, types: readonly T['type'][]): T {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    message = null;
  }
  const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
  if (!types.some((known) => known === type)) {
    throw new Error(
      `"${line.slice(0, 80)}" is not a message of the runner protocol; nothing else may write to its pipe.`,
    );
  }
  return message as T;
}

export const REQUEST_TYPES = ['prepare', 'sample', 'finish'] as const;
export const REPLY_TYPES = ['ready', 'sample', 'finished', 'failed'] as const;
