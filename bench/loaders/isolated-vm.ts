/**
 * isolated-vm: the plugin's script in an isolate of its own, with its own heap, in the same thread. A reference to the function
 * is taken once, and called with `applySync`, whose primitive arguments and results cross as they are
 * (https://github.com/laverdet/isolated-vm#referenceapplyreceiver-arguments-options).
 */
import { readFileSync } from 'node:fs';
import type { PluginFunction } from '../contract/function.ts';
import { type EndPhase, HostError, type Loader } from '../loader.ts';

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
  applySync(receiver: undefined, values: readonly unknown[], options?: { arguments: { copy: true } }): number;
}

const PACKAGE = 'isolated-vm';
const MEMORY_LIMIT_MB = 32;
/** Copies of payloads count until they are collected. */
const MEMORY_LIMIT_OF_BYTES_MB = 256;

const isolatedVm: Loader = {
  mechanism: 'isolated-vm',
  title: 'isolated-vm',
  note: 'Its own heap with limits of memory and time; V8 enters and leaves the isolate on each call. Its runners have --no-node-snapshot.',
  group: 'sandbox',
  boundary: 'sandbox',
  artifact: 'script',
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'sync',
  packages: [PACKAGE],
  // "Using isolated-vm with Node.js 20 or later requires --no-node-snapshot" (its README, "Requirements").
  nodeOptions: ['--no-node-snapshot'],

  unsupported: ({ isHost }) =>
    isHost ? null : 'isolated-vm is compiled for the Node.js that runs plugin-bench, not for this runtime.',

  async openHost() {
    const ivm = await importPackage();
    function open(artifactPath: string, { name }: PluginFunction, endPhase: EndPhase, memoryLimit: number) {
      const source = readFileSync(artifactPath, 'utf8');
      endPhase('load');
      const isolate = new ivm.Isolate({ memoryLimit });
      const script = isolate.compileScriptSync(source, { filename: artifactPath });
      endPhase('compile');
      const context = isolate.createContextSync();
      script.runSync(context);
      endPhase('instantiate');
      const target = context.global.getSync(name, { reference: true });
      if (target.typeof !== 'function') throw new Error(`The plugin has no function "${name}".`);
      endPhase('resolve');
      return { target, close: () => isolate.dispose() };
    }
    return {
      load(artifactPath, asked, endPhase) {
        const { target, close } = open(artifactPath, asked, endPhase, MEMORY_LIMIT_MB);
        const call = (...values: [number, number]) => target.applySync(undefined, values);
        return { callStyle: 'sync', call, close };
      },
      loadBytes(artifactPath, asked, endPhase) {
        const { target, close } = open(artifactPath, asked, endPhase, MEMORY_LIMIT_OF_BYTES_MB);
        const copied = { arguments: { copy: true } } as const;
        return { callStyle: 'sync', call: (bytes) => target.applySync(undefined, [bytes], copied), close };
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
