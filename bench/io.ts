/** The outside world as commands see it, so that tests can look at what they say. */
export interface Io {
  /** Results. */
  stdout(text: string): void;
  /** Progress and complaints. */
  stderr(text: string): void;
  readonly stderrStream: NodeJS.WriteStream;
  readonly isTerminal: boolean;
  readonly colour: boolean;
  /** Width of the terminal. */
  readonly columns: number;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted by Ctrl-C or a request to end. */
  readonly signal: AbortSignal;
}

/**
 * Text for a log in which a CI system finds commands: `::error::` at the beginning of a line and `##[error]` anywhere are GitHub's
 * (actions/runner, ActionCommand.cs), `##vso[` anywhere is that of Azure. What a document says there stays text.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*)(?=::)/gm, '$1\u00b7').replace(/##(?=\w*\[)/g, '#\u00b7#');
}

/** Exit codes, the same for every verb. */
export const EXIT = {
  ok: 0,
  regressed: 1,
  differs: 1,
  inconclusive: 2,
  couldNotMeasure: 3,
  usage: 64,
  interrupted: 130,
} as const;
