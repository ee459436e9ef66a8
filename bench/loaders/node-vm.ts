/** The plugin's script in a context of its own of the same engine (https://nodejs.org/api/vm.html). */
import { readFileSync } from 'node:fs';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

const nodeVm: Loader = {
  mechanism: 'node-vm',
  title: 'node:vm context',
  note: 'Other globals, same heap, and a time limit for scripts; its documentation says that it is no security mechanism.',
  group: 'sandbox',
  boundary: 'script',
  artifact: 'script',
  callStyle: 'sync',
  packages: [],

  async openHost() {
    const { createContext, Script } = await import('node:vm');
    return {
      load(artifactPath, { name }, endPhase) {
        const source = readFileSync(artifactPath, 'utf8');
        endPhase('load');
        const script = new Script(source, { filename: artifactPath });
        endPhase('compile');
        const context = createContext() as Record<string, CallSync>;
        script.runInContext(context);
        endPhase('instantiate');
        const call = context[name] as CallSync;
        endPhase('resolve');
        return { callStyle: 'sync', call, close() {} };
      },
      close() {},
    };
  },
};

export default nodeVm;
