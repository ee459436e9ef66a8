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
