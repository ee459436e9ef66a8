/** Wasmtime that can be interrupted: epochs. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'wasmtime-epoch',
  title: 'Wasmtime, epochs',
  note: 'Every function and loop looks at a counter, so that the host can end it. What protection costs: compare with wasmtime@rust.',
  group: 'engines',
  boundary: 'sandbox',
  artifact: 'wasm-module',
});
