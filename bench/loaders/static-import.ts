/** `import { min } from './min.js'`: the plugin is part of the host. The reference that other rows are divided by. */
import { pathToFileURL } from 'node:url';
import type { Loader } from '../loader.ts';

const staticImport: Loader = {
  mechanism: 'static-import',
  title: 'Static import',
  note: 'Not a plugin: V8 inlines the call. Its load is that of a host module which imports the plugin statically (two files).',
  group: 'core',
  boundary: 'script',
  artifact: 'javascript',
  callStyle: 'sync',
  packages: [],

  async openHost() {
    return {
      async load(artifactPath, { name }, endPhase) {
        const plugin = await import(new URL('static-host.js', pathToFileURL(artifactPath)).href);
        endPhase('load');
        return { callStyle: 'sync', call: plugin[name], close() {} };
      },
      close() {},
    };
  },
};

export default staticImport;
