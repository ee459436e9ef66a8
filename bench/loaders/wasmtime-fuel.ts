/** Wasmtime with a limit of work: fuel. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'wasmtime-fuel',
  title: 'Wasmtime, fuel',
  note: 'Every instruction is paid for, so that work is limited. What protection costs: compare with wasmtime@rust.',
  group: 'engines',
  boundary: 'sandbox',
  artifact: 'wasm-module',
});
