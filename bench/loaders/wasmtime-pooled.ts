/** Wasmtime with its pooling allocator. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'wasmtime-pooled',
  title: 'Wasmtime, pooled',
  note: 'Memory for 1,000 instances is reserved when the engine starts.',
  group: 'engines',
  boundary: 'sandbox',
  artifact: 'wasm-module',
});
