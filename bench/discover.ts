/** Finds mechanisms and scenarios by looking into their folders: a file is all it takes to add one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname, join } from 'node:path';
import { type Loader, type RuntimeInfo, refusalOf } from './loader.ts';
import type { Scenario } from './scenario.ts';

const LOADERS = new URL('loaders/', import.meta.url);
const SCENARIOS = new URL('scenarios/', import.meta.url);
/** Optional packages are in dist/node_modules, which only what is built sees; tests run from source ask for it too. */
const BUILT_LOADERS = new URL('../dist/loaders/', import.meta.url);

export async function discoverLoaders(): Promise<Loader[]> {
  const loaders = await Promise.all(moduleNames(LOADERS).map(importLoader));
  return loaders.sort((a, b) => a.mechanism.localeCompare(b.mechanism));
}

export async function discoverScenarios(): Promise<Scenario[]> {
  const scenarios = await Promise.all(moduleNames(SCENARIOS).map(importScenario));
  return scenarios.sort((a, b) => a.order - b.order);
}

/** Imports one loader and no other, so that nothing else is in the process that is measured. */
export async function importLoader(name: string): Promise<Loader> {
  const loader = await importDefault<Loader>(LOADERS, name);
  if (loader.mechanism !== name) throw nameMismatch('loaders', name, loader.mechanism);
  return loader;
}

export async function importScenario(name: string): Promise<Scenario> {
  const scenario = await importDefault<Scenario>(SCENARIOS, name);
  if (scenario.name !== name) throw nameMismatch('scenarios', name, scenario.name);
  return scenario;
}

/** Why a loader cannot run there whatever is built, or null. */
export function unavailability(loader: Loader, runtime: RuntimeInfo): string | null {
  for (const name of runtime.family === 'rust' ? [] : loader.packages) {
    if (packageVersion(name) === null) {
      return `The package ${name} is not installed; run "npm run setup -- ${name}", or "npm install ${name}" beside an installed plugin-bench.`;
    }
  }
  return refusalOf(loader, runtime);
}

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

function moduleNames(folder: URL): string[] {
  const names = readdirSync(folder)
    .filter((file) => /^[a-z][a-z0-9-]*\.(ts|js)$/.test(file))
    .map((file) => basename(file, extname(file)));
  return [...new Set(names)].sort();
}

async function importDefault<T>(folder: URL, name: string): Promise<T> {
  const module = (await import(new URL(name + extname(import.meta.url), folder).href)) as { default: T };
  return module.default;
}

function nameMismatch(folder: string, file: string, declared: string): Error {
  return new Error(`bench/${folder}/${file}.ts calls itself "${declared}"; file name and declared name must be equal.`);
}
