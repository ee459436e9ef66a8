/** The plugin linked into the Rust host: what a program without plugins does, and what the others there are divided by. */
import { rustMechanism } from '../loader.ts';

export default rustMechanism({
  mechanism: 'static-link',
  title: 'Static link',
  note: "The plugin linked into the host: a call, but nothing to load. The Rust host's reference.",
  group: 'engines',
  boundary: 'native',
  artifact: null,
});
