/** Finds mechanisms, scenarios and functions by looking into their folders: a file is all it takes to add one. */
import type { PluginFunction } from './contract/function.ts';
import type { Loader } from './loader.ts';
import { importDefault, moduleNames } from './scan.ts';
import type { Scenario } from './scenario.ts';

const LOADERS = new URL('loaders/', import.meta.url);
const SCENARIOS = new URL('scenarios/', import.meta.url);
const FUNCTIONS = new URL('contract/functions/', import.meta.url);

export async function discoverLoaders(): Promise<Loader[]> {
  const loaders = await Promise.all(moduleNames(LOADERS).map(importLoader));
  return loaders.sort((a, b) => a.mechanism.localeCompare(b.mechanism));
}

export async function discoverScenarios(): Promise<Scenario[]> {
  const scenarios = await Promise.all(moduleNames(SCENARIOS).map(importScenario));
  return scenarios.sort((a, b) => a.order - b.order);
}

export async function discoverFunctions(): Promise<PluginFunction[]> {
  return Promise.all(moduleNames(FUNCTIONS).map(importFunction));
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

export async function importFunction(name: string): Promise<PluginFunction> {
  const found = await importDefault<PluginFunction>(FUNCTIONS, name);
  if (found.name !== name) throw nameMismatch('contract/functions', name, found.name);
  return found;
}

function nameMismatch(folder: string, file: string, declared: string): Error {
  return new Error(`bench/${folder}/${file}.ts calls itself "${declared}"; file name and declared name must be equal.`);
}
