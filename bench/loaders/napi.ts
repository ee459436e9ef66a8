/** A Node-API addon (https://nodejs.org/api/n-api.html): native code that speaks the engine's own C interface. */
import { createRequire } from 'node:module';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

const napi: Loader = {
  mechanism: 'napi',
  title: 'Node-API addon',
  note: 'The plugin checks its arguments itself. An addon cannot be unloaded, and a crash of it ends the host.',
  group: 'core',
  boundary: 'native',
  artifact: 'napi-addon',
  callStyle: 'sync',
  packages: [],

  unsupported: () =>
    process.platform === 'win32' ? 'The addon is linked for Linux and macOS; Windows needs an import library.' : null,

  async openHost() {
    return {
      load(artifactPath, { name }, endPhase) {
        const addon = createRequire(artifactPath)(artifactPath) as Record<string, CallSync>;
        endPhase('load');
        const call = addon[name] as CallSync;
        endPhase('resolve');
        return { callStyle: 'sync', call, close() {} };
      },
      close() {},
    };
  },
};

export default napi;
