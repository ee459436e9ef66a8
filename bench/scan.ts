/** Finds what a folder holds: a file is all it takes to add a mechanism, a scenario, a report format or a check. */
import { readdirSync } from 'node:fs';
import { basename, extname } from 'node:path';

/** Names of the modules of a folder, without their ending. Tests, and folders within it, are none. */
export function moduleNames(folder: URL): string[] {
  const names = readdirSync(folder)
    .filter((file) => /^[a-z][a-z0-9-]*\.(ts|js)$/.test(file))
    .map((file) => basename(file, extname(file)));
  return [...new Set(names)].sort();
}

/** The default export of one of them. */
export async function importDefault<T>(folder: URL, name: string): Promise<T> {
  const module = (await import(new URL(name + extname(import.meta.url), folder).href)) as { default: T };
  return module.default;
}

/** All of them, by name. */
export async function importAll<T>(folder: URL): Promise<Map<string, T>> {
  const named = moduleNames(folder).map(async (name) => [name, await importDefault<T>(folder, name)] as const);
  return new Map(await Promise.all(named));
}
