/** `await import(url)`: the plugin is an ES module chosen at run time. Every load is of a URL that was never imported before. */
import { pathToFileURL } from 'node:url';
import type { PluginFunction } from '../contract/function.ts';
import type { EndPhase, Loader } from '../loader.ts';

const dynamicImport: Loader = {
  mechanism: 'dynamic-import',
  title: 'Dynamic import',
  note: 'Once loaded, V8 inlines it like a static import.',
  group: 'core',
  boundary: 'script',
  artifact: 'javascript',
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'sync',
  packages: [],

  async openHost() {
    const load = async (artifactPath: string, { name }: PluginFunction, endPhase: EndPhase) => {
      const plugin = await import(pathToFileURL(artifactPath).href);
      endPhase('load');
      return { callStyle: 'sync' as const, call: plugin[name], close() {} };
    };
    return { load, loadBytes: load, close() {} };
  },
};

export default dynamicImport;
