/** An `Io` that keeps what commands say, as they say it: for tests that call them within the process. */
import type { Io } from '../io.ts';

export interface CapturedIo {
  readonly io: Io;
  stdout(): string;
  stderr(): string;
}

/** @param cwd folder that paths are relative to */
export function captureIo(cwd: string, env: NodeJS.ProcessEnv = {}): CapturedIo {
  let [stdout, stderr] = ['', ''];
  const io: Io = {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    stderrStream: process.stderr,
    isTerminal: false,
    colour: false,
    columns: 100,
    cwd,
    env,
    signal: new AbortController().signal,
  };
  return { io, stdout: () => stdout, stderr: () => stderr };
}
