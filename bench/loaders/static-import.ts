/** `import { min } from './min.js'`: the plugin is part of the host. The reference that other rows are divided by. */
import { pathToFileURL } from 'node:url';
import type { PluginFunction } from '../contract/function.ts';
import type { EndPhase, Loader } from '../loader.ts';

const staticImport: Loader = {
  mechanism: 'static-import',
  title: 'Static import',
  note: 'Not a plugin: V8 inlines the call. Its load is that of a host module which imports the plugin statically (two files).',
  group: 'core',
  boundary: 'script',
  artifact: 'javascript',
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'sync',
  packages: [],

  async openHost() {
    const load = async (artifactPath: string, { name }: PluginFunction, endPhase: EndPhase) => {
      const plugin = await import(new URL('static-host.js', pathToFileURL(artifactPath)).href);
      endPhase('load');
      return { callStyle: 'sync' as const, call: plugin[name], close() {} };
    };
    return { load, loadBytes: load, close() {} };
  },
};

export default staticImport;
