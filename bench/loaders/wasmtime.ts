/** Wasmtime (https://docs.rs/wasmtime), which the article meant to measure: in Node.js by an addon, in the Rust host directly. */
import { engineMechanism } from './shared/engine-loader.ts';

export default engineMechanism({
  mechanism: 'wasmtime',
  title: 'Wasmtime',
  note: 'Compiled by Cranelift when it is loaded, with the default configuration. In Node.js a call crosses Node-API as well.',
  boundary: 'sandbox',
  artifact: 'wasm-module',
});
