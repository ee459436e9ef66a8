/** How a step that takes long is shown. Pure. */

/** Takes away the line that the cursor is in. */
export const CLEAR = '\r\u001b[2K';

export interface Shape {
  readonly isTerminal: boolean;
  /** Width of the terminal: a line that is wrapped could not be taken away. */
  readonly columns: number;
}

/** @param seconds since it began; null: not known */
export function tickText(what: string, seconds: number | null, { isTerminal, columns }: Shape): string {
  const text = seconds === null ? what : `${what}: ${seconds} s`;
  return isTerminal ? CLEAR + text.slice(0, Math.max(1, columns - 1)) : `${text}\n`;
}

/** Whether a line is due so many seconds after a step began. */
export function isDue(seconds: number, { isTerminal }: Shape): boolean {
  return isTerminal || seconds === 1 || seconds % 10 === 0;
}
