// `npm run build:engines`: the Rust host and the addon, into dist/engines/. Cached: nothing happens when they are up to date.
import { buildEngines } from '../dist/artifacts/build-engines.js';

try {
  buildEngines((line) => console.error(line));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
