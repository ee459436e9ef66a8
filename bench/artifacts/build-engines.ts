/** Builds the engines with cargo, whose own progress is shown: hundreds of crates, minutes the first time, seconds later. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keepEngines, restoreEngines } from './engine-cache.ts';
import {
  ENGINE_FILES,
  ENGINES_FOLDER,
  type EnginesRecord,
  enginesDigest,
  findEngines,
  type HostDescription,
  lookAgain,
} from './engines.ts';
import { ensureArtifacts } from './ensure.ts';
import { ARTIFACTS_FOLDER, type Build, buildFolder, PROJECT_ROOT } from './files.ts';
import { artifactFile, libraryName } from './kinds.ts';
import { versionOf } from './recipes/recipe.ts';

const MANIFEST = join(PROJECT_ROOT, 'plugins-native', 'host', 'Cargo.toml');
const TARGET = join(ARTIFACTS_FOLDER, 'cargo-host');
const RELEASE = join(TARGET, 'release');

/**
 * Builds whatever is older than its sources.
 * @param say receives a line before and after
 * @throws Error in one sentence that says what is missing
 */
export function buildEngines(say: (line: string) => void): void {
  const sourceSha256 = enginesDigest();
  if (sourceSha256 === null) throw new Error('The sources of the engines are not here; install plugin-bench again.');
  if (findEngines().state === 'built') {
    say('the engines are built');
    return;
  }
  if (restoreEngines()) {
    say('took the engines from the cache, where another checkout of the same sources has put them');
    return;
  }
  if (versionOf('cargo') === null) {
    throw new Error('The engines need Rust: install it from https://rustup.rs, then run "npm run build:engines".');
  }
  say(
    'building the engines (Wasmtime, Wasmer, wasmi and their hosts in Rust): some minutes the first time, seconds later',
  );
  cargo(['--workspace']);
  mkdirSync(ENGINES_FOLDER, { recursive: true });
  // First of all: half of a new build beside half of an old one is none.
  rmSync(join(ENGINES_FOLDER, ENGINE_FILES.record), { force: true });
  const host = join(ENGINES_FOLDER, ENGINE_FILES.host);
  for (const file of [ENGINE_FILES.host, ENGINE_FILES.peers]) replace(join(RELEASE, file), join(ENGINES_FOLDER, file));
  replace(join(RELEASE, libraryName(process.platform, 'engine_addon')), join(ENGINES_FOLDER, ENGINE_FILES.addon));
  for (const build of ['timed', 'counting'] as const) addPlugins(host, build, say);
  const description = JSON.parse(execFileSync(host, ['describe']).toString()) as HostDescription;
  // Last, because it says that everything else is there.
  const record: EnginesRecord = { sourceSha256, description };
  writeFileSync(join(ENGINES_FOLDER, ENGINE_FILES.record), `${JSON.stringify(record, null, 2)}\n`);
  lookAgain();
  keepEngines();
  say(`built the engines with ${description.rustc}`);
}

/** A new file under the old name: one that runs or is mapped must not change under whoever uses it. */
function replace(source: string, target: string): void {
  rmSync(target, { force: true });
  copyFileSync(source, target);
}

/** The shapes of the plugin that need the engines or their crates. */
function addPlugins(host: string, build: Build, say: (line: string) => void): void {
  const folder = buildFolder(ENGINES_FOLDER, build);
  mkdirSync(folder, { recursive: true });
  const library = artifactFile('abi-stable-library');
  if (build === 'counting') cargo(['--package', 'plugin_min_abi_stable', '--features', 'counting']);
  replace(join(RELEASE, library), join(folder, library));
  const wasm = ensureArtifacts(say, {}, build).get('wasm-module');
  if (wasm?.state !== 'built')
    throw new Error(`The engines need the plugin as WebAssembly. ${wasm?.reason ?? ''}`.trim());
  execFileSync(host, ['precompile', wasm.path, join(folder, artifactFile('wasmtime-module'))]);
}

function cargo(what: readonly string[]): void {
  const where = ['--manifest-path', MANIFEST, '--target-dir', TARGET];
  const { status, signal } = spawnSync('cargo', ['build', '--release', '--locked', ...where, ...what], {
    cwd: dirname(MANIFEST),
    // Results go to standard output, progress does not.
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
  });
  if (signal !== null) throw new Error('The build of the engines was interrupted; the next one goes on where it was.');
  if (status !== 0) {
    throw new Error(
      'The engines could not be built, see above; when crates.io cannot be reached, run "npm run build:engines" once it can.',
    );
  }
}
