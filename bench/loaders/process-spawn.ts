/** A native program, started anew for every call: arguments on its command line, the answer on its standard output. */
import { access, constants } from 'node:fs/promises';
import type { Loader } from '../loader.ts';

const processSpawn: Loader = {
  mechanism: 'process-spawn',
  title: 'Process per call',
  note: 'Nothing survives a call: no state, no leak, no crash.',
  group: 'process',
  boundary: 'process',
  artifact: 'executable',
  callStyle: 'async',
  packages: [],

  async openHost() {
    const { execFile } = await import('node:child_process');
    const { promisify } = await import('node:util');
    const run = promisify(execFile);
    return {
      async load(artifactPath, { name }, endPhase) {
        await access(artifactPath, constants.X_OK);
        endPhase('load');
        return {
          callStyle: 'async',
          async call(a, b) {
            const { stdout } = await run(artifactPath, ['--function', name, String(a), String(b)]);
            return Number(stdout);
          },
          close() {},
        };
      },
      close() {},
    };
  },
};

export default processSpawn;
