declare namespace __AdaptedExports {
  /**
   * plugins-wasm/assemblyscript/min
   * @param a `i32`
   * @param b `i32`
   * @returns `i32`
   */
  export function min(a: number, b: number): number;
  /**
   * plugins-wasm/assemblyscript/spin
   * @param x `i32`
   * @param k `i32`
   * @returns `i32`
   */
  export function spin(x: number, k: number): number;
}
/** Instantiates the compiled WebAssembly module with the given imports. */
export declare function instantiate(module: WebAssembly.Module, imports: {
}): Promise<typeof __AdaptedExports>;
