/** wasmi (https://docs.rs/wasmi): the article's idea of interpreting plugins. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'wasmi',
  title: 'wasmi (interpreter)',
  note: "An interpreter: no machine code is made. The article's idea of MIRI.",
  group: 'engines',
  boundary: 'sandbox',
  artifact: 'wasm-module',
});
