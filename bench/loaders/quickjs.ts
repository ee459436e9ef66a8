/**
 * The article's idea of interpreting the plugin, as a JavaScript engine in WebAssembly: QuickJS by quickjs-emscripten. The
 * function is looked up once, arguments are handles, and every handle is disposed of
 * (https://github.com/justjake/quickjs-emscripten#memory-management). The build is RELEASE_SYNC, which its README ("Packaging")
 * calls the fastest, installed by itself as "Reducing package size" describes.
 */
import { readFileSync } from 'node:fs';
import type { QuickJSSyncVariant } from 'quickjs-emscripten-core';
import { wholeBuffer } from '../contract/signatures/bytes-to-u32.ts';
import type { Loader } from '../loader.ts';

const quickjs: Loader = {
  mechanism: 'quickjs',
  title: (engine) => `QuickJS in WebAssembly on ${engine}`,
  note: 'An interpreter with its own heap, limits of memory and time; every value crosses through handles.',
  group: 'core',
  boundary: 'sandbox',
  artifact: 'script',
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'sync',
  packages: ['quickjs-emscripten-core', '@jitl/quickjs-wasmfile-release-sync'],

  async openHost() {
    const [{ newQuickJSWASMModuleFromVariant }, { default: variant }] = await Promise.all([
      import('quickjs-emscripten-core'),
      import('@jitl/quickjs-wasmfile-release-sync'),
    ]);
    const engine = await newQuickJSWASMModuleFromVariant(variant as unknown as QuickJSSyncVariant);
    return {
      load(artifactPath, { name }, endPhase) {
        const source = readFileSync(artifactPath, 'utf8');
        endPhase('load');
        const context = engine.newContext();
        context.unwrapResult(context.evalCode(source, artifactPath)).dispose();
        endPhase('instantiate');
        const target = context.getProp(context.global, name);
        endPhase('resolve');
        return {
          callStyle: 'sync',
          call(a, b) {
            const [first, second] = [context.newNumber(a), context.newNumber(b)];
            const result = context.unwrapResult(context.callFunction(target, context.undefined, first, second));
            const answer = context.getNumber(result);
            first.dispose();
            second.dispose();
            result.dispose();
            return answer;
          },
          close() {
            target.dispose();
            context.dispose();
          },
        };
      },
      loadBytes(artifactPath, { name }, endPhase) {
        const source = readFileSync(artifactPath, 'utf8');
        endPhase('load');
        const context = engine.newContext();
        context.unwrapResult(context.evalCode(source, artifactPath)).dispose();
        endPhase('instantiate');
        // What crosses is an ArrayBuffer; the view of it is made on the other side.
        const view = `(buffer) => ${name}(new Uint8Array(buffer))`;
        const target = context.unwrapResult(context.evalCode(view, artifactPath));
        endPhase('resolve');
        return {
          callStyle: 'sync',
          call(bytes) {
            const buffer = context.newArrayBuffer(wholeBuffer(bytes));
            const result = context.unwrapResult(context.callFunction(target, context.undefined, buffer));
            const answer = context.getNumber(result);
            buffer.dispose();
            result.dispose();
            return answer;
          },
          close() {
            target.dispose();
            context.dispose();
          },
        };
      },
      close() {},
    };
  },
};

export default quickjs;
