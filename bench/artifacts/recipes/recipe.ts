/** How one artifact is built. */
import { execFileSync } from 'node:child_process';
import type { Build } from '../files.ts';

export interface Recipe {
  /** What it is built from, relative to the project; with `flags`, what makes a built file old. */
  readonly sources: readonly string[];
  readonly flags: readonly string[];
  /** A build of it is checked in, for machines that lack the compiler. */
  readonly isCheckedIn: boolean;
  /**
   * Writes the artifact.
   * @returns what built it, or null when no compiler for it is here
   * @throws Error in one sentence, when it can be neither built nor done without
   */
  build(path: string, build: Build, say: (line: string) => void): string | null;
}

/** What a tool prints of itself, or null when it is not here. */
export function versionOf(tool: string): string | null {
  try {
    return execFileSync(tool, ['--version'], { stdio: 'pipe' }).toString().trim();
  } catch {
    return null;
  }
}

/** @throws Error with the last lines of what the tool said */
export function runTool(tool: string, args: readonly string[]): void {
  try {
    execFileSync(tool, args, { stdio: 'pipe' });
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`"${tool}" could not build the plugin: ${stderr.split('\n').slice(-6).join(' ')}`);
  }
}
