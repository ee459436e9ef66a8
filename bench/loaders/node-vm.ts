/** The plugin's script in a context of its own of the same engine (https://nodejs.org/api/vm.html). */
import { readFileSync } from 'node:fs';
import type { MinSync } from '../contract.ts';
import type { Loader } from '../loader.ts';

const nodeVm: Loader = {
  mechanism: 'node-vm',
  title: 'node:vm context',
  note: 'Other globals, same heap, and a time limit for scripts; its documentation says that it is no security mechanism.',
  group: 'sandbox',
  artifact: 'script',
  callStyle: 'sync',
  packages: [],

  async openHost() {
    const { createContext, Script } = await import('node:vm');
    return {
      load(artifactPath, endPhase) {
        const source = readFileSync(artifactPath, 'utf8');
        endPhase('load');
        const script = new Script(source, { filename: artifactPath });
        endPhase('compile');
        const context = createContext() as Record<string, MinSync>;
        script.runInContext(context);
        endPhase('instantiate');
        const bind = (name: string) => context[name] as MinSync;
        const min = bind('min');
        endPhase('resolve');
        return { callStyle: 'sync', min, bind, close() {} };
      },
      close() {},
    };
  },
};

export default nodeVm;
