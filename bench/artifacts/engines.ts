/**
 * The engines: a host in Rust and a Node-API addon, both around the same crate (`plugins-native/host/`). They are found in a
 * package for this platform (`@plugin-bench/engines-linux-x64-gnu`, by the convention of napi-rs), else where
 * `npm run build:engines` puts them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../packages.ts';
import { type ArtifactState, type Build, buildFolder, describeArtifact, PROJECT_ROOT, sha256 } from './files.ts';
import { artifactFile, type KindFrom } from './kinds.ts';

export const ENGINES_FOLDER = join(PROJECT_ROOT, 'dist', 'engines');

/** What the Rust host says of itself. */
export interface HostDescription {
  readonly rustc: string;
  readonly profile: string;
  /** Versions of crates. */
  readonly crates: Readonly<Record<string, string>>;
  readonly mechanisms: readonly string[];
}

export interface Engines {
  readonly folder: string;
  /** The runner in Rust. */
  readonly host: string;
  readonly addon: string;
  readonly description: HostDescription;
}

export type EnginesState =
  | { readonly state: 'built'; readonly engines: Engines }
  | { readonly state: 'missing'; readonly reason: string };

/** Names of files within the folder of the engines. */
export const ENGINE_FILES = {
  host: process.platform === 'win32' ? 'rust-host.exe' : 'rust-host',
  addon: 'engines.node',
  /** Loops by hand under Criterion, for `doctor --full`. */
  peers: process.platform === 'win32' ? 'peers.exe' : 'peers',
  record: 'engines.json',
} as const;

/** What a build leaves beside its files. */
export interface EnginesRecord {
  /** Digest of the sources it was built from. */
  readonly sourceSha256: string;
  readonly description: HostDescription;
}

const HOW =
  'run "npm run build:engines" in a checkout, which needs Rust (https://rustup.rs) and takes some minutes once';
const WORKSPACE = join('plugins-native', 'host');
/** What the workspace includes from elsewhere. */
const INCLUDED = [
  join('plugins-native', 'min', 'src', 'lib.rs'),
  join('plugins-native', 'min', 'src', 'functions.rs'),
  join('plugins-native', 'abnormal', 'record.rs'),
];

/** Where the addon is, or would be. */
export function addonPath(): string {
  return join(packagedFolder() ?? ENGINES_FOLDER, ENGINE_FILES.addon);
}

let found: EnginesState | undefined;

/** Looked for once in a process: every loader of an engine asks, and their sources take a while to digest. */
export function findEngines(): EnginesState {
  found ??= look();
  return found;
}

/** For what puts engines there. */
export function lookAgain(): void {
  found = undefined;
}

function look(): EnginesState {
  const packaged = packagedFolder();
  if (packaged !== null) return open(packaged);
  const built = open(ENGINES_FOLDER);
  if (built.state === 'built' && readRecord(ENGINES_FOLDER)?.sourceSha256 !== enginesDigest()) {
    return { state: 'missing', reason: `The engines are older than their sources; ${HOW}.` };
  }
  return built;
}

/** An artifact that was built together with the engines. */
export function engineArtifact(kind: KindFrom<'engines'>, build: Build = 'timed'): ArtifactState {
  const found = findEngines();
  if (found.state === 'missing') return found;
  const { folder, description } = found.engines;
  const builtWith =
    kind === 'wasmtime-module'
      ? `wasmtime ${description.crates['wasmtime']}`
      : `${description.rustc}, ${description.profile}`;
  return describeArtifact(kind, join(buildFolder(folder, build), artifactFile(kind)), builtWith);
}

/** Digest of everything the engines are built from. */
export function enginesDigest(): string | null {
  try {
    const folder = join(PROJECT_ROOT, WORKSPACE);
    const files = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((file) => /\.(rs|toml|lock)$/.test(file) && !/(^|[\\/])target[\\/]/.test(file))
      .sort()
      .map((file) => join(folder, file));
    return sha256(...[...files, ...INCLUDED.map((file) => join(PROJECT_ROOT, file))].map((file) => readFileSync(file)));
  } catch {
    // Without the sources there is nothing that the engines could be older than.
    return null;
  }
}

function open(folder: string): EnginesState {
  const record = readRecord(folder);
  const [host, addon] = [join(folder, ENGINE_FILES.host), join(folder, ENGINE_FILES.addon)];
  if (record === null || !existsSync(host) || !existsSync(addon)) {
    return { state: 'missing', reason: `The engines are not built; ${HOW}.` };
  }
  return { state: 'built', engines: { folder, host, addon, description: record.description } };
}

function readRecord(folder: string): EnginesRecord | null {
  try {
    return JSON.parse(readFileSync(join(folder, ENGINE_FILES.record), 'utf8')) as EnginesRecord;
  } catch {
    return null;
  }
}

/** Where a whole package of engines is installed; a broken one is as good as none. */
function packagedFolder(): string | null {
  const folder = packageFolder(`@plugin-bench/engines-${platformName()}`);
  return folder !== null && open(folder).state === 'built' ? folder : null;
}

/** As napi-rs names platforms: `linux-x64-gnu`, `linux-x64-musl`, `darwin-arm64`, `win32-x64-msvc`. */
function platformName(): string {
  const { platform, arch } = process;
  if (platform === 'win32') return `${platform}-${arch}-msvc`;
  if (platform !== 'linux') return `${platform}-${arch}`;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return `${platform}-${arch}-${header.glibcVersionRuntime === undefined ? 'musl' : 'gnu'}`;
}
