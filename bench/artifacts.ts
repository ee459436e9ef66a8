/** The built files that loaders open: where they are, what is known of them, and how to get a copy no cache has seen. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ArtifactKind } from './loader.ts';
import type { Artifact } from './result/document.ts';
import type { FreshCopy } from './scenario.ts';

/** The folder of package.json, seen from `bench/` and from `dist/` alike. */
export const PROJECT_ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const ARTIFACTS_FOLDER = join(PROJECT_ROOT, 'dist', 'artifacts');

/**
 * Which build of the plugin: the one that is measured, or the one whose answers count its calls. Same file names, other
 * folders, so that every loader opens either.
 */
export type Build = 'timed' | 'counting';

/** Where a build lies within a folder of builds. */
export function buildFolder(folder: string, build: Build): string {
  return build === 'timed' ? folder : join(folder, build);
}

/** An artifact on this machine, or the sentence that says how to get it. */
export type ArtifactState =
  | { readonly state: 'built'; readonly path: string; readonly artifact: Artifact }
  | { readonly state: 'missing'; readonly reason: string };

/** What the build remembers of one artifact. */
export interface BuildRecord {
  readonly builtWith: string;
  /** Digest of the sources it was built from: a changed source is built again. */
  readonly sourceSha256: string;
  /** Digest of the file that was built: a damaged one is built again. */
  readonly outputSha256: string;
}

const LIBRARY_NAMES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'libplugin_min.dylib',
  win32: 'plugin_min.dll',
};

/** File name of each artifact; the shared library is named as the platform names them. */
export function artifactPath(kind: ArtifactKind, build: Build = 'timed'): string {
  const folder = buildFolder(ARTIFACTS_FOLDER, build);
  switch (kind) {
    case 'javascript':
      return join(buildFolder(join(PROJECT_ROOT, 'dist', 'plugin'), build), 'min.js');
    case 'shared-library':
      return join(folder, LIBRARY_NAMES[process.platform] ?? 'libplugin_min.so');
    case 'wasm-module':
      return join(folder, 'min.wasm');
    case 'wasi-command':
      return join(folder, 'min-command.wasm');
    default:
      return kind satisfies never;
  }
}

/** Size and digest of a built file. */
export function describeArtifact(kind: ArtifactKind, path: string, builtWith: string): ArtifactState {
  if (!existsSync(path)) return { state: 'missing', reason: `${path} is missing; build it with "npm run build".` };
  return {
    state: 'built',
    path,
    artifact: {
      kind,
      file: basename(path),
      sizeBytes: statSync(path).size,
      sha256: sha256(readFileSync(path)),
      builtWith,
    },
  };
}

export function readBuildRecords(build: Build = 'timed'): Partial<Record<ArtifactKind, BuildRecord>> {
  try {
    return JSON.parse(readFileSync(manifestPath(build), 'utf8')) as Partial<Record<ArtifactKind, BuildRecord>>;
  } catch {
    // No manifest, or one that cannot be read: everything is built again, which writes a new one.
    return {};
  }
}

export function writeBuildRecords(records: Partial<Record<ArtifactKind, BuildRecord>>, build: Build): void {
  writeFileSync(manifestPath(build), `${JSON.stringify(records, null, 2)}\n`);
}

function manifestPath(build: Build): string {
  return join(buildFolder(ARTIFACTS_FOLDER, build), 'manifest.json');
}

export function sha256(...contents: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content);
  return hash.digest('hex');
}

/** Makes a folder for the copies of a run; who makes it removes it, whatever became of the runners. */
export function makeCopiesFolder(): string {
  // The real path: a URL through a symbolic link would be resolved to another one, at the cost of the import.
  return mkdtempSync(join(realpathSync(tmpdir()), 'plugin-bench-'));
}

let copyCount = 0;

/**
 * Copies an artifact so that loading it is a real load: a new inode for dlopen, a new URL for import, and new bytes for
 * WebAssembly, whose compiled code V8 shares between modules of equal bytes.
 */
export async function makeFreshCopy(kind: ArtifactKind, path: string, copiesFolder: string): Promise<FreshCopy> {
  const folder = mkdtempSync(join(copiesFolder, 'copy-'));
  if (kind === 'javascript') {
    cpSync(dirname(path), folder, { recursive: true });
    // Without it Node.js would have to guess the module type from the source, within the timed load.
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  }
  if (kind === 'shared-library') cpSync(path, join(folder, basename(path)));
  if (kind === 'wasm-module' || kind === 'wasi-command') {
    writeFileSync(join(folder, basename(path)), withNonce(readFileSync(path), `${process.pid}.${copyCount++}`));
  }
  return { path: join(folder, basename(path)), remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Appends a custom section, which engines ignore (WebAssembly Core Specification 2.0, 5.5.3): id 0, size, name, content.
 */
export function withNonce(wasm: Uint8Array, nonce: string): Uint8Array {
  const name = new TextEncoder().encode('nonce');
  const content = new TextEncoder().encode(nonce);
  const size = 1 + name.length + content.length;
  if (size > 127) throw new RangeError('The nonce must fit a section whose size is one LEB128 byte.');
  return Uint8Array.of(...wasm, 0, size, name.length, ...name, ...content);
}
