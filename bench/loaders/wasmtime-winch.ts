/** Wasmtime with Winch, its baseline compiler. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'wasmtime-winch',
  title: 'Wasmtime, Winch',
  note: 'The baseline compiler: quick to compile, slower to run.',
  group: 'engines',
  boundary: 'sandbox',
  artifact: 'wasm-module',
});
