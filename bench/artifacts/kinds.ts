/** Every kind of built file, once: its name, and where it comes from. How those of recipes are built stands in ensure.ts. */
import { join } from 'node:path';

interface Kind {
  /** Its file, relative to a folder of builds; what the platform loads is named as it names them. */
  readonly file: string;
  /** `program`: compiled with plugin-bench. `recipe`: built by one. `component`: beside the one that is named so. `engines`: made by them. */
  readonly source: 'program' | 'recipe' | 'component' | 'engines';
  /** It is a folder of modules that belong together: the file that is named, and what it reads from beside it. */
  readonly isFolder?: true;
  /** A user may give one in place of ours. */
  readonly isGivable?: true;
}

const isWindows = process.platform === 'win32';

/** What the platform calls a dynamic library. */
export function libraryName(platform: NodeJS.Platform, name: string): string {
  if (platform === 'win32') return `${name}.dll`;
  return platform === 'darwin' ? `lib${name}.dylib` : `lib${name}.so`;
}

const ownLibrary = (name: string) => libraryName(process.platform, name);

export const KINDS = {
  javascript: { file: 'min.js', source: 'program', isFolder: true },
  script: { file: 'min.script.js', source: 'recipe' },
  'shared-library': { file: ownLibrary('plugin_min'), source: 'recipe', isGivable: true },
  'abi-stable-library': { file: ownLibrary('plugin_min_abi_stable'), source: 'engines', isGivable: true },
  'napi-addon': { file: 'min.node', source: 'recipe', isGivable: true },
  executable: { file: isWindows ? 'plugin-min.exe' : 'plugin-min', source: 'recipe', isGivable: true },
  'wasm-module': { file: 'min.wasm', source: 'recipe', isGivable: true },
  'wasm-memory-module': { file: 'min-memory.wasm', source: 'recipe', isGivable: true },
  'wasi-reactor': { file: 'min-reactor.wasm', source: 'recipe', isGivable: true },
  'wasi-command': { file: 'min-command.wasm', source: 'recipe', isGivable: true },
  'extism-plugin': { file: 'min-extism.wasm', source: 'recipe', isGivable: true },
  'extism-bytes-plugin': { file: 'min-extism-bytes.wasm', source: 'recipe', isGivable: true },
  component: { file: join('component', 'plugin.js'), source: 'recipe', isFolder: true },
  'wasm-component': { file: join('component', 'plugin.component.wasm'), source: 'component', isGivable: true },
  'wasmtime-module': { file: 'min.cwasm', source: 'engines', isGivable: true },
  'assemblyscript-module': { file: join('assemblyscript', 'plugin.js'), source: 'recipe', isFolder: true },
} as const satisfies Record<string, Kind>;

export type ArtifactKind = keyof typeof KINDS;

/** Kinds that come from there. */
export type KindFrom<Source extends Kind['source']> = {
  [Name in ArtifactKind]: (typeof KINDS)[Name]['source'] extends Source ? Name : never;
}[ArtifactKind];

export const ARTIFACT_KINDS = Object.keys(KINDS) as ArtifactKind[];

export function isFrom<Source extends Kind['source']>(kind: ArtifactKind, source: Source): kind is KindFrom<Source> {
  return KINDS[kind].source === source;
}

export function kindsFrom<Source extends Kind['source']>(source: Source): KindFrom<Source>[] {
  return ARTIFACT_KINDS.filter((kind) => isFrom(kind, source)) as KindFrom<Source>[];
}

/** Whether a kind is several files: modules that belong together. */
export function isFolder(kind: ArtifactKind): boolean {
  return 'isFolder' in KINDS[kind];
}

/** Kinds that may be given: one file each. */
export const GIVABLE_KINDS = ARTIFACT_KINDS.filter((kind) => 'isGivable' in KINDS[kind]);

/** Path of an artifact, relative to a folder of builds. */
export function artifactFile(kind: ArtifactKind): string {
  return KINDS[kind].file;
}
