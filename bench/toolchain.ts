/**
 * Builds the plugin for every artifact with what this machine has, in this order: the user's Rust (with its wasm32
 * targets), the distribution's rustc with its wasm32 libraries, the checked-in WebAssembly. Nothing here is measured.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  ARTIFACTS_FOLDER,
  type ArtifactState,
  artifactPath,
  type Build,
  type BuildRecord,
  buildFolder,
  describeArtifact,
  PROJECT_ROOT,
  readBuildRecords,
  sha256,
  writeBuildRecords,
} from './artifacts.ts';
import type { ArtifactKind } from './loader.ts';

/** Kinds that may be given: one file each. JavaScript is a folder of two modules that belong together. */
export const GIVABLE_KINDS = [
  'shared-library',
  'wasm-module',
  'wasi-command',
] as const satisfies readonly ArtifactKind[];

export const ARTIFACT_KINDS: readonly ArtifactKind[] = ['javascript', 'shared-library', 'wasm-module', 'wasi-command'];

const PLUGIN_SOURCE = 'plugins-native/min/src/lib.rs';
const SOURCES: Record<ArtifactKind, readonly string[]> = {
  javascript: [],
  'shared-library': ['plugins-native/Cargo.toml', 'plugins-native/min/Cargo.toml', PLUGIN_SOURCE],
  'wasm-module': [PLUGIN_SOURCE],
  'wasi-command': [PLUGIN_SOURCE, 'plugins-wasm/command.rs'],
};
export const PREBUILT_FOLDER = join(PROJECT_ROOT, 'plugins-wasm', 'prebuilt');

/** Compilers to try for WebAssembly: the one on PATH, then the distribution's, which rustup's usually hides. */
const RUST_COMPILERS = ['rustc', '/usr/bin/rustc'];
type WasmKind = keyof typeof WASM_BUILDS;
const WASM_BUILDS = {
  'wasm-module': { targets: ['wasm32-unknown-unknown'], source: PLUGIN_SOURCE, crateType: 'cdylib' },
  // WASI's target was renamed in Rust 1.78.
  'wasi-command': { targets: ['wasm32-wasip1', 'wasm32-wasi'], source: 'plugins-wasm/command.rs', crateType: 'bin' },
};
const WASM_FLAGS = [
  '--edition',
  '2021',
  '-C',
  'opt-level=3',
  '-C',
  'lto=fat',
  '-C',
  'panic=abort',
  '-C',
  'strip=symbols',
];

/** Digest of what an artifact is built from: sources and flags. */
export function sourceDigest(kind: ArtifactKind, build: Build = 'timed'): string {
  const flags = kind in WASM_BUILDS ? WASM_FLAGS.join(' ') : '';
  return sha256(flags, build, ...SOURCES[kind].map((file) => readFileSync(join(PROJECT_ROOT, file))));
}

/** Artifacts that the user gave in place of ours. */
export type GivenArtifacts = Partial<Record<ArtifactKind, string>>;

/**
 * Builds whatever is missing or older than its source, and says what there is now.
 * @param say receives one line per artifact that is built
 * @param given files to use instead of building
 * @param build which build of the plugin
 */
export function ensureArtifacts(
  say: (line: string) => void,
  given: GivenArtifacts = {},
  build: Build = 'timed',
): Map<ArtifactKind, ArtifactState> {
  const records = readBuildRecords(build);
  const states = new Map<ArtifactKind, ArtifactState>();
  for (const kind of ARTIFACT_KINDS) {
    const path = given[kind];
    states.set(kind, path === undefined ? ensureArtifact(kind, build, records, say) : describeGiven(kind, path));
  }
  return states;
}

function describeGiven(kind: ArtifactKind, path: string): ArtifactState {
  if (existsSync(path)) return describeArtifact(kind, path, 'given with --artifact');
  return { state: 'missing', reason: `${path}, given with --artifact, does not exist; give the path of a ${kind}.` };
}

