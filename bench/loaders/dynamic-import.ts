/** `await import(url)`: the plugin is an ES module chosen at run time. Every load is of a URL that was never imported before. */
import { pathToFileURL } from 'node:url';
import type { Loader } from '../loader.ts';

const dynamicImport: Loader = {
  mechanism: 'dynamic-import',
  title: 'Dynamic import',
  note: 'Once loaded, V8 inlines it like a static import.',
  group: 'core',
  boundary: 'script',
  artifact: 'javascript',
  callStyle: 'sync',
  packages: [],

  async openHost() {
    return {
      async load(artifactPath, { name }, endPhase) {
        const plugin = await import(pathToFileURL(artifactPath).href);
        endPhase('load');
        return { callStyle: 'sync', call: plugin[name], close() {} };
      },
      close() {},
    };
  },
};

export default dynamicImport;
