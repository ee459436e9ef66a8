/** The built files that loaders open: where they are, what is known of them, and how to get a copy no cache has seen. */
import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Artifact } from '../result/document.ts';
import { FolderError, freeBytes, isRunning, LEAST_FREE_BYTES } from '../result/system.ts';
import type { FreshCopy } from '../scenario.ts';
import { type ArtifactKind, artifactFile, isFolder } from './kinds.ts';

/** The folder of package.json, seen from `bench/artifacts/` and from `dist/artifacts/` alike. */
export const PROJECT_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const ARTIFACTS_FOLDER = join(PROJECT_ROOT, 'dist', 'plugins');

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

export function artifactPath(kind: ArtifactKind, build: Build = 'timed'): string {
  if (kind === 'javascript') return join(buildFolder(join(PROJECT_ROOT, 'dist', 'plugin'), build), 'min.js');
  return join(buildFolder(ARTIFACTS_FOLDER, build), artifactFile(kind));
}

/** Every file of an artifact: itself, and for a folder what is loaded with it. */
export function filesOf(kind: ArtifactKind, path: string): string[] {
  if (!isFolder(kind)) return [path];
  if (kind === 'javascript') return ['min.js', 'static-host.js'].map((name) => join(dirname(path), name));
  return readdirSync(dirname(path))
    .filter((name) => !name.endsWith('.d.ts'))
    .sort()
    .map((name) => join(dirname(path), name));
}

/** Why a file cannot be an artifact, to follow its path; null: it can. */
export function problemOf(path: string): string | null {
  try {
    const status = statSync(path);
    if (status.isDirectory()) return 'is a folder';
    // A pipe would be waited for without end.
    if (!status.isFile()) return 'is no regular file';
    if (status.size === 0) return 'is empty';
    accessSync(path, constants.R_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
  }
}

export function digestArtifact(kind: ArtifactKind, path: string): string {
  return sha256(...filesOf(kind, path).map((file) => readFileSync(file)));
}

/** Size and digest of a built file, or of all files of a folder. */
export function describeArtifact(kind: ArtifactKind, path: string, builtWith: string): ArtifactState {
  if (!existsSync(path)) return { state: 'missing', reason: `${path} is missing; build it with "npm run build".` };
  const sizeBytes = filesOf(kind, path).reduce((sum, file) => sum + statSync(file).size, 0);
  const file = kind === 'javascript' || !isFolder(kind) ? basename(path) : artifactFile(kind);
  return { state: 'built', path, artifact: { kind, file, sizeBytes, sha256: digestArtifact(kind, path), builtWith } };
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

/** Makes sure that copies can be made. @throws FolderError */
export function checkTemporaryFolder(): void {
  try {
    accessSync(tmpdir(), constants.W_OK);
    if (freeBytes(tmpdir()) < LEAST_FREE_BYTES) throw Object.assign(new Error(), { code: 'ENOSPC' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new FolderError(`The temporary folder ${tmpdir()} cannot be used (${code}): set TMPDIR to one that can.`);
  }
}

/** Makes a folder for the copies of a run; who makes it removes it, whatever became of the runners. */
export function makeCopiesFolder(): string {
  // The real path: a URL through a symbolic link would be resolved to another one, at the cost of the import.
  // A short name: the path of a socket may have a hundred characters, and begins with this one.
  return mkdtempSync(join(realpathSync(tmpdir()), `pb-${process.pid}-`));
}

/** Removes the copies of runs that were killed. */
export function removeLeftCopies(): void {
  const temporary = realpathSync(tmpdir());
  for (const name of readdirSync(temporary)) {
    const pid = Number(/^pb-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
    if (!Number.isSafeInteger(pid) || isRunning(pid)) continue;
    try {
      rmSync(join(temporary, name), { recursive: true, force: true });
    } catch {
      // Of another user, who has to do it.
    }
  }
}

let copyCount = 0;

/**
 * Copies an artifact so that loading it is a real load: a new inode for dlopen, a new URL for import, and new bytes for
 * WebAssembly and scripts, whose compiled code V8 shares between equal ones.
 */
export async function makeFreshCopy(kind: ArtifactKind, path: string, copiesFolder: string): Promise<FreshCopy> {
  const folder = mkdtempSync(join(copiesFolder, 'copy-'));
  const source = dirname(path);
  linkSiblings(path, folder);
  for (const file of filesOf(kind, path)) copyFresh(kind, file, join(folder, relative(source, file)));
  // Without it Node.js would have to guess the module type from the source, within the timed load.
  if (isFolder(kind)) writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return { path: join(folder, basename(path)), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Where what is ours lies. */
const OUR_FOLDERS = ['dist', 'plugins-wasm'];
/** More files than a plugin brings along: a folder like that is something else. */
const MOST_SIBLINGS = 200;

/**
 * Links to what lies beside a file of the user's, beside its copy: a library may look there for others ($ORIGIN, ld.so(8)).
 * What is ours needs nothing.
 */
export function linkSiblings(file: string, folder: string): void {
  const source = dirname(file);
  if (OUR_FOLDERS.some((ours) => !relative(join(PROJECT_ROOT, ours), source).startsWith('..'))) return;
  const siblings = readdirSync(source).filter((name) => name !== basename(file));
  if (siblings.length > MOST_SIBLINGS) return;
  for (const name of siblings) {
    try {
      symlinkSync(join(source, name), join(folder, name));
    } catch {
      // Where links are not allowed, a library that needs one says so when it is loaded.
    }
  }
}

/** By what it is, not by how a user calls it: WebAssembly begins with its magic bytes, a script is one by its kind. */
function copyFresh(kind: ArtifactKind, file: string, target: string): void {
  const nonce = `${process.pid}.${copyCount++}`;
  if (isWasm(file)) writeFileSync(target, withNonce(readFileSync(file), nonce));
  else if (kind === 'script' || (isFolder(kind) && file.endsWith('.js')))
    writeFileSync(target, `${readFileSync(file, 'utf8')}\n// ${nonce}\n`);
  else cpSync(file, target);
}

/** `\0asm`, of modules and components (WebAssembly Core Specification 2.0, 5.5.16). */
const WASM_MAGIC = Buffer.from('\0asm');

/** Reads no more than that: other files may be large. */
function isWasm(file: string): boolean {
  const begin = Buffer.alloc(WASM_MAGIC.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, begin);
  } finally {
    closeSync(descriptor);
  }
  return begin.equals(WASM_MAGIC);
}

/**
 * Appends a custom section, which engines ignore (WebAssembly Core Specification 2.0, 5.5.3): id 0, size, name, content.
 */
export function withNonce(wasm: Uint8Array, nonce: string): Uint8Array {
  const name = new TextEncoder().encode('nonce');
  const content = new TextEncoder().encode(nonce);
  const size = 1 + name.length + content.length;
  if (size > 127) throw new RangeError('The nonce must fit a section whose size is one LEB128 byte.');
  // Not by spreading: each byte would be an argument, and a stack holds no hundred thousand of them.
  return Buffer.concat([wasm, Uint8Array.of(0, size, name.length), name, content]);
}
