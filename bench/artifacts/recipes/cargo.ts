/** Native artifacts: a package of the Cargo workspace each. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS_FOLDER, PROJECT_ROOT } from '../files.ts';
import { type Recipe, runTool, versionOf } from './recipe.ts';

export interface CargoPackage {
  readonly name: string;
  /** File in the target folder. */
  readonly output: string;
  readonly sources: readonly string[];
}

export function cargoRecipe({ name, output, sources }: CargoPackage): Recipe {
  return {
    sources: ['plugins-native/Cargo.toml', ...sources],
    flags: [],
    isCheckedIn: false,
    build(path, build) {
      const version = versionOf('cargo');
      if (version === null) {
        throw new Error(
          'The native plugin needs Rust: install it from https://rustup.rs, then run this command again.',
        );
      }
      const manifest = join(PROJECT_ROOT, 'plugins-native', 'Cargo.toml');
      const isCounting = build === 'counting';
      // One of each, so that both can be built at the same time: cargo locks its folder.
      const target = join(ARTIFACTS_FOLDER, isCounting ? 'cargo-counting' : 'cargo');
      const features = isCounting ? ['--features', 'counting'] : [];
      const where = ['--manifest-path', manifest, '--target-dir', target];
      runTool('cargo', ['build', '--release', '--locked', '--package', name, ...where, ...features]);
      copyFileSync(join(target, 'release', output), path);
      return `${versionOf('rustc') ?? version}, cargo build --release (opt-level 3, fat LTO, panic abort, stripped)`;
    },
  };
}
