/** Wasmer with Singlepass, its baseline compiler. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'wasmer-singlepass',
  title: 'Wasmer, Singlepass',
  note: 'The baseline compiler: quick to compile, slower to run.',
  group: 'engines',
  boundary: 'sandbox',
  artifact: 'wasm-module',
});
