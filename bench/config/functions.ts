/**
 * Functions of a user's plugin, as plugin-bench.config says them. This is all that a runner reads of a config: nothing here checks
 * it, see load.ts.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Arguments, exportName, type PluginFunction } from '../contract/function.ts';
import { BYTES_EDGES } from '../contract/signatures/bytes-to-u32.ts';
import { EDGES } from '../contract/signatures/i32-i32-to-i32.ts';
import type { ArtifactKind } from '../loader.ts';

/** Signatures that a function of a config may have. */
export const OWN_SIGNATURES = [
  'i32-i32-to-i32',
  'bytes-to-u32',
] as const satisfies readonly PluginFunction['signature'][];
export type OwnSignature = (typeof OWN_SIGNATURES)[number];

export interface FunctionEntry {
  readonly signature: OwnSignature;
  /** The right answer; default: that of the JavaScript artifact. */
  readonly reference?: Reference | undefined;
  /** Arguments, then the answer. Bytes may be text, which is encoded as UTF-8, or an array of numbers. */
  readonly vectors?: readonly (readonly unknown[])[] | undefined;
  /** Its name in artifacts where it has another than its own. */
  readonly exports?: Partial<Record<ArtifactKind, string>> | undefined;
  /** Artifacts that have it; default: all that are named. */
  readonly artifacts?: readonly ArtifactKind[] | undefined;
}

export type Reference = (...values: never[]) => unknown;

/** What a config says, as far as a runner needs it. */
export interface OwnConfig {
  readonly functions: Readonly<Record<string, FunctionEntry>>;
  /** Paths, relative to the folder of the config. */
  readonly artifacts: Partial<Record<ArtifactKind, string>>;
}

/** The default export of a module, or the content of a JSON file. */
export async function importConfig(url: string): Promise<unknown> {
  if (url.endsWith('.json')) return JSON.parse(readFileSync(fileURLToPath(url), 'utf8'));
  return ((await import(url)) as { readonly default?: unknown }).default;
}

/** What answers rightly: the function that is given, or that of the JavaScript artifact; undefined when there is neither. */
export async function referenceOf(
  { functions, artifacts }: OwnConfig,
  name: string,
  url: string,
): Promise<Reference | undefined> {
  const entry = functions[name];
  if (entry?.reference !== undefined) return entry.reference;
  if (artifacts.javascript === undefined) return undefined;
  // Not as a URL: a path may have signs that mean something there.
  const path = resolve(dirname(fileURLToPath(url)), artifacts.javascript);
  const plugin = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  const found = plugin[exportName({ name, exports: entry?.exports ?? {} }, 'javascript')];
  return typeof found === 'function' ? (found as Reference) : undefined;
}

/** @param url of the config, by which runners find it again */
export function toFunction(name: string, entry: FunctionEntry, reference: Reference, url: string): PluginFunction {
  const { exports = {}, artifacts } = entry;
  const common = { name, exports, config: url, ...(artifacts === undefined ? {} : { artifacts }) };
  const answer = reference as (...values: unknown[]) => number;
  if (entry.signature === 'bytes-to-u32') {
    const vectors = entry.vectors?.map(([bytes]): Arguments['bytes-to-u32'] => [toBytes(bytes)]) ?? BYTES_EDGES;
    return { ...common, signature: entry.signature, answer, vectors };
  }
  const vectors = entry.vectors?.map(([a, b]): Arguments['i32-i32-to-i32'] => [a as number, b as number]) ?? EDGES;
  return { ...common, signature: entry.signature, answer, vectors };
}

function toBytes(value: unknown): Uint8Array {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  return Uint8Array.from(value as Iterable<number>);
}

/** For a runner: of a config that has been checked. */
export async function importOwnFunction(url: string, name: string): Promise<PluginFunction> {
  const config = (await importConfig(url)) as OwnConfig;
  const entry = config.functions[name] as FunctionEntry;
  return toFunction(name, entry, (await referenceOf(config, name, url)) as Reference, url);
}
