/** A native program that lives as long as the plugin: calls as length-prefixed frames over its standard input and output. */
import { once } from 'node:events';
import type { Loader } from '../loader.ts';
import { framedCalls } from './shared/frames.ts';

/** How long the program may take to end after its input has. */
const GRACE_MS = 2000;
/** Whichever is noticed first: that its input is closed, or its end. */
const GONE = 'The process of the plugin takes no more calls.';

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
        child.stdin.on('error', () => calls.fail(GONE));
        const exited = once(child, 'close').then(() => calls.fail(GONE));
        exited.catch(({ message }) => calls.fail(message));
        await once(child, 'spawn');
        endPhase('load');
        return {
          callStyle: 'async',
          call: calls.call,
          async close() {
            child.stdin.end();
            const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
            await exited;
            clearTimeout(late);
          },
        };
      },
      close() {},
    };
  },
};

export default processPipe;
