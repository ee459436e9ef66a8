/**
 * The article's first option as it is today, the component model: a component with a WIT world, transpiled by jco
 * (https://bytecodealliance.github.io/jco/transpiling.html) when it is built, and called through those bindings. They are in
 * instantiation mode, where the host brings the core module. None of jco's options is documented to make calls of exports
 * faster; bindings of jco 1.13.0 and older call the export directly, later ones make a task of each call.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';

interface Bindings {
  instantiate(
    getCoreModule: (name: string) => WebAssembly.Module,
    imports: object,
    instantiateCore?: (module: WebAssembly.Module, imports?: WebAssembly.Imports) => WebAssembly.Instance,
  ): Record<string, CallSync>;
}

const jco: Loader = {
  mechanism: 'jco',
  title: (engine) => `Component by jco on ${engine}`,
  note: 'Bindings are generated JavaScript; after jco 1.13.0 every call makes a task, as asynchronous components need.',
  group: 'wasm',
  boundary: 'sandbox',
  artifact: 'component',
  callStyle: 'sync',
  packages: [],

  async openHost() {
    return {
      async load(artifactPath, { name }, endPhase) {
        const { instantiate } = (await import(pathToFileURL(artifactPath).href)) as Bindings;
        endPhase('load');
        const getCoreModule = (file: string) => {
          const module = new WebAssembly.Module(readFileSync(join(dirname(artifactPath), file)));
          endPhase('compile');
          return module;
        };
        const component = instantiate(getCoreModule, {});
        endPhase('instantiate');
        const call = component[name] as CallSync;
        endPhase('resolve');
        return { callStyle: 'sync', call, close() {} };
      },
      close() {},
    };
  },
};

export default jco;
