/**
 * Builds the plugin for every artifact with what this machine has; what cannot be built is checked in or said to be missing.
 * Nothing here is measured. How each kind is built stands in recipes/.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ArtifactKind } from '../loader.ts';
import { engineArtifact } from './engines.ts';
import {
  type ArtifactState,
  artifactPath,
  type Build,
  type BuildRecord,
  buildFolder,
  describeArtifact,
  digestArtifact,
  PROJECT_ROOT,
  readBuildRecords,
  sha256,
  writeBuildRecords,
} from './files.ts';
import { ARTIFACT_KINDS, artifactFile, isFrom, type KindFrom, kindsFrom, libraryName } from './kinds.ts';
import { assemblyscriptRecipe } from './recipes/assemblyscript.ts';
import { cargoRecipe } from './recipes/cargo.ts';
import { componentRecipe } from './recipes/component.ts';
import type { Recipe } from './recipes/recipe.ts';
import { rustcRecipe, UNKNOWN_TARGETS, WASI_TARGETS } from './recipes/rustc-wasm.ts';
import { scriptRecipe } from './recipes/script.ts';

type BuiltKind = KindFrom<'recipe'>;

const FUNCTIONS = 'plugins-native/min/src/functions.rs';
const BYTES = 'plugins-native/min/src/bytes.rs';
const LIBRARY = 'plugins-native/min/src/lib.rs';
const COMMAND = 'plugins-wasm/command.rs';
const includes = [FUNCTIONS, BYTES];
const executableSuffix = process.platform === 'win32' ? '.exe' : '';

const RECIPES: Record<BuiltKind, Recipe> = {
  script: scriptRecipe,
  'shared-library': cargoRecipe({
    name: 'plugin-min',
    output: libraryName(process.platform, 'plugin_min'),
    sources: ['plugins-native/min/Cargo.toml', LIBRARY, ...includes],
  }),
  'napi-addon': cargoRecipe({
    name: 'plugin-min-napi',
    output: libraryName(process.platform, 'plugin_min_napi'),
    sources: ['Cargo.toml', 'build.rs', 'src/lib.rs'].map((file) => `plugins-native/napi/${file}`).concat(includes),
  }),
  executable: cargoRecipe({
    name: 'plugin-min-command',
    output: `plugin-min${executableSuffix}`,
    sources: ['plugins-native/command/Cargo.toml', COMMAND, ...includes],
  }),
  'wasm-module': rustcRecipe({ source: LIBRARY, includes, targets: UNKNOWN_TARGETS, crateType: 'cdylib' }),
  'wasm-memory-module': rustcRecipe({
    source: 'plugins-wasm/memory.rs',
    includes,
    targets: UNKNOWN_TARGETS,
    crateType: 'cdylib',
  }),
  'wasi-reactor': rustcRecipe({
    source: 'plugins-wasm/reactor.rs',
    includes: [LIBRARY, ...includes],
    targets: WASI_TARGETS,
    crateType: 'cdylib',
  }),
  'wasi-command': rustcRecipe({ source: COMMAND, includes, targets: WASI_TARGETS, crateType: 'bin' }),
  'extism-plugin': rustcRecipe({
    source: 'plugins-wasm/extism.rs',
    includes,
    targets: UNKNOWN_TARGETS,
    crateType: 'cdylib',
  }),
  'extism-bytes-plugin': rustcRecipe({
    source: 'plugins-wasm/extism_bytes.rs',
    includes,
    targets: UNKNOWN_TARGETS,
    crateType: 'cdylib',
  }),
  component: componentRecipe({
    source: 'plugins-wasm/component.rs',
    includes,
    targets: UNKNOWN_TARGETS,
    crateType: 'cdylib',
  }),
  'assemblyscript-module': assemblyscriptRecipe,
};

export const PREBUILT_FOLDER = join(PROJECT_ROOT, 'plugins-wasm', 'prebuilt');

/** Kinds of which a build is checked in. */
export const CHECKED_IN_KINDS = kindsFrom('recipe').filter((kind) => RECIPES[kind].isCheckedIn);

/** Digest of what an artifact is built from: sources and flags. */
export function sourceDigest(kind: BuiltKind, build: Build = 'timed'): string {
  const { sources, flags } = RECIPES[kind];
  const contents = sources.map((file) => readFileSync(join(PROJECT_ROOT, file)));
  if (kind === 'script') contents.push(readFileSync(artifactPath('javascript', build)));
  return sha256(flags.join(' '), build, ...contents);
}

function digestIfThere(kind: BuiltKind, build: Build): string | null {
  try {
    return sourceDigest(kind, build);
  } catch {
    return null;
  }
}

/** Artifacts that the user gave in place of ours. */
export type GivenArtifacts = Partial<Record<ArtifactKind, string>>;

/**
 * Builds whatever is missing or older than its source, and says what there is now.
 * @param say receives one line per artifact that is built
 * @param given files to use instead of building
 * @param build which build of the plugin
 * @param during does what takes long, and shows meanwhile what it is
 */
