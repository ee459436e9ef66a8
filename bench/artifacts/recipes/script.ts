/** The JavaScript plugin as a classic script, for hosts that evaluate source text: the same functions, no exports. */
import { readFileSync, writeFileSync } from 'node:fs';
import { artifactPath } from '../files.ts';
import type { Recipe } from './recipe.ts';

/** A module that imports nothing, and exports by name, as a script. */
export function withoutExports(source: string): string {
  return source.replace(/^export \{[^}]*\};?$/gm, '').replace(/^export (?!default\b)/gm, '');
}

export const scriptRecipe: Recipe = {
  sources: [],
  flags: [],
  isCheckedIn: false,
  build(path, build) {
    writeFileSync(path, withoutExports(readFileSync(artifactPath('javascript', build), 'utf8')));
    return 'esbuild, without its exports';
  },
};
