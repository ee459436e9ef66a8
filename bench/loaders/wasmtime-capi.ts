/**
 * Wasmtime through its C API and koffi: the engine without a compiler for the host, where a libwasmtime is found. Declared once;
 * calls by `wasmtime_func_call_unchecked` over one buffer, which the API documents as the fast way
 * (https://docs.wasmtime.dev/c-api/func_8h.html). Both boundaries, koffi's and the engine's, are part of the cost.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportName } from '../contract/function.ts';
import type { Loader } from '../loader.ts';

const NAMES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'libwasmtime.dylib', win32: 'wasmtime.dll' };
const NAME = NAMES[process.platform] ?? 'libwasmtime.so';
const GIVEN = process.env['PLUGIN_BENCH_LIBWASMTIME'];
/** Where `npm run setup -- libwasmtime` puts it, then where systems keep libraries. */
const PLACES = [
  fileURLToPath(new URL('../libwasmtime/', import.meta.url)),
  fileURLToPath(new URL('../../dist/libwasmtime/', import.meta.url)),
  '/usr/local/lib',
  '/usr/lib',
  '/opt/homebrew/lib',
];
const LIBRARY = GIVEN ?? PLACES.map((folder) => join(folder, NAME)).find((path) => existsSync(path));

/** wasmtime_extern_t: a kind, then at 8 the union; a function in it is 16 bytes. */
const EXTERN_BYTES = 32;
const UNION_OFFSET = 8;
const KIND_FUNCTION = 0;
/** wasmtime_val_raw_t is 16 bytes wide. */
const RAW_BYTES = 16;

const wasmtimeCapi: Loader = {
  mechanism: 'wasmtime-capi',
  title: 'Wasmtime, C API by koffi',
  note: 'libwasmtime opened by koffi: no addon to build, two foreign boundaries to cross.',
  group: 'engines',
  boundary: 'sandbox',
  artifact: 'wasm-module',
  callStyle: 'sync',
  packages: ['koffi'],

  unsupported() {
    if (LIBRARY === undefined) {
      return `No ${NAME} is here; set PLUGIN_BENCH_LIBWASMTIME to the path of one, or run "npm run setup -- libwasmtime" in a checkout.`;
    }
    return existsSync(LIBRARY) ? null : `PLUGIN_BENCH_LIBWASMTIME is ${LIBRARY}, which does not exist.`;
  },

  async openHost() {
    const { default: koffi } = await import('koffi');
    const library = koffi.load(LIBRARY ?? NAME);
    const declare = (signature: string) => library.func(signature);
    const api = {
      engineNew: declare('void *wasm_engine_new()'),
      engineDelete: declare('void wasm_engine_delete(void *engine)'),
      storeNew: declare('void *wasmtime_store_new(void *engine, void *data, void *finalizer)'),
      storeContext: declare('void *wasmtime_store_context(void *store)'),
      storeDelete: declare('void wasmtime_store_delete(void *store)'),
      moduleNew: declare('void *wasmtime_module_new(void *engine, void *wasm, size_t size, _Out_ void **module)'),
      moduleDelete: declare('void wasmtime_module_delete(void *module)'),
      instanceNew: declare(
        'void *wasmtime_instance_new(void *context, void *module, void *imports, size_t count, void *instance, _Out_ void **trap)',
      ),
      exportGet: declare(
        'bool wasmtime_instance_export_get(void *context, void *instance, const char *name, size_t length, void *item)',
      ),
      call: declare(
        'void *wasmtime_func_call_unchecked(void *context, void *func, void *args, size_t count, void *trap)',
      ),
    };
    const engine = api.engineNew();

    return {
      load(artifactPath, asked, endPhase) {
        const bytes = readFileSync(artifactPath);
        endPhase('load');
        const module: unknown[] = [null];
        if (api.moduleNew(engine, bytes, bytes.length, module) !== null) {
          throw new Error('Wasmtime refuses the module: it is no WebAssembly, or damaged.');
        }
        endPhase('compile');
        const store = api.storeNew(engine, null, null);
        const context = api.storeContext(store);
        const instance = Buffer.alloc(RAW_BYTES);
        if (api.instanceNew(context, module[0], null, 0, instance, [null]) !== null) {
          throw new Error('The module has no instance: it imports something.');
        }
        endPhase('instantiate');
        const name = exportName(asked, 'wasm-module');
        const item = Buffer.alloc(EXTERN_BYTES);
        if (!api.exportGet(context, instance, name, name.length, item) || item[0] !== KIND_FUNCTION) {
          throw new Error(`The module exports no function "${name}".`);
        }
        const func = item.subarray(UNION_OFFSET, UNION_OFFSET + RAW_BYTES);
        const raw = new Int32Array((2 * RAW_BYTES) / Int32Array.BYTES_PER_ELEMENT);
        const trap = new BigUint64Array(1);
        const { call } = api;
        endPhase('resolve');
        return {
          callStyle: 'sync',
          call(a, b) {
            raw[0] = a;
            raw[4] = b;
            if (call(context, func, raw, 2, trap) !== null || trap[0] !== 0n) throw new Error('The call trapped.');
            return raw[0];
          },
          close() {
            api.storeDelete(store);
            api.moduleDelete(module[0]);
          },
        };
      },
      close() {
        api.engineDelete(engine);
        library.unload();
      },
    };
  },
};

export default wasmtimeCapi;
