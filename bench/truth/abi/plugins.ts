/** Plugins that are not as they should be: each built or made for real, or missing with a reason. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { ARTIFACTS_FOLDER, type ArtifactState, libraryName, PROJECT_ROOT } from '../../artifacts.ts';
import { findEngines } from '../../engines.ts';
import type { ArtifactKind } from '../../loader.ts';
import { tinyModule } from './tiny-module.ts';

/** What is wrong with it; `healthy` is the control. */
export const DEFECTS = [
  'healthy',
  'other compiler',
  'other layout',
  'wrong type',
  'missing symbol',
  'other version',
  'panic',
  'truncated',
  'other architecture',
] as const;
export type Defect = (typeof DEFECTS)[number];

/** A file to load, or why there is none. */
export type PluginFile = { readonly path: string; readonly builtWith: string } | { readonly gap: string };

export interface Workshop {
  readonly artifacts: ReadonlyMap<ArtifactKind, ArtifactState>;
  /** Where files go; the caller removes it. */
  readonly folder: string;
}

/** Makes one plugin with one defect. */
type Make = (defect: Defect, workshop: Workshop) => PluginFile;

const gap = (reason: string): PluginFile => ({ gap: reason });
const NOT_APPLICABLE = {
  native: 'does not apply: the contract has no version',
  wasm: 'does not apply: modules are portable and carry their types',
  process: 'does not apply: only bytes cross',
};

const HOST_TOOLCHAIN = 'rustc';
const ABNORMAL = join(PROJECT_ROOT, 'plugins-native', 'abnormal', 'plugin.rs');
const CFG: Partial<Record<Defect, string>> = {
  'wrong type': 'wrong_type',
  'missing symbol': 'missing',
  'other version': 'other_version',
  panic: 'panics',
};

/** A dynamic library by rustc alone; one file serves every mechanism that only opens libraries. */
const library: Make = (defect, { folder }) => {
  const path = join(folder, libraryName(process.platform, `abi_${defect.replaceAll(' ', '_')}`));
  const toolchain = toolchainOf(defect);
  if ('gap' in toolchain) return toolchain;
  if (!existsSync(path)) {
    const [command = '', ...args] = toolchain.command;
    const cfg = CFG[defect] === undefined ? [] : ['--cfg', CFG[defect]];
    const how = [
      '--edition',
      '2021',
      '--crate-type',
      'cdylib',
      '--crate-name',
      'plugin',
      '-C',
      'opt-level=3',
      '-C',
      'strip=symbols',
    ];
    execFileSync(command, [...args, ...how, ...cfg, ...toolchain.flags, '-o', path, ABNORMAL], { stdio: 'pipe' });
    damage(defect, path);
  }
  return { path, builtWith: toolchain.builtWith };
};

/** abi_stable compares what both sides were compiled from, so its plugins are built by cargo, from revisions of the interface. */
const abiStable: Make = (defect, workshop) => {
  const { artifacts, folder } = workshop;
  const healthy = fileOf(artifacts.get('abi-stable-library'));
  if ('gap' in healthy) return healthy;
  const path = join(folder, libraryName(process.platform, `abi_stable_${defect.replaceAll(' ', '_')}`));
  switch (defect) {
    case 'healthy':
    case 'truncated':
    case 'other architecture':
      copyFileSync(healthy.path, path);
      damage(defect, path);
      return { path, builtWith: healthy.builtWith };
    case 'missing symbol':
      return library(defect, workshop);
    case 'wrong type':
    case 'other version':
    case 'panic':
      return cargo(
        path,
        [],
        { 'wrong type': 'wrong-type', 'other version': 'other-version', panic: 'panics' }[defect],
        '',
      );
    case 'other compiler':
    case 'other layout': {
      const nightly = versionOf(['rustc', '+nightly']);
      if (nightly === null) return gap('there is no nightly Rust here: "rustup toolchain install nightly"');
      return cargo(path, ['+nightly'], null, defect === 'other layout' ? '-Z randomize-layout' : '');
    }
    default:
      return defect satisfies never;
  }
};

