/** The interfaces of a mechanism. Each file in `loaders/` default-exports one `Loader`; nothing else lists mechanisms. */
import type { Contract, MinAsync, MinSync } from './contract.ts';
import type { Phase } from './result/document.ts';

/** The built file that a loader opens: one contract, in as many shapes as mechanisms need. */
export type ArtifactKind =
  | 'javascript'
  | 'script'
  | 'shared-library'
  | 'abi-stable-library'
  | 'napi-addon'
  | 'executable'
  | 'wasm-module'
  | 'wasm-memory-module'
  | 'wasi-reactor'
  | 'wasi-command'
  | 'extism-plugin'
  | 'component'
  | 'wasm-component'
  | 'wasmtime-module'
  | 'assemblyscript-module';

/** Which runs show a mechanism: `core` is in every run, the others are asked for or fit into the time of a run. */
export const GROUPS = ['core', 'engines', 'native', 'wasm', 'process', 'sandbox'] as const;
export type Group = (typeof GROUPS)[number];

/** What executes a loader, as far as a loader may care. */
export interface RuntimeInfo {
  readonly family: 'node' | 'bun' | 'deno' | 'rust';
  /** Major and minor version. */
  readonly version: readonly [major: number, minor: number];
  /** Whether it is the one that runs plugin-bench itself. */
  readonly isHost: boolean;
}

/** Phases that a loader marks itself; `host-open` and `first-call` are marked by the scenario. */
export type LoadPhase = Exclude<Phase, 'host-open' | 'first-call'>;

/** Ends the named phase: the time since the previous mark (or the start) is its duration. */
export type EndPhase = (phase: LoadPhase) => void;

/** One mechanism for reaching the plugin. */
export interface Loader {
  /** Stable name, equal to the file name, e.g. `koffi`. Stored in results, never reused for something else. */
  readonly mechanism: string;
  /** Label in tables and charts; of the engine that runs it, e.g. `V8`, where that belongs to the name. */
  readonly title: string | ((engine: string) => string);
  readonly group: Group;
  /** What a reader has to know before comparing this row. */
  readonly note?: string;
  /** `null` when there is nothing to load. */
  readonly artifact: ArtifactKind | null;
  /** Sync and async calls are never ranked as equals: an `await` alone costs more than many a call. */
  readonly callStyle: 'sync' | 'async';
  /** npm packages that `openHost` imports; they must be installed, and their versions go into the report. */
  readonly packages: readonly string[];
  /** Calls of the plugin behind one answer, each with the answer of the one before; default 1. */
  readonly callsPerAnswer?: number;
  /** The contract to hold the plugin against, when it is not `min`. */
  readonly contract?: Contract;
  /** Whether the Rust host has it too: a module of this name in `plugins-native/host/engines/src/mechanisms/`. */
  readonly inRust?: boolean;
  /** Options of Node.js that the host library demands of the process it is in. */
  readonly nodeOptions?: readonly string[];
  /** Why this mechanism cannot run there although its packages are installed, or null. Of JavaScript runtimes only. */
  unsupported?(runtime: RuntimeInfo): string | null;
  /** Imports (dynamically, so that no other loader pays for it) and starts the host library. Loads no plugin. */
  openHost(): Promise<Host>;
}

/** A host library, open and ready to load plugins. */
export interface Host {
  /** Loads one plugin from its file, marking phases as they end. Rejects with one sentence when it cannot. */
  load(artifactPath: string, endPhase: EndPhase): Plugin | Promise<Plugin>;
  close(): void | Promise<void>;
}

/** A loaded plugin. `min` is a plain function: no look-up by name and no argument array in the timed loop. */
export type Plugin = SyncPlugin | AsyncPlugin;

interface SyncPlugin {
  readonly callStyle: 'sync';
  readonly min: MinSync;
  /** Binds another export of the plugin with the signature of `min`. Never called within a timed load. */
  bind?(name: string): MinSync;
  /** Binds `with_extern` as a function of two doubles, where the host has to believe what it is told. */
  misdeclare?(): MinSync;
  close(): void | Promise<void>;
}

interface AsyncPlugin {
  readonly callStyle: 'async';
  readonly min: MinAsync;
  /** Calls another export of the plugin, where exports are called by name. */
  bind?(name: string): MinAsync;
  close(): void | Promise<void>;
}

/** Why a mechanism cannot run in a runtime, or null. */
export function refusalOf(loader: Loader, runtime: RuntimeInfo): string | null {
  if (runtime.family !== 'rust') return loader.unsupported?.(runtime) ?? null;
  return loader.inRust === true ? null : 'It is a way for hosts that run JavaScript.';
}

/** A mechanism of the Rust host alone: a crate, which only Rust programs can use. */
export function rustMechanism(
  description: Pick<Loader, 'mechanism' | 'title' | 'group' | 'note' | 'artifact'>,
): Loader {
  const reason = `${description.mechanism} is for programs in Rust; "npm run build:engines" builds the host that has it.`;
  return {
    ...description,
    callStyle: 'sync',
    packages: [],
    inRust: true,
    unsupported: () => reason,
    openHost: () => Promise.reject(new Error(reason)),
  };
}
