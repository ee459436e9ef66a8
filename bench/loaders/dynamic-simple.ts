/** The article's `dynamic_simple`: with_static and with_extern of one library, for `npm run article`. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'dynamic-simple',
  title: "The article's dynamic_simple",
  note: 'Both exports, one after the other: an iteration is two calls.',
  group: 'engines',
  artifact: 'shared-library',
});