/** Modules that a few bytes describe, from the test suite's own encoder. */
const wasm: Make = (defect, { artifacts, folder }) => {
  const healthy = fileOf(artifacts.get('wasm-module'));
  if ('gap' in healthy) return healthy;
  const path = join(folder, `${defect.replaceAll(' ', '_')}.wasm`);
  const made = { path, builtWith: 'this suite, byte by byte' };
  switch (defect) {
    case 'healthy':
      return healthy;
    case 'wrong type':
      writeFileSync(path, tinyModule({ name: 'with_extern', type: 'f64' }));
      return made;
    case 'missing symbol':
      writeFileSync(path, tinyModule({ name: 'another_name', type: 'i32' }));
      return made;
    case 'panic':
      writeFileSync(path, tinyModule({ name: 'with_extern', type: 'i32', traps: true }));
      return made;
    case 'truncated':
      copyFileSync(healthy.path, path);
      damage(defect, path);
      return { path, builtWith: healthy.builtWith };
    case 'other compiler':
    case 'other layout':
    case 'other version':
    case 'other architecture':
      return gap(NOT_APPLICABLE.wasm);
    default:
      return defect satisfies never;
  }
};

/** Machine code again, and of one version of one engine: the compiled form of a module. */
const compiledModule: Make = (defect, workshop) => {
  const { artifacts, folder } = workshop;
  const healthy = fileOf(artifacts.get('wasmtime-module'));
  if ('gap' in healthy) return healthy;
  const path = join(folder, `${defect.replaceAll(' ', '_')}.cwasm`);
  switch (defect) {
    case 'healthy':
      return healthy;
    case 'truncated':
      copyFileSync(healthy.path, path);
      damage(defect, path);
      return { path, builtWith: healthy.builtWith };
    case 'other version':
      return precompile(path, workshop, healthy.builtWith, ['version', 'another']);
    case 'other architecture':
      return precompile(path, workshop, healthy.builtWith, ['target', FOREIGN_TARGET]);
    case 'wrong type':
    case 'missing symbol':
    case 'panic':
    case 'other compiler':
    case 'other layout':
      return gap('as for wasmtime: what is compiled is the same module');
    default:
      return defect satisfies never;
  }
};

/** Another processor than this one. */
const FOREIGN_TARGET = process.arch === 'arm64' ? 'x86_64-unknown-linux-gnu' : 'aarch64-unknown-linux-gnu';

/** Compiles the plugin ahead of time for a host that is not this one. */
function precompile(path: string, { artifacts }: Workshop, engine: string, foreign: readonly string[]): PluginFile {
  const module = fileOf(artifacts.get('wasm-module'));
  const engines = findEngines();
  if ('gap' in module) return module;
  if (engines.state === 'missing') return gap(engines.reason);
  execFileSync(engines.engines.host, ['precompile', module.path, path, ...foreign], { stdio: 'pipe' });
  return { path, builtWith: `${engine}, for the ${foreign.join(' ')}` };
}

/** A program: what it was built from does not matter, whether it answers does. */
const program: Make = (defect, { artifacts, folder }) => {
  const healthy = fileOf(artifacts.get('executable'));
  if ('gap' in healthy) return healthy;
  const path = join(folder, `${defect.replaceAll(' ', '_')}-program${extname(healthy.path)}`);
  switch (defect) {
    case 'healthy':
      return healthy;
    case 'truncated':
    case 'other architecture':
      copyFileSync(healthy.path, path);
      damage(defect, path);
      return { path, builtWith: healthy.builtWith };
    case 'panic': {
      const source = join(folder, 'panics.rs');
      writeFileSync(source, 'fn main() { panic!("a plugin that panics") }\n');
      execFileSync(HOST_TOOLCHAIN, ['-o', path, source], { stdio: 'pipe' });
      return { path, builtWith: versionOf([HOST_TOOLCHAIN]) ?? 'rustc' };
    }
    case 'wrong type':
    case 'missing symbol':
    case 'other version':
    case 'other compiler':
    case 'other layout':
      return gap(NOT_APPLICABLE.process);
    default:
      return defect satisfies never;
  }
};

