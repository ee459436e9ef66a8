import { describe, expect, it } from 'vitest';
import type { Block, MeasuredCase } from '../result/document.ts';
import { evaluate } from './evaluate.ts';
import { pairedRatio } from './ratio.ts';
import { summarize } from './summarize.ts';
import { findWarnings } from './warnings.ts';

const block = (number: number, ...perIteration: number[]): Block => ({
  block: number,
  iterationsPerSample: 1000,
  sampleValues: perIteration.map((ns) => ns * 1000),
});
const identity = (mechanism: string) => ({
  id: `call/${mechanism}`,
  scenario: 'call',
  mechanism,
  title: mechanism,
  group: 'core',
  runtime: 'node-20',
  callStyle: 'sync' as const,
});
const evaluation = { plannedBlocks: 6, timerResolutionNs: 1, machineLoad: [] };

describe('a summary', () => {
  it('is the median over blocks of the medians of blocks, not of all samples', () => {
    const { perIteration, blockCount, sampleCount } = summarize([block(0, 1, 1, 1, 1, 1), block(1, 2), block(2, 3)]);
    expect(perIteration).toMatchObject({ median: 2, low: 1, high: 3, min: 1 });
    expect({ blockCount, sampleCount }).toEqual({ blockCount: 3, sampleCount: 7 });
  });

  it('divides by the iterations of the block', () => {
    expect(summarize([{ block: 0, iterationsPerSample: 4, sampleValues: [8] }]).perIteration.median).toBe(2);
  });

  it('leaves out blocks that are discarded', () => {
    const { perIteration, blockCount } = summarize([block(0, 1), { ...block(1, 99), discarded: 'why' }, block(2, 3)]);
    expect({ median: perIteration.median, blockCount }).toEqual({ median: 2, blockCount: 2 });
  });

  it('summarises phases and leaves them out where there are none', () => {
    const phased = { ...block(0, 10, 20), phaseDurationsNs: { load: [4, 6], 'first-call': [1, 1] } };
    expect(summarize([phased]).phaseMediansNs).toEqual({ load: 5, 'first-call': 1 });
    expect(summarize([block(0, 1)])).not.toHaveProperty('phaseMediansNs');
  });
});

describe('warnings', () => {
  const warn = (blocks: Block[], overrides = {}) =>
    findWarnings({
      metric: 'time',
      blocks,
      summary: summarize(blocks),
      floor: undefined,
      plannedBlocks: blocks.length,
      timerResolutionNs: 1,
      loads: [],
      changePoints: [],
      ...overrides,
    }).map(({ code }) => code);
  const quiet = [1, 2, 3, 4, 5, 6].map((i) => block(i, 100, 101, 100));

  it('are none for a quiet row', () => expect(warn(quiet)).toEqual([]));
  it('say that blocks are missing', () => expect(warn(quiet, { plannedBlocks: 7 })).toEqual(['incomplete']));
  it('say that blocks are few', () => expect(warn(quiet.slice(0, 3))).toEqual(['few-blocks']));
  it('say that a sample is too short for the timer', () =>
    expect(warn(quiet, { timerResolutionNs: 100.1 })).toEqual(['short-sample']));
  it('say that a row touches the floor', () =>
    expect(warn(quiet, { floor: { blocks: quiet.map(({ block: i }) => block(i, 99, 102, 100)) } })).toEqual([
      'near-floor',
    ]));
  it('do not say so of a row above the floor', () =>
    expect(warn(quiet, { floor: { blocks: quiet.map(({ block: i }) => block(i, 99, 100, 99)) } })).toEqual([]));
  it('see a row above the floor although the machine changed its clock for both', () => {
    const clock = [1, 1.8, 1, 1.7, 1.8, 1];
    const rows = [100, 110].map((ns) => clock.map((factor, i) => block(i, factor * ns)));
    expect(warn(rows[1] as Block[], { floor: { blocks: rows[0] } })).not.toContain('near-floor');
  });
  it('say that an interval is wide', () =>
    expect(warn([90, 95, 100, 105, 110, 120].map((ns, i) => block(i, ns)))).toEqual(['wide-interval']));
  it('say that a neighbour was busy, in a quarter of the blocks or more', () => {
    const load = (foreignCpuSeconds: number | null, stolenCpuSeconds = 0) => ({
      scenario: 'call',
      block: 0,
      seconds: 2,
      foreignCpuSeconds,
      stolenCpuSeconds,
    });
    const [quietLoad, busyLoad] = [load(0.1), load(0.5)];
    expect(warn(quiet, { loads: [quietLoad, quietLoad, quietLoad, busyLoad] })).toEqual(['busy-machine']);
    expect(warn(quiet, { loads: [quietLoad, quietLoad, quietLoad, quietLoad, busyLoad] })).toEqual([]);
    expect(warn(quiet, { loads: [load(0.1, 0.2)] })).toEqual(['busy-machine']);
    expect(warn(quiet, { loads: [load(null)] })).toEqual([]);
  });
  it('say that runners were not steady', () => {
    const change = { at: 20, ratio: 0.8 };
    expect(warn(quiet, { changePoints: [change, null, change, null, null, null] })).toEqual(['unsteady']);
    expect(warn(quiet, { changePoints: [change, null, null, null, null, null] })).toEqual([]);
  });
  it('of a clock are for time only', () => {
    const short = warn(quiet, { timerResolutionNs: 1e9 });
    expect(short).toContain('short-sample');
    expect(warn(quiet, { timerResolutionNs: 1e9, metric: 'instructions' })).not.toContain('short-sample');
  });

  it('say that blocks were discarded, and why', () => {
    const blocks = quiet.map((item, i) => (i === 2 ? { ...item, discarded: 'V8 replaced the code.' } : item));
    const [warning] = findWarnings({
      metric: 'time',
      blocks,
      summary: summarize(blocks),
      floor: undefined,
      plannedBlocks: 6,
      timerResolutionNs: 1,
      loads: [],
      changePoints: [],
    });
    expect(warning).toMatchObject({ code: 'incomplete', text: expect.stringMatching(/5 of 6 .* V8 replaced/) });
  });
  it('say that the tail is heavy, where one sample is no more than 1 %', () => {
    const slow = (count: number) => quiet.map(({ block: i }) => block(i, ...Array<number>(count).fill(100), 900));
    expect(warn(slow(20))).toContain('heavy-tail');
    expect(warn(slow(2))).not.toContain('heavy-tail');
  });
});

