/**
 * The article's next step: the plugin exports one versioned structure of data and functions, which the host checks before
 * it uses any of it. The structure is `plugins-native/include/plugin.h`; read as koffi documents it
 * (https://koffi.dev/load, "Variables"; https://koffi.dev/pointers, "Decode pointer to function").
 */
import type { Loader } from '../loader.ts';

const ABI_VERSION = 1;

const koffiVtable: Loader = {
  mechanism: 'koffi-vtable',
  title: 'koffi, versioned vtable',
  note: 'One C structure with version, name, kind and functions, checked before use; each call passes the instance.',
  group: 'native',
  boundary: 'native',
  artifact: 'shared-library',
  functions: ['min'],
  callStyle: 'sync',
  packages: ['koffi'],

  async openHost() {
    const { default: koffi } = await import('koffi');
    // In the order of the header.
    const PluginData = koffi.struct({
      abi_version: 'uint32_t',
      name: 'const char *',
      kind: 'const char *',
      new_: 'void *',
      min: 'void *',
      free: 'void *',
    });
    const newFunction = koffi.proto('void *', []);
    const minFunction = koffi.proto('int32_t', ['void *', 'int32_t', 'int32_t']);
    const freeFunction = koffi.proto('void', ['void *']);
    return {
      load(artifactPath, _asked, endPhase) {
        const library = koffi.load(artifactPath);
        endPhase('load');
        const variable = library.symbol('PLUGIN_DATA');
        // The version first: of another one, nothing else may be believed.
        const version = koffi.decode(variable, 'uint32_t');
        if (version !== ABI_VERSION) {
          library.unload();
          throw new Error(`the plugin has ABI version ${version}, the host needs ${ABI_VERSION}`);
        }
        const data = koffi.decode(variable, PluginData);
        if (data.name !== 'min' || data.kind !== 'arithmetic') throw new Error(`it is ${data.kind} "${data.name}"`);
        const instance = koffi.decode(data.new_, newFunction)();
        const min = koffi.decode(data.min, minFunction);
        const free = koffi.decode(data.free, freeFunction);
        endPhase('resolve');
        return {
          callStyle: 'sync',
          call: (a, b) => min(instance, a, b),
          close() {
            free(instance);
            library.unload();
          },
        };
      },
      close() {},
    };
  },
};

export default koffiVtable;
