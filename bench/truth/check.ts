/**
 * A check: one question about the suite's own error, answered by measuring. What it measures is stored raw; what it says of
 * that is a pure function, so that `verify` can say it again. One file each in checks/.
 */
import type { ArtifactState } from '../artifacts/files.ts';
import type { ArtifactKind, Loader } from '../loader.ts';
import type { Scenario } from '../scenario.ts';
import type { Judgement, SuiteName } from './document.ts';

export interface CheckContext {
  readonly loaders: readonly Loader[];
  readonly artifacts: ReadonlyMap<ArtifactKind, ArtifactState>;
  /** The same artifacts of the counting build. */
  readonly counting: ReadonlyMap<ArtifactKind, ArtifactState>;
  readonly scenarios: readonly Scenario[];
  /** The short form: every step, on as few samples as it takes. */
  readonly quick: boolean;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** For copies and built files; whoever runs the checks removes it. */
  readonly temporaryFolder: string;
  /** One line of progress: a step begins. */
  say(line: string): void;
  /** How far it is, between two samples; not every one of them is shown. */
  tick?(what: string): void;
}

export interface Check<Samples = unknown> {
  /** Equal to the file name. */
  readonly name: string;
  /** Of which questions it is one. */
  readonly suite: SuiteName;
  /** Place among them, from 1: in which they run and are reported. */
  readonly order: number;
  readonly title: string;
  /** What a sceptic would ask. */
  readonly question: string;
  /** @throws CheckGap when it cannot be done here */
  measure(context: CheckContext): Promise<Samples>;
  /** Pure. */
  judge(samples: Samples): Judgement;
}

/** A check cannot be done on this machine; the message says what is missing. */
export class CheckGap extends Error {
  override name = 'CheckGap';
}
