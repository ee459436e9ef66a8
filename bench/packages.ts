/** npm packages that loaders and recipes use: which are installed, and where. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Optional packages are in dist/node_modules, which only what is built sees; tests run from source ask for it too. */
const BUILT_LOADERS = new URL('../dist/loaders/', import.meta.url);

/** Version of an installed package, or null. Reads its package.json without importing it. */
export function packageVersion(name: string): string | null {
  const folder = packageFolder(name);
  if (folder === null) return null;
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Where a package is installed, as the built program would find it, or null. */
export function packageFolder(name: string): string | null {
  const folders = createRequire(BUILT_LOADERS).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(join(path, 'package.json'))) ?? null;
}
