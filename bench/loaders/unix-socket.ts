/** A native program that connects to a Unix domain socket of the host: the frames of process-pipe, another road. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PluginFunction } from '../contract/function.ts';
import type { EndPhase, Loader } from '../loader.ts';
import { type Framed, framedBytes, framedCalls, writeTogether } from './shared/frames.ts';

/** How long the program may take to end after the connection has. */
const GRACE_MS = 2000;

const unixSocket: Loader = {
  mechanism: 'unix-socket',
  title: 'Process, Unix socket',
  note: 'As process-pipe; the plugin could also be a service that runs already.',
  group: 'process',
  boundary: 'process',
  artifact: 'executable',
  signatures: ['i32-i32-to-i32', 'bytes-to-u32'],
  callStyle: 'async',
  packages: [],

  unsupported: () => (process.platform === 'win32' ? 'Windows has named pipes in place of Unix domain sockets.' : null),

  async openHost() {
    const { spawn } = await import('node:child_process');
    const { createServer } = await import('node:net');
    async function start<Call>(
      artifactPath: string,
      { name }: PluginFunction,
      endPhase: EndPhase,
      framed: (socket: Socket) => Framed<Call>,
    ) {
      const folder = await mkdtemp(join(tmpdir(), 'socket-'));
      const path = join(folder, 'plugin.sock');
      const server = createServer().listen(path);
      await once(server, 'listening');
      const child = spawn(artifactPath, ['--function', name, '--socket', path], {
        stdio: 'ignore',
      });
      const exited = once(child, 'close');
      const ended = exited.then(() => Promise.reject(new Error('The process of the plugin ended unconnected.')));
      const release = async () => {
        server.close();
        await rm(folder, { recursive: true, force: true });
      };
      try {
        await once(child, 'spawn');
        endPhase('load');
        const [socket] = (await Promise.race([once(server, 'connection'), ended])) as [Socket];
        const calls = framed(socket);
        socket.on('data', calls.receive);
        socket.on('error', ({ message }) => calls.fail(`The socket does not take calls: ${message}.`));
        socket.on('end', () => calls.fail('The plugin has closed the socket.'));
        ended.catch(() => calls.fail('The process of the plugin has ended.'));
        endPhase('instantiate');
        return {
          callStyle: 'async' as const,
          call: calls.call,
          async close() {
            socket.end();
            const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
            await exited;
            clearTimeout(late);
            await release();
          },
        };
      } catch (error) {
        ended.catch(() => {});
        await release();
        throw error;
      }
    }
    return {
      load: (artifactPath, asked, endPhase) =>
        start(artifactPath, asked, endPhase, (socket) => framedCalls((frame) => socket.write(frame))),
      loadBytes: (artifactPath, asked, endPhase) =>
        start(artifactPath, asked, endPhase, (socket) => framedBytes(writeTogether(socket))),
      close() {},
    };
  },
};

export default unixSocket;
