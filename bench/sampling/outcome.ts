import { printable } from '../result/printable.ts';

/** How a child process failed, as data. Words are made of it for people, at the edge; no code reads them back. */

/** Which guard of the contract a wrong answer was caught by. */
export type Guard = 'contract' | 'checksum';

export type Outcome =
  /** It says by itself why it cannot do what was asked; `before` the plugin was touched, the plugin is not to blame. */
  | { readonly kind: 'refused'; readonly message: string; readonly before?: 'plugin' | undefined }
  | { readonly kind: 'wrong-answer'; readonly guard: Guard; readonly message: string }
  | { readonly kind: 'not-started'; readonly message: string }
  /** It ended before it had answered. */
  | {
      readonly kind: 'died';
      readonly exitCode: number | null;
      readonly signal: string | null;
      /** The end of what it wrote to its standard error. */
      readonly output: string;
    }
  /** It was killed, because it gave no answer in time. */
  | { readonly kind: 'late'; readonly limitMs: number }
  /** It said something that is no answer. */
  | { readonly kind: 'protocol'; readonly message: string };

/** A child gave no answer. The message is one sentence for a report. */
export class ChildError extends Error {
  override name = 'ChildError';
  readonly outcome: Outcome;

  constructor(message: string, outcome: Outcome) {
    super(message);
    this.outcome = outcome;
  }
}

/** Whether it is about a child, and one that ended so. */
export function isOutcome<K extends Outcome['kind']>(
  error: unknown,
  kind: K,
): error is ChildError & { readonly outcome: Extract<Outcome, { kind: K }> } {
  return error instanceof ChildError && error.outcome.kind === kind;
}

/** What it did, to follow "the runner" or the name of a program; without a full stop. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'refused':
    case 'wrong-answer':
    case 'protocol':
      return oneLine(outcome.message);
    case 'not-started':
      return `could not be started: ${oneLine(outcome.message)}`;
    case 'late':
      return `did not answer within ${outcome.limitMs / 1000} s and was killed`;
    case 'died': {
      const { exitCode, signal, output } = outcome;
      const how = signal === null ? `ended with exit code ${exitCode}` : `was killed by ${signal}`;
      return output === '' ? how : `${how}: ${oneLine(output)}`;
    }
    default:
      return outcome satisfies never;
  }
}

/** Without line ends, and without the full stop that the sentence around it has. */
export function oneLine(text: string): string {
  return printable(text.trim())
    .replace(/\s+/g, ' ')
    .replace(/[.\s]+$/, '');
}
