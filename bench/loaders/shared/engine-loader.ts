/** Loaders that reach the plugin through an engine in the process: by the addon in Node.js, without it in the Rust host. */
import { createRequire } from 'node:module';
import { addonPath, findEngines } from '../../artifacts/engines.ts';
import { exportName } from '../../contract/function.ts';
import type { CallSync } from '../../contract/signatures/i32-i32-to-i32.ts';
import { type ArtifactKind, ENGINES, type Loader, type LoadPhase } from '../../loader.ts';

/** What the addon exports; see `plugins-native/host/engine-addon`. */
interface Addon {
  openHost(mechanism: string): EngineHost;
}
interface EngineHost {
  load(path: string, exported: string, endPhase: (phase: LoadPhase) => void): EnginePlugin;
  close(): void;
}
interface EnginePlugin {
  call(): CallSync;
  close(): void;
}

/** Looked up when the module is imported, not within a timed load. */
const ADDON = addonPath();

export function engineMechanism(
  description: Pick<Loader, 'mechanism' | 'title' | 'boundary' | 'note'> & { readonly artifact: ArtifactKind },
): Loader {
  return {
    ...description,
    group: ENGINES,
    callStyle: 'sync',
    packages: [],
    inRust: true,

    unsupported() {
      const found = findEngines();
      return found.state === 'missing' ? found.reason : null;
    },

    async openHost() {
      const addon = createRequire(import.meta.url)(ADDON) as Addon;
      const host = addon.openHost(description.mechanism);
      return {
        load(artifactPath, asked, endPhase) {
          const plugin = host.load(artifactPath, exportName(asked, description.artifact), endPhase);
          return { callStyle: 'sync', call: plugin.call(), close: () => plugin.close() };
        },
        close: () => host.close(),
      };
    },
  };
}
