/** What a mechanism takes besides time: files, packages, lines. All counted from what is installed. */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addonPath } from '../artifacts/engines.ts';
import type { ArtifactState } from '../artifacts/files.ts';
import { ENGINES, type Loader } from '../loader.ts';
import { packageFolder, packageFolderFrom } from '../packages.ts';
import type { Footprint } from '../result/facts.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const PLATFORM =
  /(darwin|linux|win32|windows|freebsd|openbsd|android)[-a-z]*-(x64|arm64|ia32|arm|riscv64|loong64|aarch64)/;
const NATIVE = new Set(['shared-library', 'napi-addon', 'executable']);

export function describeFootprint(loader: Loader, state: ArtifactState | undefined): Footprint {
  const artifact = state?.state === 'built' ? state.artifact : null;
  const imported = loader.packages.map((name) => packageFolder(name)).filter((folder) => folder !== null);
  const folders = new Set<string>();
  for (const folder of imported) collectPackages(folder, folders);
  const addonBytes = needsAddon(loader) && existsSync(addonPath()) ? statSync(addonPath()).size : 0;
  return {
    artifactBytes: artifact?.sizeBytes ?? null,
    builtWith: artifact?.builtWith ?? null,
    packages: imported.map(readManifest).map(({ name, version }) => ({ name, version })),
    installedPackages: folders.size,
    installedBytes: [...folders].reduce((sum, folder) => sum + sizeOf(folder), addonBytes),
    glueLines: glueLines(loader.mechanism),
    platforms: needsAddon(loader)
      ? 'where Rust builds the engines, or they come built'
      : describePlatforms(imported, [...folders], NATIVE.has(loader.artifact ?? '')),
  };
}

/** An engine in the process, by the addon, which is no package. */
function needsAddon({ group, packages }: Loader): boolean {
  return group === ENGINES && packages.length === 0;
}

/** A package and everything installed that it depends on; once, by whatever links it is reached (pnpm makes one for each need). */
function collectPackages(link: string, found: Set<string>): void {
  const folder = realpathSync(link);
  if (found.has(folder)) return;
  found.add(folder);
  const { dependencies = {}, optionalDependencies = {} } = readManifest(folder);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const target = packageFolderFrom(join(folder, 'package.json'), name);
    if (target !== null) collectPackages(target, found);
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Files of a package; packages inside it are counted by themselves. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.name === 'node_modules') return sum;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + sizeOf(path);
    return sum + (entry.isFile() ? statSync(path).size : 0);
  }, 0);
}

function describePlatforms(imported: readonly string[], folders: readonly string[], isNativePlugin: boolean): string {
  const names = folders.flatMap((folder) => Object.keys(readManifest(folder).optionalDependencies ?? {}));
  const packaged = names.map((name) => name.match(PLATFORM)?.[0]).filter((name) => name !== undefined);
  // Of what the loader imports itself: a dependency far below may speed something up, and decides nothing.
  const bundled = imported.flatMap((folder) => prebuiltFolders(folder));
  const platforms = new Set([...packaged, ...bundled]);
  if (platforms.size > 0) return `prebuilt for ${platforms.size} platforms: ${[...platforms].sort().join(', ')}`;
  if (imported.some((folder) => existsSync(join(folder, 'binding.gyp')))) return 'compiled when it is installed';
  return isNativePlugin ? 'any, with a plugin built for it' : 'any';
}

/** As prebuildify lays them out: `prebuilds/<platform>-<arch>/`. */
function prebuiltFolders(folder: string): string[] {
  const path = join(folder, 'prebuilds');
  return existsSync(path) ? readdirSync(path).filter((name) => PLATFORM.test(name)) : [];
}

/** What loaders share with each other. */
export const SHARED: readonly string[] = ['engine-loader', 'frames', 'linear-memory', 'program'];

/** Lines of code of a loader and of what it shares with others; types and comments are gone from what is built. */
export function glueLines(mechanism: string): number {
  const source = fileURLToPath(new URL(`../loaders/${mechanism}${extname(import.meta.url)}`, import.meta.url));
  const text = readFileSync(source, 'utf8');
  const shared = SHARED.filter((name) => new RegExp(`from ["']\\./shared/${name}\\.(ts|js)["']`).test(text));
  const files = shared.map((name) => join(dirname(source), 'shared', name + extname(source)));
  return [text, ...files.map((file) => readFileSync(file, 'utf8'))].reduce((sum, code) => sum + codeLines(code), 0);
}

/** Lines that are neither blank nor comment. */
export function codeLines(source: string): number {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
}
