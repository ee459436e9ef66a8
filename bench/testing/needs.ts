/**
 * Tests that need something which this machine may lack. What is missing is found by the functions of the product; it stands
 * in the name of the skipped test and, counted, in the closing lines of `npm test` (skip-reporter.ts).
 */
import { versionOf } from '../artifacts/recipes/recipe.ts';

export interface Need {
  readonly isMissing: boolean;
  /** To be put at the end of the name of a test or a group of tests. */
  readonly note: string;
}

/** @param gap what is missing and how to get it, or null when everything is here */
export function need(gap: string | null): Need {
  return { isMissing: gap !== null, note: gap === null ? '' : ` (skipped: ${gap})` };
}

/** A C compiler, for plugins that no other compiler would make. */
export function needCompiler(): Need {
  if (process.platform !== 'linux') return need('plugins in C are built on Linux only');
  return need(versionOf('cc') === null ? 'there is no C compiler "cc"; install gcc or clang' : null);
}

/** What a skipped test needs, by its full name; null when it does not say. */
export function needOf(fullName: string): string | null {
  return /\(skipped: (.*?)\)(?: >|$)/.exec(fullName)?.[1] ?? null;
}
