/**
 * ffi-rs (napi-rs over libffi). Used as its README recommends for repeated calls: the library opened once under a key, the
 * signature bound once by `define` (https://github.com/zhangyuang/node-ffi-rs#usage, "Use define function to define a
 * function signature").
 */
import type { Loader } from '../loader.ts';

const ffiRs: Loader = {
  mechanism: 'ffi-rs',
  title: 'ffi-rs',
  note: 'Foreign function interface over libffi; arguments are passed as an array and looked up by type on each call.',
  group: 'native',
  artifact: 'shared-library',
  callStyle: 'sync',
  packages: ['ffi-rs'],

  async openHost() {
    const { open, close, define, DataType } = (await import('ffi-rs')).default;
    return {
      load(artifactPath, endPhase) {
        open({ library: artifactPath, path: artifactPath });
        endPhase('load');
        const bindAs = (name: string, type: typeof DataType.I32 | typeof DataType.Double) => {
          const functions = define({ [name]: { library: artifactPath, retType: type, paramsType: [type, type] } });
          const bound = functions[name] as unknown as (values: number[]) => number;
          // As many values as the caller gave: what is missing is the library's affair.
          return (...values: [number, number]) => bound(values);
        };
        const bind = (name: string) => bindAs(name, DataType.I32);
        const min = bind('with_extern');
        endPhase('resolve');
        const misdeclare = () => bindAs('with_extern', DataType.Double);
        return { callStyle: 'sync', min, bind, misdeclare, close: () => close(artifactPath) };
      },
      close() {},
    };
  },
};

export default ffiRs;