export function ensureArtifacts(
  say: (line: string) => void,
  given: GivenArtifacts = {},
  build: Build = 'timed',
  during: During = (_what, work) => work(),
): Map<ArtifactKind, ArtifactState> {
  const records = readBuildRecords(build);
  const states = new Map<ArtifactKind, ArtifactState>();
  for (const kind of ARTIFACT_KINDS) {
    const path = given[kind];
    if (path !== undefined) states.set(kind, describeGiven(kind, path));
    else if (isFrom(kind, 'engines')) states.set(kind, engineArtifact(kind, build));
    else if (isFrom(kind, 'component')) states.set(kind, besideGlue(states.get('component')));
    else states.set(kind, ensureArtifact(kind, build, records, { say, during }));
  }
  return states;
}

/** A compiler blocks this process: whoever shows that something goes on does it from another one. */
export type During = <T>(what: string, work: () => T) => T;

/** The component itself, for engines that know components: it lies beside the JavaScript that jco makes of it. */
function besideGlue(glue: ArtifactState | undefined): ArtifactState {
  if (glue?.state !== 'built') return glue ?? { state: 'missing', reason: 'There is no component.' };
  const path = join(dirname(glue.path), basename(artifactFile('wasm-component')));
  return describeArtifact('wasm-component', path, glue.artifact.builtWith);
}

const GIVEN = 'given with --artifact';
const NAMED = 'named in ';

/** How the artifacts of a config are said to be made. */
export function namedIn(file: string): string {
  return NAMED + file;
}

/** Whether an artifact is the user's. */
export function isGivenArtifact(state: ArtifactState | undefined): boolean {
  return state?.state === 'built' && (state.artifact.builtWith === GIVEN || state.artifact.builtWith.startsWith(NAMED));
}

/** What helps when an artifact cannot be used. */
export function remedyOf(state: ArtifactState | undefined): string {
  const builtWith = state?.state === 'built' ? state.artifact.builtWith : '';
  if (builtWith === GIVEN) return 'give another file with --artifact';
  if (builtWith.startsWith(NAMED)) return `mend it, or name another file in ${builtWith.slice(NAMED.length)}`;
  return 'build it again with "npm run build"';
}

function describeGiven(kind: ArtifactKind, path: string): ArtifactState {
  if (existsSync(path)) return describeArtifact(kind, path, GIVEN);
  return { state: 'missing', reason: `${path}, given with --artifact, does not exist; give the path of a ${kind}.` };
}

function ensureArtifact(
  kind: BuiltKind | 'javascript',
  build: Build,
  records: Partial<Record<ArtifactKind, BuildRecord>>,
  { say, during }: { readonly say: (line: string) => void; readonly during: During },
): ArtifactState {
  const path = artifactPath(kind, build);
  if (kind === 'javascript') return describeArtifact(kind, path, 'esbuild');
  const sourceSha256 = digestIfThere(kind, build);
  if (sourceSha256 === null) {
    return {
      state: 'missing',
      reason: `The sources of ${artifactFile(kind)} are not here; install plugin-bench again.`,
    };
  }
  const known = records[kind];
  if (known?.sourceSha256 === sourceSha256 && existsSync(path) && digestArtifact(kind, path) === known.outputSha256) {
    return describeArtifact(kind, path, known.builtWith);
  }
  try {
    mkdirSync(dirname(path), { recursive: true });
    const what = `building ${artifactFile(kind)}${build === 'timed' ? '' : ', the build that counts calls'}`;
    const builtWith = during(what, () => RECIPES[kind].build(path, build, say));
    if (builtWith === null) return findPrebuilt(kind, build, sourceSha256);
    records[kind] = { builtWith, sourceSha256, outputSha256: digestArtifact(kind, path) };
    writeBuildRecords(records, build);
    say(`built ${artifactFile(kind)} with ${builtWith}`);
    return describeArtifact(kind, path, builtWith);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Also where nothing may be written: a checked-in file can be used all the same.
    return RECIPES[kind].isCheckedIn ? findPrebuilt(kind, build, sourceSha256, reason) : { state: 'missing', reason };
  }
}

/** The checked-in file, used where it lies: it is not recorded as built, so that a compiler installed later is used. */
function findPrebuilt(
  kind: BuiltKind,
  build: Build,
  sourceSha256: string,
  why = 'No compiler for it was found',
): ArtifactState {
  const folder = buildFolder(PREBUILT_FOLDER, build);
  const path = join(folder, artifactFile(kind));
  const records = JSON.parse(readFileSync(join(folder, 'records.json'), 'utf8')) as Record<string, BuildRecord>;
  const record = records[kind];
  if (record?.sourceSha256 === sourceSha256) return describeArtifact(kind, path, `checked in (${record.builtWith})`);
  const reason =
    `${why.replace(/\.$/, '')}, and the checked-in ${artifactFile(kind)} is older than its source: run ` +
    '"rustup target add wasm32-unknown-unknown wasm32-wasip1" and "npm run setup -- jco assemblyscript", then this command again.';
  return { state: 'missing', reason };
}
