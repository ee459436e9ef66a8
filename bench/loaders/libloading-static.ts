/** libloading, the article's other way: read the variable `with_static`, which holds the address. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'libloading-static',
  title: 'libloading, static',
  note: "The article's with_static: the symbol is a variable that holds the function's address.",
  group: 'engines',
  boundary: 'native',
  artifact: 'shared-library',
  functions: ['min'],
});
