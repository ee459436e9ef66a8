/** How plugins that are not as they should be are built, and damaged. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS_FOLDER, type ArtifactState, PROJECT_ROOT } from '../../artifacts/files.ts';
import { libraryName } from '../../artifacts/kinds.ts';
import type { ArtifactKind } from '../../loader.ts';

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

export const gap = (reason: string): PluginFile => ({ gap: reason });
export const HOST_TOOLCHAIN = 'rustc';
/** Where the processor of a file is named in a header that is known here. */
export const NO_ELF =
  process.platform === 'linux' ? null : gap('the header of a file is changed for ELF, the format of Linux, only');

/** A plugin that is built already. */
export function fileOf(state: ArtifactState | undefined): PluginFile {
  if (state?.state === 'built') return { path: state.path, builtWith: state.artifact.builtWith };
  return gap(state?.reason ?? 'it is not built');
}

interface Toolchain {
  readonly command: readonly string[];
  readonly flags: readonly string[];
  readonly builtWith: string;
}

/** The compiler of a defect: the host's own, or another one that is installed. */
export function toolchainOf(defect: Defect): Toolchain | { readonly gap: string } {
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

export function versionOf([command = '', ...args]: readonly string[]): string | null {
  try {
    return execFileSync(command, [...args, '--version'], { stdio: 'pipe' })
      .toString()
      .trim();
  } catch {
    return null;
  }
}

/** Builds the plugin of abi_stable with another revision of its interface, or by another toolchain. */
export function cargo(
  path: string,
  toolchain: readonly string[],
  feature: string | null,
  rustFlags: string,
): PluginFile {
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
export function damage(defect: Defect, path: string): void {
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
