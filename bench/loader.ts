/** The interfaces of a mechanism. Each file in `loaders/` default-exports one `Loader`; nothing else lists mechanisms. */
import type { Contract, MinAsync, MinSync } from './contract.ts';
import type { Phase } from './result/document.ts';

/** The built file that a loader opens. */
export type ArtifactKind = 'javascript' | 'shared-library' | 'wasm-module' | 'wasi-command';

/** Phases that a loader marks itself; `host-open` and `first-call` are marked by the scenario. */
export type LoadPhase = Exclude<Phase, 'host-open' | 'first-call'>;

/** Ends the named phase: the time since the previous mark (or the start) is its duration. */
export type EndPhase = (phase: LoadPhase) => void;

/** One mechanism for reaching the plugin. */
export interface Loader {
  /** Stable name, equal to the file name, e.g. `koffi`. Stored in results, never reused for something else. */
  readonly mechanism: string;
  /** Label in tables and charts. */
  readonly title: string;
  /** What a reader has to know before comparing this row. */
  readonly note?: string;
  /** `null` when there is nothing to load. */
  readonly artifact: ArtifactKind | null;
  /** Sync and async calls are never ranked as equals: an `await` alone costs more than many a call. */
  readonly callStyle: 'sync' | 'async';
  /** npm packages that `openHost` imports; they must be installed, and their versions go into the report. */
  readonly packages: readonly string[];
  /** The contract to hold the plugin against, when it is not `min`. */
  readonly contract?: Contract;
  /** Why this mechanism cannot run here although its packages are installed, or null. */
  unsupported?(): string | null;
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
export type Plugin =
  | {
      readonly callStyle: 'sync';
      readonly min: MinSync;
      /** Binds another export of the plugin with the signature of `min`. Never called within a timed load. */
      bind?(name: string): MinSync;
      close(): void | Promise<void>;
    }
  | { readonly callStyle: 'async'; readonly min: MinAsync; close(): void | Promise<void> };
