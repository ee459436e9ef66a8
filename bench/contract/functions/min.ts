/** The article's function: the smaller of two integers. */
import type { NumbersFunction } from '../function.ts';
import { EDGES } from '../signatures/i32-i32-to-i32.ts';

const WITH_EXTERN = 'with_extern';

const min: NumbersFunction = {
  name: 'min',
  signature: 'i32-i32-to-i32',
  answer: (a, b) => (a < b ? a : b),
  vectors: EDGES,
  // As the article calls it.
  exports: {
    'shared-library': WITH_EXTERN,
    'wasm-module': WITH_EXTERN,
    'wasi-reactor': WITH_EXTERN,
    'wasmtime-module': WITH_EXTERN,
  },
};

export default min;
