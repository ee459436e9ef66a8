/** A native program that lives as long as the plugin: calls as length-prefixed frames over its standard input and output. */
import { once } from 'node:events';
import type { Loader } from '../loader.ts';
import { framedCalls } from './shared/frames.ts';
import { watchProgram } from './shared/program.ts';

const processPipe: Loader = {
  mechanism: 'process-pipe',
  title: 'Process, pipes',
  note: 'A process of its own: what crashes there does not end the host. One call at a time, length-prefixed frames.',
  group: 'core',
  boundary: 'process',
  artifact: 'executable',
  callStyle: 'async',
  packages: [],
  inRust: true,

  async openHost() {
    const { spawn } = await import('node:child_process');
    return {
      async load(artifactPath, { name }, endPhase) {
        const child = spawn(artifactPath, ['--function', name], {
          stdio: ['pipe', 'pipe', 'ignore'],
        });
        const calls = framedCalls((frame) => child.stdin.write(frame));
        child.stdout.on('data', calls.receive);
        const close = watchProgram(child, calls.fail);
        await once(child, 'spawn');
        endPhase('load');
        return {
          callStyle: 'async',
          call: calls.call,
          close,
        };
      },
      close() {},
    };
  },
};

export default processPipe;
