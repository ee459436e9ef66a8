// `npm run build:engines`: the Rust host and the addon, into dist/engines/. Cached: nothing happens when they are up to date.

import { buildEngines } from '../dist/toolchain/engines.js';
import { ensureArtifacts } from '../dist/toolchain.js';

const say = (line) => console.error(line);
const wasm = Object.fromEntries(
  ['timed', 'counting'].map((build) => {
    const state = ensureArtifacts(say, {}, build).get('wasm-module');
    return [build, state.state === 'built' ? state.path : null];
  }),
);
try {
  buildEngines(say, wasm);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
