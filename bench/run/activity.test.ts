/** Nobody sees nothing for two seconds: by clocks that tests move, and none that they wait for. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { showActivity } from './activity.ts';
import { showProgress } from './progress.ts';
import { CLEAR, isDue, tickText } from './ticker.ts';

const SECOND = 1e9;

function output(isTerminal: boolean) {
  const written: string[] = [];
  const stderrStream = Object.assign(new PassThrough(), { isTTY: isTerminal, columns: 120, rows: 40 });
  stderrStream.on('data', (text) => written.push(String(text)));
  const io = { stderr: (text: string) => void written.push(text), stderrStream, isTerminal, columns: 40 };
  return { io: io as never, written };
}

describe('a step between samples', () => {
  it('is shown once a second in a terminal, and taken away before a line that stays', () => {
    const clock = fakeClock();
    const { io, written } = output(true);
    const { tick, say } = showActivity(io, clock);
    for (let sample = 1; sample <= 300; sample++) {
      clock.advance(0.01 * SECOND);
      tick(`sample ${sample}`);
    }
    expect(written).toEqual([100, 200, 300].map((sample) => `${CLEAR}sample ${sample}`));
    say('done');
    expect(written.slice(3)).toEqual([CLEAR, 'done\n']);
  });

  it('is a line every ten seconds in a log', () => {
    const clock = fakeClock();
    const { io, written } = output(false);
    const { tick, say } = showActivity(io, clock);
    for (let second = 1; second <= 35; second++) {
      clock.advance(SECOND);
      if (second === 15) say('block 1 done');
      tick(`second ${second}`);
    }
    expect(written).toEqual(['second 10\n', 'block 1 done\n', 'second 25\n', 'second 35\n']);
  });
});

describe('a wait', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function waitFor(seconds: number, isTerminal: boolean): Promise<string[]> {
    const { io, written } = output(isTerminal);
    let asking = 'koffi';
    const work = new Promise<number>((resolve) => setTimeout(() => resolve(7), seconds * 1000));
    setTimeout(() => (asking = 'wasm'), 1500);
    const answer = showActivity(io, fakeClock()).wait(() => `asking ${asking}`, work);
    await vi.advanceTimersByTimeAsync(seconds * 1000);
    expect(await answer).toBe(7);
    await vi.advanceTimersByTimeAsync(60_000);
    return written;
  }

  it('that is short says nothing', async () => {
    expect([await waitFor(0.9, true), await waitFor(0.9, false)]).toEqual([[], []]);
  });

  it('that is long is a line that moves in a terminal, and is taken away', async () => {
    expect(await waitFor(3.5, true)).toEqual([
      ...['asking koffi: 1 s', 'asking wasm: 2 s', 'asking wasm: 3 s'].map((text) => CLEAR + text),
      CLEAR,
    ]);
  });

  it('that is long is a line in a log, after a second and every ten', async () => {
    expect(await waitFor(25, false)).toEqual(['asking koffi: 1 s\n', 'asking wasm: 10 s\n', 'asking wasm: 20 s\n']);
  });

  it('that fails ends too', async () => {
    const { io, written } = output(true);
    await expect(showActivity(io, fakeClock()).wait('asking', Promise.reject(new Error('no')))).rejects.toThrow('no');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(written).toEqual([]);
  });
});

describe('a process that is blocked', () => {
  it('gives back what the work gives, and what it throws', () => {
    const { block } = showActivity(output(false).io);
    expect(block('adding', () => 1 + 1)).toBe(2);
    expect(() =>
      block('adding', () => {
        throw new Error('no');
      }),
    ).toThrow('no');
  });

  it.each([true, false])('is spoken for by another one, until its input ends; terminal: %s', async (isTerminal) => {
    const script = fileURLToPath(new URL('../../dist/run/ticker-process.js', import.meta.url));
    const shape = JSON.stringify({ what: 'building', isTerminal, columns: 80 });
    const child = spawn(process.execPath, [script, shape, '5'], { stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    while (!said.includes('building: 10 s')) await once(child.stderr, 'data');
    child.stdin.end();
    expect(await once(child, 'close')).toEqual([0, null]);
    if (isTerminal) {
      expect(said.startsWith([1, 2, 3].map((second) => `${CLEAR}building: ${second} s`).join(''))).toBe(true);
      expect(said.endsWith(CLEAR)).toBe(true);
    } else expect(said.startsWith('building: 1 s\nbuilding: 10 s\n')).toBe(true);
  });

  it('is not spoken for any more when the next step blocks it at once', () => {
    const activity = new URL('../../dist/run/activity.js', import.meta.url).href;
    const script = `import { whileBlocked } from '${activity}';
      const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
      const shape = { isTerminal: false, columns: 80 };
      whileBlocked('first', shape, () => wait(300));
      whileBlocked('second', shape, () => wait(3000));`;
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    expect(stderr).toContain('second: 1 s');
    expect(stderr).not.toContain('first');
  });

  it('has lines that are not wrapped', () => {
    expect(tickText('x'.repeat(100), 3, { isTerminal: true, columns: 40 })).toBe(CLEAR + 'x'.repeat(39));
    const seconds = Array.from({ length: 30 }, (_, index) => index + 1);
    expect(seconds.filter((second) => isDue(second, { isTerminal: false, columns: 80 }))).toEqual([1, 10, 20, 30]);
  });
});

describe('the progress of a run', () => {
  const part = [
    { id: 'call/koffi', samplesPerRunner: 'many' as const, samplesPerBlock: 100, identity: { scenario: 'call' } },
  ];
  const step = (done: number, doing: 'sampling' | 'starting' = 'sampling') => ({
    ...{ block: 0, part, doing, id: 'call/koffi', done, total: 400 },
  });
  const progress = (block: number) => ({
    ...{ block, part, done: block + 1, total: 2, endsBlock: true, collected: new Map() },
  });

  it('is a line for a block and every ten seconds in a log', () => {
    let seconds = 0;
    const { io, written } = output(false);
    const display = showProgress(io, { blocks: 2 }, () => seconds);
    for (let done = 1; done <= 250; done++) {
      seconds = done / 10;
      display.step(step(done));
    }
    display.update(progress(0));
    display.stop();
    expect(written).toEqual([
      'block 1 of 2: sampling call/koffi, 100 of 400 steps\n',
      'block 1 of 2: sampling call/koffi, 200 of 400 steps\n',
      'block 1 of 2 done, about 25 s left\n',
    ]);
  });

  it('moves once a second in a terminal, and by no timer while something is sampled', async () => {
    vi.useFakeTimers();
    try {
      let seconds = 0;
      const { io, written } = output(true);
      const display = showProgress(io, { blocks: 2 }, () => seconds);
      const drawn = () => written.filter((text) => text.includes('block')).length;
      const begun = drawn();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(drawn()).toBe(begun);
      for (let done = 1; done <= 50; done++) {
        seconds = done / 10;
        display.step(step(done));
      }
      expect(drawn()).toBe(begun + 5);
      expect(written.join('')).toContain('estimating the time · block 1 of 2 · sampling call/koffi, 50 of 400 steps');
      await vi.advanceTimersByTimeAsync(60_000);
      expect(drawn()).toBe(begun + 5);
      // A runner that gets warm is no sample.
      display.step(step(50, 'starting'));
      await vi.advanceTimersByTimeAsync(3000);
      expect(drawn()).toBe(begun + 8);
      expect(written.join('')).toContain('starting call/koffi, 50 of 400 steps, 3 s');
      display.step(step(51));
      await vi.advanceTimersByTimeAsync(60_000);
      expect(drawn()).toBe(begun + 8);
      display.update(progress(0));
      expect(drawn()).toBe(begun + 9);
      display.stop();
    } finally {
      vi.useRealTimers();
    }
  });
});
