/** dlopen2 (https://docs.rs/dlopen2), the maintained successor of the article's second choice. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'dlopen2',
  title: 'dlopen2',
  note: "The successor of the article's second choice; its wrapper looks up all symbols when the library is opened.",
  group: 'engines',
  boundary: 'native',
  artifact: 'shared-library',
});
