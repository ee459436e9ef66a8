/**
 * Which of V8's compilers made the code that runs. Asked between samples, never within one, by natives that a runner's
 * `--allow-natives-syntax` lets it compile; the flag changes the parser and no generated code.
 *
 * The bits of %GetOptimizationStatus have moved between versions of V8 (src/runtime/runtime.h, OptimizationStatus), but
 * their order has not: optimized, maglevved, turbofanned, interpreted. A probe that only ever ran interpreted finds them.
 */
import { compileFunction } from 'node:vm';

type AnyFunction = (...args: never[]) => unknown;

/**
 * @returns the compiler of a function's code, e.g. `turbofan`; `native` for functions that are no JavaScript. The reader
 *   is null where V8 does not say or is not the engine
 */
export function makeTierReader(): ((watched: AnyFunction) => string) | null {
  const status = native('GetOptimizationStatus');
  const isTurbofanWasm = native('IsTurboFanFunction');
  if (status === null || isTurbofanWasm === null) return null;
  const probe = compileFunction('return 1');
  probe();
  const interpreted = highestOf(status(probe) as number);
  return (watched) => {
    // WebAssembly has its own compilers; their natives end the process when asked about anything else.
    if (isWasmExport(watched)) return isTurbofanWasm(watched) ? 'wasm turbofan' : 'wasm liftoff';
    if (/\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(watched))) return 'native';
    const bits = status(watched) as number;
    if (bits & (interpreted >> 1)) return 'turbofan';
    if (bits & (interpreted >> 2)) return 'maglev';
    return bits & interpreted ? 'interpreter' : 'baseline';
  };
}

function native(name: string): ((subject: unknown) => unknown) | null {
  try {
    return compileFunction(`return %${name}(subject)`, ['subject']) as (subject: unknown) => unknown;
  } catch {
    // Without the flag, or in another engine, this is a syntax error.
    return null;
  }
}

function highestOf(bits: number): number {
  return 2 ** Math.floor(Math.log2(bits));
}

/** A table of functions takes exported WebAssembly functions and nothing else (WebAssembly JavaScript Interface, 5.5). */
function isWasmExport(candidate: AnyFunction): boolean {
  try {
    new WebAssembly.Table({ element: 'anyfunc', initial: 1 }).set(0, candidate);
    return true;
  } catch {
    return false;
  }
}
