/** WebAssembly from Rust: by the user's compiler with its wasm32 targets, else by another one on PATH, as the distribution's. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Build, PROJECT_ROOT } from '../files.ts';
import { type Recipe, runTool, versionOf } from './recipe.ts';

const RUSTC = process.platform === 'win32' ? 'rustc.exe' : 'rustc';

/** Every rustc on PATH, in its order: rustup's hides the distribution's, which may have the targets that the other lacks. */
function compilers(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...new Set(folders.map((folder) => join(folder, RUSTC)))].filter((path) => existsSync(path));
}

const FLAGS = ['--edition', '2021', '-C', 'opt-level=3', '-C', 'lto=fat', '-C', 'panic=abort', '-C', 'strip=symbols'];

/** Where panics happen is part of the file: relative to the project, so that every folder gives the same bytes. */
const WITHOUT_PATHS = ['--remap-path-prefix', `${PROJECT_ROOT}=.`];

export const UNKNOWN_TARGETS = ['wasm32-unknown-unknown'];
/** WASI's target was renamed in Rust 1.78. */
export const WASI_TARGETS = ['wasm32-wasip1', 'wasm32-wasi'];

export interface WasmCrate {
  readonly source: string;
  /** What the source includes. */
  readonly includes?: readonly string[];
  readonly targets: readonly string[];
  readonly crateType: 'cdylib' | 'bin';
}

export function rustcRecipe(crate: WasmCrate): Recipe {
  return {
    sources: [...(crate.includes ?? []), crate.source],
    flags: FLAGS,
    isCheckedIn: true,
    build: (path, build, say) => compileWasm(crate, path, build, say),
  };
}

/** @returns what compiled it, or null when no compiler could */
export function compileWasm(
  { source, targets, crateType }: WasmCrate,
  path: string,
  build: Build,
  say: (line: string) => void,
): string | null {
  const features = build === 'counting' ? ['--cfg', 'feature="counting"'] : [];
  for (const compiler of compilers()) {
    for (const target of targets) {
      if (!hasTarget(compiler, target)) continue;
      const output = ['--crate-type', crateType, '--target', target, '-o', path];
      try {
        runTool(compiler, [...FLAGS, ...WITHOUT_PATHS, ...features, ...output, join(PROJECT_ROOT, source)]);
        return `${versionOf(compiler)}, --target ${target} (opt-level 3, fat LTO, panic abort, stripped)`;
      } catch (error) {
        // A compiler without its linker, say: the next one may do better, and the last resort is checked in.
        say((error as Error).message);
      }
    }
  }
  return null;
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
