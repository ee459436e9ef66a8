/** What of two builds takes the samples: a change there may move a figure, and is no change of a plugin. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Below `dist/`: what runs in a runner besides the loader and the plugin. */
const HARNESS = ['sampling', 'scenarios', 'contract'];

/** @returns a sentence that names the files that differ, or null */
export function harnessNote(base: string, head: string): string | null {
  const names = new Set([base, head].flatMap(filesOf));
  const textOf = (folder: string, name: string) => {
    const path = join(folder, 'dist', name);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  };
  const changed = [...names].filter((name) => textOf(base, name) !== textOf(head, name)).sort();
  if (changed.length === 0) return null;
  const more = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
  const list = changed
    .slice(0, 3)
    .map((name) => name.replace(/js$/, 'ts'))
    .join(', ');
  return `The harness differs too (${list}${more}): what changed may be its doing, and not that of a plugin.`;
}

function filesOf(folder: string): string[] {
  return HARNESS.flatMap((part) => {
    const path = join(folder, 'dist', part);
    if (!existsSync(path)) return [];
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .map((name) => join(part, name));
  });
}
