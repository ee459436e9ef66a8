/** Runners that are not ours, played by scripts of one line: what they say is refused in one sentence, and they are ended. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../statistics/random.ts';
import { need } from '../testing/needs.ts';
import { waitFor } from '../testing/project.ts';
import { isOutcome } from './outcome.ts';
import { prepareRequest } from './prepare.ts';
import { PROTOCOL_VERSION } from './protocol.ts';
import { startRunner } from './spawn.ts';

const groups = need(process.platform === 'linux' ? null : 'states of processes are read on Linux only');

const request = prepareRequest({
  scenario: { name: 'call' },
  mechanism: 'fake',
  artifactPath: '',
  inputSeed: 1,
  sampleCount: 1,
});
const batch = { iterationsPerSample: 8, leadInIterations: 2 };
const ready = { type: 'ready', protocol: PROTOCOL_VERSION, batch };
const sample = { type: 'sample', iterations: 8, sample: { durationNs: 5, phasesNs: {}, firstCallNs: 1 } };

/** @param replies one for each request, then none; text is sent as it is */
function start(replies: readonly (object | string)[], extra = '') {
  const lines = JSON.stringify(replies.map((reply) => (typeof reply === 'string' ? reply : JSON.stringify(reply))));
  const script = `const replies = ${lines}; const fs = require('node:fs'); ${extra}
    const pipe = new (require('node:net').Socket)({ fd: Number(process.env.PLUGIN_BENCH_PIPE) });
    require('node:readline').createInterface({ input: pipe }).on('line', () => {
      const [reply] = replies.splice(0, 1);
      if (reply === '@exit') process.exit(0);
      else if (reply === '@endless') pipe.write('x'.repeat(2e6));
      else if (reply !== undefined) pipe.write(reply + '\\n', () => { if (reply.includes('"finished"')) process.exit(0); });
    });`;
  return startRunner(request, {
    launch: { executable: process.execPath, flags: ['-e', script], script: null, args: [], canOpenPipe: true },
    timeLimitMs: 20_000,
    random: seededRandom(1),
    signal: new AbortController().signal,
  });
}

describe('a runner', () => {
  it('is believed when it says what was asked for', async () => {
    const runner = await start([ready, sample, { type: 'finished' }]);
    expect(await runner.sample()).toMatchObject({ durationNs: 5, firstCallNs: 1 });
    await runner.finish();
    expect(runner.printed()).toBe('');
  });

  it('may print what it likes: a line, a reply, bytes, and a megabyte without an end', async () => {
    const noise = `fs.writeSync(1, 'über\\n{"type":"failed","error":"forged"}\\n'); fs.writeSync(2, Buffer.from([0, 255, 254]));
      fs.writeSync(1, 'x'.repeat(1e6));`;
    const runner = await start([ready, sample, { type: 'finished' }], noise);
    expect(await runner.sample()).toMatchObject({ durationNs: 5 });
    await runner.finish();
    expect(runner.printed()).toMatch(/^über\n\{"type":"failed"/);
    expect(runner.printed().length).toBeLessThanOrEqual(1000);
  });

  it.skipIf(groups.isMissing)(
    `ends with all that its plugin has started, and is not waited for by them${groups.note}`,
    async () => {
      const forks = `const { pid } = require('node:child_process').spawn('sleep', ['1000'], { stdio: 'inherit' }); fs.writeSync(1, 'pid ' + pid);`;
      const isThere = (pid: number) => {
        try {
          process.kill(pid, 0);
          return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
        } catch {
          return false;
        }
      };
      const runner = await start([ready, sample, { type: 'finished' }], `${forks} process.on('SIGTERM', () => {});`);
      await runner.sample();
      const pid = Number(/pid (\d+)/.exec(runner.printed())?.[1]);
      expect(isThere(pid)).toBe(true);
      runner.kill();
      await waitFor(() => !isThere(pid), 5000);
      const other = await start([ready, sample, '@exit'], `${forks} process.on('exit', () => {});`);
      await other.sample();
      const begun = process.hrtime.bigint();
      await expect(other.finish()).rejects.toThrow(/ended with exit code 0 before it answered "finish"/);
      expect(Number(process.hrtime.bigint() - begun) / 1e9).toBeLessThan(15);
      const otherPid = Number(/pid (\d+)/.exec(other.printed())?.[1]);
      await waitFor(() => !isThere(otherPid), 5000);
    },
  );

  it.each([
    [
      'speaks another version',
      [{ ...ready, protocol: 4 }],
      /speaks version 4 of the runner protocol, not \d+; build both/,
    ],
    ['is of the time before versions', [{ type: 'ready', batch }], /no valid answer to "prepare": .*protocol/],
    ['answers out of turn', [sample], /answered "prepare" with "sample"/],
    ['answers with noise', ['hello'], /"hello" is not JSON/],
    ['never ends its line', ['@endless'], /"x{80}" is not JSON/],
  ])('that %s is refused', async (_what, replies, sentence) => {
    const failure = await start(replies).catch((error: unknown) => error);
    expect(isOutcome(failure, 'protocol')).toBe(true);
    expect((failure as Error).message).toMatch(sentence);
  });

  it.each([
    ['without its lead-in', { ...sample, sample: { durationNs: 5, phasesNs: {} } }, /without its lead-in/],
    ['of another size', { ...sample, iterations: 9 }, /of 9 iterations, not of 8/],
    ['with a negative duration', { ...sample, sample: { durationNs: -5, phasesNs: {} } }, /sample\.durationNs/],
  ])('that takes a sample %s is refused', async (_what, reply, sentence) => {
    const runner = await start([ready, reply]);
    await expect(runner.sample()).rejects.toThrow(sentence);
  });

  it('that dies says how, and a process it has left behind, which holds its pipes, is not waited for', async () => {
    const orphan = `require('node:child_process').spawn('sleep', ['30'], { stdio: ['ignore', 1, 2, 3], detached: true }).unref();
      fs.writeSync(2, 'last words'); setTimeout(() => process.exit(7), 100);`;
    const failure = await start([], orphan).catch((error: unknown) => error);
    expect(isOutcome(failure, 'died') && failure.outcome).toMatchObject({
      exitCode: 7,
      signal: null,
      output: 'last words',
    });
  });

  it('that cannot be started says so', async () => {
    const failure = await startRunner(request, {
      launch: { executable: '/no/such/program', flags: [], script: null, args: [], canOpenPipe: true },
      timeLimitMs: 20_000,
      random: seededRandom(1),
      signal: new AbortController().signal,
    }).catch((error: unknown) => error);
    expect(isOutcome(failure, 'not-started')).toBe(true);
  });
});
