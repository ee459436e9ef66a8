/** The same where the compiler may inline it: no boundary at all. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'static-link-inlined',
  title: 'Static link, inlined',
  note: 'The compiler sees through the call: what is left is the minimum itself, in the loop.',
  group: 'engines',
  boundary: 'native',
  artifact: null,
});
