/** A WASI reactor under `node:wasi` (https://nodejs.org/api/wasi.html): initialised once, then called like any module. */
import { readFileSync } from 'node:fs';
import { exportName } from '../contract/function.ts';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

const nodeWasi: Loader = {
  mechanism: 'node-wasi',
  title: (engine) => `WASI reactor in ${engine}`,
  note: 'The plugin may be given files, environment and clocks; node:wasi says itself that it is no security boundary.',
  group: 'wasm',
  boundary: 'sandbox',
  artifact: 'wasi-reactor',
  callStyle: 'sync',
  packages: [],

  unsupported: ({ family }) =>
    family === 'bun' ? "Bun's node:wasi is another class: it has no initialize() and no getImportObject()." : null,

  async openHost() {
    const { WASI } = await import('node:wasi');
    return {
      load(artifactPath, asked, endPhase) {
        const bytes = readFileSync(artifactPath);
        endPhase('load');
        const module = new WebAssembly.Module(bytes);
        endPhase('compile');
        const wasi = new WASI({ version: 'preview1' });
        const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.wasiImport });
        wasi.initialize(instance);
        endPhase('instantiate');
        const call = instance.exports[exportName(asked, 'wasi-reactor')] as CallSync;
        endPhase('resolve');
        return { callStyle: 'sync', call, close() {} };
      },
      close() {},
    };
  },
};

export default nodeWasi;