describe('ratios', () => {
  const measured = (mechanism: string, blocks: Block[]) =>
    evaluate([{ identity: identity(mechanism), blocks, outcome: 'sampled' }], evaluation)[0] as MeasuredCase;

  it('are paired by block, so that what disturbs a block cancels', () => {
    const disturbed = [1, 5, 1, 9, 1, 3];
    const base = measured(
      'static-import',
      disturbed.map((factor, i) => block(i, factor)),
    );
    const other = measured(
      'koffi',
      disturbed.map((factor, i) => block(i, factor * 40)),
    );
    expect(pairedRatio(other, base)).toMatchObject({ median: 40, low: 40, high: 40 });
  });

  it('are paired by round within a block, so that a clock that changes in the middle cancels', () => {
    const base = measured('static-import', [block(0, 1, 1, 2, 2, 2), block(1, 1, 2, 1, 2, 1)]);
    const other = measured('koffi', [block(0, 40, 40, 80, 80, 80), block(1, 40, 80, 40, 80, 40)]);
    expect(pairedRatio(other, base)).toMatchObject({ median: 40, low: 40, high: 40 });
  });

  it('are null without a common block', () => {
    expect(pairedRatio(measured('koffi', [block(0, 1)]), measured('static-import', [block(1, 1)]))).toBeNull();
  });
});

describe('evaluation', () => {
  it('keeps skips, failures with what they measured, and rows that ended too early', () => {
    const [skipped, failed, early] = evaluate(
      [
        { identity: identity('koffi'), blocks: [], outcome: 'skipped', reason: 'no Rust' },
        { identity: identity('wasm'), blocks: [block(0, 1)], outcome: 'failed', error: 'killed' },
        { identity: identity('null'), blocks: [], outcome: 'sampled' },
      ],
      evaluation,
    );
    expect(skipped).toMatchObject({ status: 'skipped', reason: 'no Rust' });
    expect(failed).toMatchObject({ status: 'failed', error: 'killed', blocks: [{ block: 0 }] });
    expect(early).toMatchObject({ status: 'skipped', reason: expect.stringMatching(/ended before/) });
  });

  it('holds rows against the floor of their own scenario', () => {
    const six = (ns: number) => [1, 2, 3, 4, 5, 6].map((i) => block(i, ns));
    const [floor, near, far] = evaluate(
      [
        { identity: identity('null'), blocks: six(5), outcome: 'sampled' },
        { identity: identity('static-import'), blocks: six(5), outcome: 'sampled' },
        { identity: identity('koffi'), blocks: six(40), outcome: 'sampled' },
      ],
      evaluation,
    ) as MeasuredCase[];
    const codes = [floor, near, far].map((row) => row?.warnings.map(({ code }) => code));
    expect(codes).toEqual([[], ['near-floor'], []]);
  });
});