/** Mechanism of the table -> how its plugins are made. */
export const MAKERS: Readonly<Record<string, Make>> = {
  libloading: (defect, workshop) =>
    defect === 'other version' ? gap(NOT_APPLICABLE.native) : library(defect, workshop),
  vtable: library,
  'rust-abi': (defect, workshop) =>
    defect === 'other version' ? gap(NOT_APPLICABLE.native) : library(defect, workshop),
  'abi-stable': abiStable,
  wasmtime: wasm,
  'wasmtime-aot': compiledModule,
  wasmer: wasm,
  wasmi: wasm,
  'process-pipe': program,
};

function fileOf(state: ArtifactState | undefined): PluginFile {
  if (state?.state === 'built') return { path: state.path, builtWith: state.artifact.builtWith };
  return gap(state?.reason ?? 'it is not built');
}

interface Toolchain {
  readonly command: readonly string[];
  readonly flags: readonly string[];
  readonly builtWith: string;
}

/** The compiler of a defect: the host's own, or another one that is installed. */
function toolchainOf(defect: Defect): Toolchain | { readonly gap: string } {
  const own = versionOf([HOST_TOOLCHAIN]);
  if (own === null) return { gap: 'there is no rustc here: https://rustup.rs' };
  if (defect === 'other layout') {
    const command = ['rustc', '+nightly'];
    const version = versionOf(command);
    if (version === null) return { gap: 'there is no nightly Rust here: "rustup toolchain install nightly"' };
    return { command, flags: ['-Z', 'randomize-layout'], builtWith: `${version}, -Z randomize-layout` };
  }
  if (defect !== 'other compiler') return { command: [HOST_TOOLCHAIN], flags: [], builtWith: own };
  for (const command of [['/usr/bin/rustc'], ['rustc', '+nightly'], ['rustc', '+beta']]) {
    const version = versionOf(command);
    if (version !== null && version !== own) return { command, flags: [], builtWith: version };
  }
  return { gap: 'there is no second Rust compiler here: "rustup toolchain install nightly"' };
}

function versionOf([command = '', ...args]: readonly string[]): string | null {
  try {
    return execFileSync(command, [...args, '--version'], { stdio: 'pipe' })
      .toString()
      .trim();
  } catch {
    return null;
  }
}

/** Builds the plugin of abi_stable with another revision of its interface, or by another toolchain. */
function cargo(path: string, toolchain: readonly string[], feature: string | null, rustFlags: string): PluginFile {
  const manifest = join(PROJECT_ROOT, 'plugins-native', 'host', 'Cargo.toml');
  const variant = ['abi', ...toolchain, rustFlags].join(' ').replace(/\W+/g, '-');
  // The host's own crates are built already, and the same.
  const target = join(ARTIFACTS_FOLDER, toolchain.length === 0 ? 'cargo-host' : `cargo-${variant}`);
  const features = feature === null ? [] : ['--features', feature];
  const what = ['--locked', '--release', '--package', 'plugin_min_abi_stable', ...features];
  const where = ['--manifest-path', manifest, '--target-dir', target];
  try {
    const env = rustFlags === '' ? process.env : { ...process.env, RUSTFLAGS: rustFlags };
    execFileSync('cargo', [...toolchain, 'build', ...what, ...where], { stdio: 'pipe', env });
  } catch {
    return gap('cargo could not build it; can crates.io be reached?');
  }
  copyFileSync(join(target, 'release', libraryName(process.platform, 'plugin_min_abi_stable')), path);
  return { path, builtWith: `${versionOf(['rustc', ...toolchain])}${rustFlags === '' ? '' : `, ${rustFlags}`}` };
}

/** Half of the file, or the same for another processor: e_machine of an ELF header (System V ABI, "ELF Header"). */
function damage(defect: Defect, path: string): void {
  if (defect !== 'truncated' && defect !== 'other architecture') return;
  const bytes = readFileSync(path);
  if (defect === 'truncated') {
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length / 2)));
    return;
  }
  const AARCH64 = 0xb7;
  const X86_64 = 0x3e;
  bytes.writeUInt16LE(bytes.readUInt16LE(18) === AARCH64 ? X86_64 : AARCH64, 18);
  writeFileSync(path, bytes);
}
