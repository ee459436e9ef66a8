/** Runners of other builds, played by scripts of one line: what they say is refused in one sentence. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../statistics/random.ts';
import { startRunner } from './spawn.ts';

const prepare = {
  type: 'prepare',
  scenario: 'call',
  mechanism: 'fake',
  artifactKind: null,
  artifactPath: '',
  copiesFolder: '',
  inputSeed: 1,
  warmUpNs: 1,
  targetNs: 1,
  batch: null,
  sampleCount: 1,
} as const;

/** @param replies one for each request */
function start(...replies: object[]) {
  const lines = JSON.stringify(replies.map((reply) => JSON.stringify(reply)));
  const script = `const replies = ${lines};
    require('node:readline').createInterface({ input: process.stdin }).on('line', () => console.log(replies.shift()));`;
  return startRunner(prepare, {
    timeLimitMs: 20_000,
    random: seededRandom(1),
    signal: new AbortController().signal,
    command: [process.execPath, '-e', script],
    runnerPath: null,
  });
}

describe('a runner of another build', () => {
  it('that sizes its samples by itself is refused', async () => {
    await expect(start({ type: 'ready', iterationsPerSample: 18 })).rejects.toThrow(
      /of a build that takes other samples/,
    );
  });

  it('that has no lead-in is refused', async () => {
    const batch = { iterationsPerSample: 8, leadInIterations: 2 };
    const runner = await start({ type: 'ready', batch }, { type: 'sample', sample: { durationNs: 5, phasesNs: {} } });
    await expect(runner.sample()).rejects.toThrow(/of a build that takes other samples/);
    runner.kill();
  });
});
