/** Says that something is waited for, so that nobody looks at a silent program for minutes. */

/** After so long, or half of a shorter limit. Whoever is answered before that is not woken up. */
const PATIENCE_MS = 5000;

/**
 * @param what there is none of, like `koffi: no answer to "prepare"`
 * @returns to be called when it is there
 */
export function sayWhenSlow(what: string, limitMs: number, say: ((line: string) => void) | undefined): () => void {
  const waitedMs = Math.min(PATIENCE_MS, limitMs / 2);
  const line = `${what} for ${waitedMs / 1000} s; it is ended after ${limitMs / 1000} s`;
  const handle = setTimeout(() => say?.(line), waitedMs);
  return () => clearTimeout(handle);
}
