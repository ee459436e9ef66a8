/**
 * The environment of children: what programs need to start and to find their files, and nothing else. A coverage tool or a preload
 * in the environment of plugin-bench made a static import eight times as slow, and no document said so.
 */

/** Case is of no matter on Windows, whose names these partly are. */
const PASSED = new Set(
  `PATH HOME TMPDIR TMP TEMP LANG LANGUAGE TZ LD_LIBRARY_PATH DYLD_LIBRARY_PATH DYLD_FALLBACK_LIBRARY_PATH XDG_CACHE_HOME
   XDG_RUNTIME_DIR SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERPROFILE APPDATA LOCALAPPDATA PROGRAMFILES PROGRAMDATA
   NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE`.split(/\s+/),
);
/** Families of names: locales, and our own. */
const PASSED_PREFIXES = ['LC_', 'PLUGIN_BENCH_'];

let added: readonly string[] = [];

/** Adds names for all children of this process; before the first of them. */
export function passVariables(names: readonly string[]): void {
  added = [...new Set(names)].sort();
}

/** Names that were added and are set: the document has them. */
export function passedVariables(): string[] {
  return added.filter((name) => process.env[name] !== undefined);
}

/** Whether children get a variable. Yarn's Plug'n'Play resolves packages by a preload, without which there are none. */
export function isPassed(name: string): boolean {
  const known = name.toUpperCase();
  return (
    PASSED.has(known) ||
    PASSED_PREFIXES.some((prefix) => known.startsWith(prefix)) ||
    added.includes(name) ||
    (known === 'NODE_OPTIONS' && process.versions['pnp'] !== undefined)
  );
}

/** What children get of the environment of this process. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isPassed(name)));
}

/** Words of NODE_OPTIONS, where children get it. */
export function nodeOptions(): string[] {
  return isPassed('NODE_OPTIONS') ? (process.env['NODE_OPTIONS'] ?? '').split(/\s+/).filter(Boolean) : [];
}

/** Flags of a runtime, for a document: names, and values that are no paths. */
export function flagNames(flags: readonly string[]): string[] {
  const isValue = (word: string) => !word.startsWith('-');
  return flags.filter((word) => !isValue(word) || !/[\\/]/.test(word)).map((word) => word.replace(/=.*[\\/].*$/, '=…'));
}
