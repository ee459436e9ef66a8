// Child of compare-mitata.mjs: one mechanism timed by mitata in its own process, as `node mitata-call.mjs MECHANISM BODY`.
// Body `independent` is what one would write for mitata. Body `chained` feeds each result into the next call as our loop
// does; but mitata calls a closure, so the result goes through memory where our loop keeps it in a register.
import { measure } from 'mitata';
import { makeInputs } from '../dist/contract.js';
import { importLoader } from '../dist/discover.js';
import { ensureArtifacts } from '../dist/toolchain.js';

const [, , mechanism, body] = process.argv;
const loader = await importLoader(mechanism);
const host = await loader.openHost();
// The plugin is kept: with koffi, a library whose handle is collected is unloaded under its static pointer.
const plugin = await host.load(ensureArtifacts(console.error).get(loader.artifact)?.path ?? '', () => {});
const { min } = plugin;
const { a, b } = makeInputs(1);
let result = 0;
let i = 0;
const bodies = {
  independent: () => min(a[i++ & 4095], b[i & 4095]),
  chained: () => {
    result = min(result ^ a[i & 4095], b[i & 4095]);
    i++;
    return result;
  },
};
const { avg, min: fastest } = await measure(bodies[body]);
console.log(JSON.stringify({ avg, fastest }));
await plugin.close();
process.exit(0);
