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

/** What children get of the environment of this process. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const passed = Object.entries(process.env).filter(([name]) => isPassed(name));
  const options = nodeOptions();
  return { ...Object.fromEntries(passed), ...(options.length === 0 ? {} : { NODE_OPTIONS: options.join(' ') }) };
}

/** Words of NODE_OPTIONS that children get: all where it was added, else those by which Yarn's Plug'n'Play finds packages. */
export function nodeOptions(): string[] {
  const words = wordsOf(process.env['NODE_OPTIONS'] ?? '');
  if (added.includes('NODE_OPTIONS')) return words;
  return process.versions['pnp'] === undefined ? [] : words.filter((word, index) => isPreload(words, word, index));
}

/** Whether NODE_OPTIONS has words that children do not get. */
export function withholdsNodeOptions(): boolean {
  return wordsOf(process.env['NODE_OPTIONS'] ?? '').length > nodeOptions().length;
}

function isPassed(name: string): boolean {
  const known = name.toUpperCase();
  return (
    PASSED.has(known) ||
    PASSED_PREFIXES.some((prefix) => known.startsWith(prefix)) ||
    (known !== 'NODE_OPTIONS' && added.includes(name))
  );
}

/** As Node.js splits them: at spaces, but for those between quotes. */
function wordsOf(options: string): string[] {
  return options.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? [];
}

/** `--require .pnp.cjs` and `--experimental-loader .pnp.loader.mjs`, each in two words. */
function isPreload(words: readonly string[], word: string, index: number): boolean {
  const isOption = /^--(require|import|(experimental-)?loader)$/;
  const isFile = /[\\/]\.pnp\.(c?js|loader\.mjs)"?$/;
  return isOption.test(word)
    ? isFile.test(words[index + 1] ?? '')
    : isFile.test(word) && isOption.test(words[index - 1] ?? '');
}

/** Flags of a runtime, for a document: names, and values that are no paths. */
export function flagNames(flags: readonly string[]): string[] {
  const isValue = (word: string) => !word.startsWith('-');
  return flags.filter((word) => !isValue(word) || !/[\\/]/.test(word)).map((word) => word.replace(/=.*[\\/].*$/, '=…'));
}
