/**
 * ffi-rs (napi-rs over libffi). Used as its README recommends for repeated calls: the library opened once under a key, the
 * signature bound once by `define` (https://github.com/zhangyuang/node-ffi-rs#usage, "Use define function to define a
 * function signature").
 */
import { exportName } from '../contract/function.ts';
import type { Loader } from '../loader.ts';

const ffiRs: Loader = {
  mechanism: 'ffi-rs',
  title: 'ffi-rs',
  note: 'Foreign function interface over libffi; arguments are passed as an array and looked up by type on each call.',
  group: 'native',
  boundary: 'native',
  artifact: 'shared-library',
  signatures: ['i32-i32-to-i32', 'f64-f64-to-f64', 'bytes-to-u32'],
  callStyle: 'sync',
  packages: ['ffi-rs'],

  async openHost() {
    const { open, close, define, DataType } = (await import('ffi-rs')).default;
    const types = { 'i32-i32-to-i32': DataType.I32, 'f64-f64-to-f64': DataType.Double } as const;
    return {
      load(artifactPath, asked, endPhase) {
        open({ library: artifactPath, path: artifactPath });
        endPhase('load');
        const [name, type] = [exportName(asked, 'shared-library'), types[asked.signature]];
        const functions = define({ [name]: { library: artifactPath, retType: type, paramsType: [type, type] } });
        const bound = functions[name] as unknown as (values: number[]) => number;
        // As many values as the caller gave: what is missing is the library's affair.
        const call = (...values: [number, number]) => bound(values);
        endPhase('resolve');
        return { callStyle: 'sync', call, close: () => close(artifactPath) };
      },
      loadBytes(artifactPath, asked, endPhase) {
        open({ library: artifactPath, path: artifactPath });
        endPhase('load');
        const name = exportName(asked, 'shared-library');
        const paramsType = [DataType.U8Array, DataType.U64];
        const functions = define({ [name]: { library: artifactPath, retType: DataType.U32, paramsType } });
        const bound = functions[name] as unknown as (values: [Uint8Array, number]) => number;
        endPhase('resolve');
        return { callStyle: 'sync', call: (bytes) => bound([bytes, bytes.length]), close: () => close(artifactPath) };
      },
      close() {},
    };
  },
};

export default ffiRs;