function ensureArtifact(
  kind: ArtifactKind,
  build: Build,
  records: Partial<Record<ArtifactKind, BuildRecord>>,
  say: (line: string) => void,
): ArtifactState {
  const path = artifactPath(kind, build);
  if (kind === 'javascript') return describeArtifact(kind, path, 'tsc');
  const sourceSha256 = sourceDigest(kind, build);
  const known = records[kind];
  if (known?.sourceSha256 === sourceSha256 && existsSync(path) && sha256(readFileSync(path)) === known.outputSha256) {
    return describeArtifact(kind, path, known.builtWith);
  }
  try {
    mkdirSync(dirname(path), { recursive: true });
    const builtWith = kind === 'shared-library' ? buildLibrary(path, build) : compileWasm(kind, path, build, say);
    if (builtWith === null) return findPrebuilt(kind, build, sourceSha256);
    records[kind] = { builtWith, sourceSha256, outputSha256: sha256(readFileSync(path)) };
    writeBuildRecords(records, build);
    say(`built ${basename(path)} with ${builtWith}`);
    return describeArtifact(kind, path, builtWith);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Also where nothing may be written: a checked-in file can be used all the same.
    return kind === 'shared-library' ? { state: 'missing', reason } : findPrebuilt(kind, build, sourceSha256);
  }
}

function buildLibrary(path: string, build: Build): string {
  const version = versionOf('cargo');
  if (version === null) {
    throw new Error('The native plugin needs Rust: install it from https://rustup.rs, then run this command again.');
  }
  const targetFolder = join(ARTIFACTS_FOLDER, 'cargo');
  const manifest = join(PROJECT_ROOT, 'plugins-native', 'Cargo.toml');
  const features = build === 'counting' ? ['--features', 'counting'] : [];
  run('cargo', [
    'build',
    '--release',
    '--locked',
    '--manifest-path',
    manifest,
    '--target-dir',
    targetFolder,
    ...features,
  ]);
  copyFileSync(join(targetFolder, 'release', basename(path)), path);
  return `${versionOf('rustc') ?? version}, cargo build --release (opt-level 3, fat LTO, panic abort, stripped)`;
}

/** @returns what compiled it, or null when no compiler could */
function compileWasm(kind: WasmKind, path: string, build: Build, say: (line: string) => void): string | null {
  const features = build === 'counting' ? ['--cfg', 'feature="counting"'] : [];
  const { targets, source, crateType } = WASM_BUILDS[kind];
  for (const compiler of RUST_COMPILERS) {
    for (const target of targets) {
      if (!hasTarget(compiler, target)) continue;
      const output = ['--crate-type', crateType, '--target', target, '-o', path];
      try {
        run(compiler, [...WASM_FLAGS, ...features, ...output, join(PROJECT_ROOT, source)]);
        return `${versionOf(compiler)}, --target ${target} (opt-level 3, fat LTO, panic abort, stripped)`;
      } catch (error) {
        // A compiler without its linker, say: the next one may do better, and the last resort is checked in.
        say((error as Error).message);
      }
    }
  }
  return null;
}

/** The checked-in file, used where it lies: it is not recorded as built, so that a compiler installed later is used. */
function findPrebuilt(kind: ArtifactKind, build: Build, sourceSha256: string): ArtifactState {
  const folder = buildFolder(PREBUILT_FOLDER, build);
  const path = join(folder, basename(artifactPath(kind)));
  const records = JSON.parse(readFileSync(join(folder, 'records.json'), 'utf8')) as Record<string, BuildRecord>;
  const record = records[kind];
  if (record?.sourceSha256 === sourceSha256) return describeArtifact(kind, path, `checked in (${record.builtWith})`);
  const reason =
    `No compiler for WebAssembly was found, and the checked-in ${basename(path)} is older than its source: ` +
    'run "rustup target add wasm32-unknown-unknown wasm32-wasip1", then this command again.';
  return { state: 'missing', reason };
}

/** Whether a compiler exists and has the standard library of a target. */
function hasTarget(compiler: string, target: string): boolean {
  try {
    const folder = execFileSync(compiler, ['--print', 'target-libdir', '--target', target], { stdio: 'pipe' });
    return existsSync(folder.toString().trim());
  } catch {
    return false;
  }
}

function versionOf(tool: string): string | null {
  try {
    return execFileSync(tool, ['--version'], { stdio: 'pipe' }).toString().trim();
  } catch {
    return null;
  }
}

function run(tool: string, args: readonly string[]): void {
  try {
    execFileSync(tool, args, { stdio: 'pipe' });
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`"${tool}" could not build the plugin: ${stderr.split('\n').slice(-6).join(' ')}`);
  }
}
