/** A Node-API addon (https://nodejs.org/api/n-api.html): native code that speaks the engine's own C interface. */
import { createRequire } from 'node:module';
import type { PluginFunction } from '../contract/function.ts';
import type { BytesCallSync } from '../contract/signatures/bytes-to-u32.ts';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { EndPhase, Loader } from '../loader.ts';

const napi: Loader = {
  mechanism: 'napi',
  title: 'Node-API addon',
  note: 'The plugin checks its arguments itself. An addon cannot be unloaded, and a crash of it ends the host.',
  group: 'core',
  boundary: 'native',
  artifact: 'napi-addon',
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'sync',
  packages: [],

  unsupported: () =>
    process.platform === 'win32' ? 'The addon is linked for Linux and macOS; Windows needs an import library.' : null,

  async openHost() {
    const functionOf = <Call>(artifactPath: string, { name }: PluginFunction, endPhase: EndPhase) => {
      const addon = createRequire(artifactPath)(artifactPath) as Record<string, Call>;
      endPhase('load');
      const call = addon[name] as Call;
      endPhase('resolve');
      return { callStyle: 'sync' as const, call, close() {} };
    };
    return { load: functionOf<CallSync>, loadBytes: functionOf<BytesCallSync>, close() {} };
  },
};

export default napi;
