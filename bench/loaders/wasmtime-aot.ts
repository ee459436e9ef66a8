/** Wasmtime without a compiler at run time: a module that was compiled before and is mapped from its file. */
import { engineMechanism } from './shared/engine-loader.ts';

export default engineMechanism({
  mechanism: 'wasmtime-aot',
  title: 'Wasmtime, ahead of time',
  note: 'Compiled when it was built; loading maps the file.',
  boundary: 'sandbox',
  artifact: 'wasmtime-module',
});
