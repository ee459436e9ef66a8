/** Built engines in the user's cache, so that another clone or worktree with the same sources and compiler builds nothing. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ENGINE_FILES, ENGINES_FOLDER, enginesDigest, findEngines, lookAgain } from './engines.ts';
import { sha256 } from './files.ts';
import { versionOf } from './recipes/recipe.ts';

/** About 100 MB each; the ones that were used last stay. */
const KEPT = 3;

/** By the XDG Base Directory Specification; on Windows, where programs keep what is local to the machine. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const caches = XDG_CACHE_HOME || (process.platform === 'win32' && LOCALAPPDATA) || join(homedir(), '.cache');
  return join(caches, 'plugin-bench', 'engines');
}

/**
 * Sources with their lockfile and profile, the compiler, and the machine it builds for. Without a compiler here, what any has
 * built from these sources will do.
 */
function placeOf(sourceSha256: string): string | null {
  const sources = join(cacheFolder(), sourceSha256.slice(0, 16));
  const compiler = versionOf('rustc');
  if (compiler === null) return newestIn(sources);
  return join(sources, sha256(Buffer.from(`${compiler} ${process.platform} ${process.arch}`)).slice(0, 16));
}

/**
 * Puts engines that were built before where they are looked for.
 * @returns whether there were any
 */
export function restoreEngines(): boolean {
  const source = enginesDigest();
  const place = source === null ? null : placeOf(source);
  if (place === null || !isWhole(place)) return false;
  try {
    // Half of them is none: the record, without which they are not found, is moved with the rest.
    const fresh = mkdtempSync(`${ENGINES_FOLDER}-`);
    cpSync(place, fresh, { recursive: true });
    rmSync(ENGINES_FOLDER, { recursive: true, force: true });
    renameSync(fresh, ENGINES_FOLDER);
    const now = new Date();
    utimesSync(place, now, now);
  } catch {
    return false;
  }
  lookAgain();
  return findEngines().state === 'built';
}

/** Keeps the engines that were just built. A cache that cannot be written is done without. */
export function keepEngines(): void {
  const source = enginesDigest();
  const place = source === null ? null : placeOf(source);
  if (place === null) return;
  try {
    mkdirSync(join(place, '..'), { recursive: true });
    const fresh = mkdtempSync(`${place}-`);
    cpSync(ENGINES_FOLDER, fresh, { recursive: true });
    rmSync(place, { recursive: true, force: true });
    renameSync(fresh, place);
    prune();
  } catch {
    // The next clone builds its own.
  }
}

function prune(): void {
  const kept = entriesOf(cacheFolder()).flatMap((sources) => entriesOf(sources));
  const byAge = kept.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of byAge.slice(KEPT)) rmSync(old, { recursive: true, force: true });
}

function newestIn(folder: string): string | null {
  const whole = entriesOf(folder).filter(isWhole);
  return whole.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0] ?? null;
}

function isWhole(folder: string): boolean {
  return entriesOf(folder).some((path) => path === join(folder, ENGINE_FILES.record));
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
