/** Loaders that reach the plugin through an engine in the process: by the addon in Node.js, without it in the Rust host. */
import { createRequire } from 'node:module';
import { addonPath, findEngines } from '../../artifacts/engines.ts';
import type { MinSync } from '../../contract.ts';
import type { Loader, LoadPhase } from '../../loader.ts';

/** What the addon exports; see `plugins-native/host/engine-addon`. */
interface Addon {
  openHost(mechanism: string): EngineHost;
}
interface EngineHost {
  load(path: string, endPhase: (phase: LoadPhase) => void): EnginePlugin;
  close(): void;
}
interface EnginePlugin {
  min(): MinSync;
  rebind(name: string): void;
  close(): void;
}

/** Looked up when the module is imported, not within a timed load. */
const ADDON = addonPath();

export function engineMechanism(description: Pick<Loader, 'mechanism' | 'title' | 'note' | 'artifact'>): Loader {
  return {
    ...description,
    group: 'engines',
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
        load(artifactPath, endPhase) {
          const plugin = host.load(artifactPath, endPhase);
          const min = plugin.min();
          return {
            callStyle: 'sync',
            min,
            bind(name) {
              plugin.rebind(name);
              return min;
            },
            close: () => plugin.close(),
          };
        },
        close: () => host.close(),
      };
    },
  };
}
