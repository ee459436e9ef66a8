/** libloading (https://docs.rs/libloading), the article's dynamic loading: look `with_extern` up and call it. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'libloading',
  title: 'libloading',
  note: "The article's with_extern: a symbol looked up once and called through its address.",
  group: 'engines',
  boundary: 'native',
  artifact: 'shared-library',
});
