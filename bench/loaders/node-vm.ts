/** The plugin's script in a context of its own of the same engine (https://nodejs.org/api/vm.html). */
import { readFileSync } from 'node:fs';
import type { PluginFunction } from '../contract/function.ts';
import type { BytesCallSync } from '../contract/signatures/bytes-to-u32.ts';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { EndPhase, Loader } from '../loader.ts';

const nodeVm: Loader = {
  mechanism: 'node-vm',
  title: 'node:vm context',
  note: 'Other globals, same heap, and a time limit for scripts; its documentation says that it is no security mechanism.',
  group: 'sandbox',
  boundary: 'script',
  artifact: 'script',
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'sync',
  packages: [],

  async openHost() {
    const { createContext, Script } = await import('node:vm');
    const functionOf = <Call>(artifactPath: string, { name }: PluginFunction, endPhase: EndPhase) => {
      const source = readFileSync(artifactPath, 'utf8');
      endPhase('load');
      const script = new Script(source, { filename: artifactPath });
      endPhase('compile');
      const context = createContext() as Record<string, Call>;
      script.runInContext(context);
      endPhase('instantiate');
      const call = context[name] as Call;
      endPhase('resolve');
      return { callStyle: 'sync' as const, call, close() {} };
    };
    return { load: functionOf<CallSync>, loadBytes: functionOf<BytesCallSync>, close() {} };
  },
};

export default nodeVm;
