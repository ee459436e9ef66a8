/** The interfaces of a mechanism. Each file in `loaders/` default-exports one `Loader`; nothing else lists mechanisms. */
import type { ArtifactKind } from './artifacts/kinds.ts';
import type { BytesFunction, NumbersFunction, PluginFunction, Signature } from './contract/function.ts';
import type { BytesCallAsync, BytesCallSync } from './contract/signatures/bytes-to-u32.ts';
import type { CallAsync, CallSync } from './contract/signatures/i32-i32-to-i32.ts';
import type { Boundary } from './result/case.ts';
import type { Phase } from './result/document.ts';

/** The built file that a loader opens: one contract, in as many shapes as mechanisms need. */
export type { ArtifactKind } from './artifacts/kinds.ts';

/** Which runs show a mechanism: `core` is in every run, the others are asked for or fit into the time of a run. */
export const GROUPS = ['core', 'engines', 'native', 'wasm', 'process', 'sandbox'] as const;
export type Group = (typeof GROUPS)[number];
/** The group that comes with the host in Rust: every full run measures it where that is built. */
export const ENGINES: Group = 'engines';

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
  readonly boundary: Boundary;
  /** What a reader has to know before comparing this row. */
  readonly note?: string;
  /** `null` when there is nothing to load. */
  readonly artifact: ArtifactKind | null;
  /** Where functions of a signature are in another artifact. */
  readonly artifacts?: Partial<Record<Signature, ArtifactKind>>;
  /** Sync and async calls are never ranked as equals: an `await` alone costs more than most calls. */
  readonly callStyle: 'sync' | 'async';
  /** npm packages that `openHost` imports; they must be installed, and their versions go into the report. */
  readonly packages: readonly string[];
  /** Calls of the plugin behind one answer, each with the answer of the one before; default 1. */
  readonly callsPerAnswer?: number;
  /** Whether the host library or the plugin works in threads of its own, so that how much is done depends on who waits for whom. */
  readonly usesThreads?: boolean;
  /** Names of the functions that it reaches; default: every one, by its name. */
  readonly functions?: readonly string[];
  /** What it can carry, or be told to declare; default: two integers. A host that carries bytes has `loadBytes`. */
  readonly signatures?: readonly Signature[];
  /** Why it does not carry others, in one sentence; default: that nobody has built it. */
  readonly gaps?: Partial<Record<Signature, string>>;
  /** Whether the Rust host has it too: a module of this name in `plugins-native/host/engines/src/mechanisms/`. */
  readonly inRust?: boolean;
  /** Options of Node.js that the host library demands of the process it is in. */
  readonly nodeOptions?: readonly string[];
  /** Why this mechanism cannot run there although its packages are installed, or null. Of JavaScript runtimes only. */
  unsupported?(runtime: RuntimeInfo): string | null;
  /** Imports (dynamically, so that no other loader pays for it) and starts the host library. Loads no plugin. */
  openHost(): Promise<Host>;
}

/** Thrown by `openHost`: the host library cannot be used here, whatever the plugin, and the message says what to do. */
export class HostError extends Error {
  override name = 'HostError';
}

/** A host library, open and ready to load plugins. */
export interface Host {
  /**
   * Loads one plugin from its file and gets hold of that function, marking phases as they end. Rejects with one sentence when it
   * cannot.
   */
  load(artifactPath: string, asked: NumbersFunction, endPhase: EndPhase): Plugin | Promise<Plugin>;
  /** The same for a function of bytes. A call may keep the payload until it has answered, and no longer; it may not change it. */
  loadBytes?(artifactPath: string, asked: BytesFunction, endPhase: EndPhase): BytesPlugin | Promise<BytesPlugin>;
  close(): void | Promise<void>;
}

/** A loaded plugin. `call` is a plain function: no look-up by name and no argument array in the timed loop. */
export type Plugin = SyncPlugin | AsyncPlugin;

interface SyncPlugin {
  readonly callStyle: 'sync';
  readonly call: CallSync;
  close(): void | Promise<void>;
}

interface AsyncPlugin {
  readonly callStyle: 'async';
  readonly call: CallAsync;
  close(): void | Promise<void>;
}

/** A loaded plugin that was asked for a function of bytes. */
export type BytesPlugin =
  | { readonly callStyle: 'sync'; readonly call: BytesCallSync; close(): void | Promise<void> }
  | { readonly callStyle: 'async'; readonly call: BytesCallAsync; close(): void | Promise<void> };

/** The function of a plugin. @throws Error when the host gave something else for its name */
export function callableOf<Loaded extends Plugin | BytesPlugin>(
  { call }: Loaded,
  { name }: Pick<PluginFunction, 'name'>,
): Loaded['call'] {
  if (typeof call !== 'function') throw new Error(`it exports no function "${name}"`);
  return call;
}

/** The artifact in which a mechanism finds a function; `null` when there is nothing to load. */
export function artifactOf(
  { artifact, artifacts }: Loader,
  { signature }: Pick<PluginFunction, 'signature'>,
): ArtifactKind | null {
  return artifacts?.[signature] ?? artifact;
}

/** Whether a mechanism can be asked for a function. */
export function reaches({ functions, signatures = ['i32-i32-to-i32'] }: Loader, asked: PluginFunction): boolean {
  return functions?.includes(asked.name) ?? signatures.includes(asked.signature);
}

/** Why a mechanism cannot run in a runtime, or null. */
export function refusalOf(loader: Loader, runtime: RuntimeInfo): string | null {
  if (runtime.family !== 'rust') return loader.unsupported?.(runtime) ?? null;
  return loader.inRust === true ? null : 'It is a way for hosts that run JavaScript.';
}

/** A mechanism of the Rust host alone: a crate, which only Rust programs can use. */
export function rustMechanism(
  description: Pick<Loader, 'mechanism' | 'title' | 'group' | 'boundary' | 'note' | 'artifact' | 'functions'>,
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
