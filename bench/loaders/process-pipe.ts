/** A native program that lives as long as the plugin: calls as length-prefixed frames over its standard input and output. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { PluginFunction } from '../contract/function.ts';
import type { EndPhase, Loader } from '../loader.ts';
import { type Framed, framedBytes, framedCalls, writeTogether } from './shared/frames.ts';
import { watchProgram } from './shared/program.ts';

const processPipe: Loader = {
  mechanism: 'process-pipe',
  title: 'Process, pipes',
  note: 'A process of its own: what crashes there does not end the host. One call at a time, length-prefixed frames.',
  group: 'core',
  boundary: 'process',
  artifact: 'executable',
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'async',
  packages: [],
  inRust: true,

  async openHost() {
    const { spawn } = await import('node:child_process');
    async function start<Call>(
      artifactPath: string,
      { name }: PluginFunction,
      endPhase: EndPhase,
      framed: (input: Writable) => Framed<Call>,
    ) {
      const child = spawn(artifactPath, ['--function', name], { stdio: ['pipe', 'pipe', 'ignore'] });
      const calls = framed(child.stdin);
      child.stdout.on('data', calls.receive);
      const close = watchProgram(child, calls.fail);
      await once(child, 'spawn');
      endPhase('load');
      return { callStyle: 'async' as const, call: calls.call, close };
    }
    return {
      load: (artifactPath, asked, endPhase) =>
        start(artifactPath, asked, endPhase, (input) => framedCalls((frame) => input.write(frame))),
      loadBytes: (artifactPath, asked, endPhase) =>
        start(artifactPath, asked, endPhase, (input) => framedBytes(writeTogether(input))),
      close() {},
    };
  },
};

export default processPipe;
