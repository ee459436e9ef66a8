/** The JavaScript plugin as a classic script, for hosts that evaluate source text: the same functions, no exports. */
import { readFileSync, writeFileSync } from 'node:fs';
import { artifactPath } from '../files.ts';
import type { Recipe } from './recipe.ts';

export const scriptRecipe: Recipe = {
  sources: [],
  flags: [],
  isCheckedIn: false,
  build(path, build) {
    const source = readFileSync(artifactPath('javascript', build), 'utf8');
    writeFileSync(path, source.replace(/^export \{[^}]*\};$/gm, '').replace(/^export /gm, ''));
    return 'esbuild, without its exports';
  },
};
