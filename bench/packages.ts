/** npm packages that loaders and recipes use: which are installed, and where. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A built checkout. Optional packages are in its dist/node_modules, which only what is built sees. */
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The part of Yarn's Plug'n'Play that is used; it installs packages as zip archives, and no node_modules (https://yarnpkg.com/advanced/pnpapi). */
interface PlugAndPlay {
  /** @throws Error when the importer has no such package */
  resolveToUnqualified(name: string, importer: string): string | null;
}

/** Version of an installed package, or null. Reads its package.json without importing it. */
export function packageVersion(name: string, root = ROOT): string | null {
  const folder = packageFolder(name, root);
  if (folder === null) return null;
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Where a package is installed, as the built program would find it, or null. */
export function packageFolder(name: string, root = ROOT): string | null {
  return packageFolderFrom(join(root, 'dist', 'loaders', 'any.js'), name);
}

/** The same, as a file finds it that need not exist. */
export function packageFolderFrom(importer: string, name: string): string | null {
  const plugAndPlay = plugAndPlayOf(importer);
  const folders =
    plugAndPlay === null
      ? (createRequire(realPath(importer)).resolve.paths(name) ?? []).map((folder) => join(folder, name))
      : [askPlugAndPlay(plugAndPlay, name, importer)];
  return folders.find((folder) => folder !== null && existsSync(join(folder, 'package.json'))) ?? null;
}

/** As Node.js does it: pnpm links packages into node_modules, and what they depend on lies beside the real folder. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

/** Whether the built program is installed by Plug'n'Play: only a program that its preload was loaded into finds packages then. */
export function isPlugAndPlay(root = ROOT): boolean {
  return plugAndPlayOf(join(root, 'dist', 'loaders', 'any.js')) !== null;
}

/** The command that adds an optional package where this program finds it: with what installed plugin-bench, or in a checkout by its own script. */
export function installCommand(name: string, root = ROOT): string {
  if (isPlugAndPlay(root)) return `yarn add ${name}`;
  const folders = root.split(sep);
  if (folders.includes('.pnpm')) return `pnpm add ${name}`;
  return folders.includes('node_modules') ? `npm install ${name}` : `npm run setup -- ${name}`;
}

/** Null where packages are in node_modules: also beside a Plug'n'Play that another project has. */
function plugAndPlayOf(importer: string): PlugAndPlay | null {
  const { findPnpApi } = module as { findPnpApi?(importer: string): PlugAndPlay | null };
  return findPnpApi?.(importer) ?? null;
}

function askPlugAndPlay(plugAndPlay: PlugAndPlay, name: string, importer: string): string | null {
  try {
    return plugAndPlay.resolveToUnqualified(name, importer);
  } catch {
    return null;
  }
}
