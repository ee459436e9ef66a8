/**
 * isolated-vm: the plugin's script in an isolate of its own, with its own heap, in the same thread. A reference to the function
 * is taken once, and called with `applySync`, whose primitive arguments and results cross as they are
 * (https://github.com/laverdet/isolated-vm#referenceapplyreceiver-arguments-options).
 */
import { readFileSync } from 'node:fs';
import { HostError, type Loader } from '../loader.ts';

/** The part of the package that is used; it is installed only where it is wanted. */
interface IsolatedVm {
  Isolate: new (options: { memoryLimit: number }) => Isolate;
}
interface Isolate {
  compileScriptSync(source: string, options: { filename: string }): { runSync(context: Context): unknown };
  createContextSync(): Context;
  dispose(): void;
}
interface Context {
  readonly global: { getSync(name: string, options: { reference: true }): Reference };
}
interface Reference {
  readonly typeof: string;
  applySync(receiver: undefined, values: readonly unknown[]): number;
}

const PACKAGE = 'isolated-vm';
const MEMORY_LIMIT_MB = 32;

const isolatedVm: Loader = {
  mechanism: 'isolated-vm',
  title: 'isolated-vm',
  note: 'Its own heap with limits of memory and time; V8 enters and leaves the isolate on each call. Its runners have --no-node-snapshot.',
  group: 'sandbox',
  boundary: 'sandbox',
  artifact: 'script',
  callStyle: 'sync',
  packages: [PACKAGE],
  // "Using isolated-vm with Node.js 20 or later requires --no-node-snapshot" (its README, "Requirements").
  nodeOptions: ['--no-node-snapshot'],

  unsupported: ({ isHost }) =>
    isHost ? null : 'isolated-vm is compiled for the Node.js that runs plugin-bench, not for this runtime.',

  async openHost() {
    const ivm = await importPackage();
    return {
      load(artifactPath, { name }, endPhase) {
        const source = readFileSync(artifactPath, 'utf8');
        endPhase('load');
        const isolate = new ivm.Isolate({ memoryLimit: MEMORY_LIMIT_MB });
        const script = isolate.compileScriptSync(source, { filename: artifactPath });
        endPhase('compile');
        const context = isolate.createContextSync();
        script.runSync(context);
        endPhase('instantiate');
        const target = context.global.getSync(name, { reference: true });
        if (target.typeof !== 'function') throw new Error(`The plugin has no function "${name}".`);
        const call = (...values: [number, number]) => target.applySync(undefined, values);
        endPhase('resolve');
        return { callStyle: 'sync', call, close: () => isolate.dispose() };
      },
      close() {},
    };
  },
};

export default isolatedVm;

async function importPackage(): Promise<IsolatedVm> {
  try {
    return ((await import(PACKAGE)) as { default: IsolatedVm }).default;
  } catch (cause) {
    throw new HostError(
      'the package is not compiled for this Node.js; install it again with this one, its install script allowed (in a checkout: "npm run setup -- isolated-vm")',
      { cause },
    );
  }
}
