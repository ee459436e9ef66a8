/** npm packages that loaders and recipes use: which are installed, and where. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A built checkout. Optional packages are in its dist/node_modules, which only what is built sees. */
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Version of an installed package, or null. Reads its package.json without importing it. */
export function packageVersion(name: string, root = ROOT): string | null {
  const folder = packageFolder(name, root);
  if (folder === null) return null;
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Where a package is installed, as the built program would find it, or null. */
export function packageFolder(name: string, root = ROOT): string | null {
  const folders = createRequire(join(root, 'dist', 'loaders', 'any.js')).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(join(path, 'package.json'))) ?? null;
}
