/** A Node-API addon (https://nodejs.org/api/n-api.html): native code that speaks the engine's own C interface. */
import { createRequire } from 'node:module';
import type { MinSync } from '../contract.ts';
import type { Loader } from '../loader.ts';

const napi: Loader = {
  mechanism: 'napi',
  title: 'Node-API addon',
  note: 'The plugin checks its arguments itself. An addon cannot be unloaded, and a crash of it ends the host.',
  group: 'core',
  artifact: 'napi-addon',
  callStyle: 'sync',
  packages: [],

  unsupported: () =>
    process.platform === 'win32' ? 'The addon is linked for Linux and macOS; Windows needs an import library.' : null,

  async openHost() {
    return {
      load(artifactPath, endPhase) {
        const addon = createRequire(artifactPath)(artifactPath) as Record<string, MinSync>;
        endPhase('load');
        const bind = (name: string) => addon[name] as MinSync;
        const min = bind('min');
        endPhase('resolve');
        return { callStyle: 'sync', min, bind, close() {} };
      },
      close() {},
    };
  },
};

export default napi;
