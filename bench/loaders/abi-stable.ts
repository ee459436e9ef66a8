/** abi_stable (https://docs.rs/abi_stable): Rust types with a checked layout, which the article recommends. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'abi-stable',
  title: 'abi_stable',
  note: 'The layout and version of the module are compared with the host when it is loaded; libraries stay open for ever.',
  group: 'engines',
  boundary: 'native',
  artifact: 'abi-stable-library',
  functions: ['min', 'spin'],
});
