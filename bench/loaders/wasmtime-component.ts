/** Wasmtime's component model: the article's option 1, by what became of interface types. */
import { engineMechanism } from './shared/engine-loader.ts';

export default engineMechanism({
  mechanism: 'wasmtime-component',
  title: 'Wasmtime, component',
  note: 'A component with an interface in WIT; values cross by the canonical ABI.',
  boundary: 'sandbox',
  artifact: 'wasm-component',
});
