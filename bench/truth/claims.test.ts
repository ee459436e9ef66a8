/**
 * Claims that can fail: for every claim of every check about the suite there is an input for which it does. Samples are made
 * up: good ones, for which all claims hold, and for each claim bad ones.
 */
import { describe, expect, it } from 'vitest';
import type { Block, LadderSamples } from '../result/document.ts';
import { FLOOR_MECHANISM } from '../statistics/evaluate.ts';
import { normal, seededRandom } from '../statistics/random.ts';
import { SUITE_CHECKS } from './checks.ts';
import type { Judgement } from './document.ts';
import type { LabRun } from './lab.ts';
import { judgeTie } from './tie.ts';

interface RowShape {
  readonly name: string;
  readonly mechanism?: string;
  /** ns/iter of a sample. */
  readonly ns: (block: number, sample: number) => number;
  /** Of samples of other sizes, by their factor. */
  readonly resized?: Readonly<Record<number, (block: number, sample: number) => number>>;
}

const ITERATIONS = 1000;

function blocksOf(ns: RowShape['ns'], blocks: number, samples: number, iterations = ITERATIONS): Block[] {
  return Array.from({ length: blocks }, (_, block) => ({
    block,
    iterationsPerSample: iterations,
    leadInIterations: 100,
    sampleValues: Array.from({ length: samples }, (__, sample) => ns(block, sample) * iterations),
    firstCallsNs: Array.from({ length: samples }, () => 5000),
  }));
}

/** @param busyShare of a core that other programs took */
function labRun(rows: readonly RowShape[], blocks: number, samples = 8, busyShare = 0): LabRun {
  return {
    rows: rows.map(({ name, mechanism = name, ns, resized = {} }) => ({
      name,
      mechanism,
      blocks: blocksOf(ns, blocks, samples),
      resized: Object.entries(resized).map(([factor, other]) => ({
        factor: Number(factor),
        blocks: blocksOf(other, blocks, samples, ITERATIONS * Number(factor)),
      })),
    })),
    startOrder: rows.map(({ name }) => name),
    machineLoad: Array.from({ length: blocks }, (_, block) => ({
      scenario: 'call',
      block,
      seconds: 1,
      foreignCpuSeconds: busyShare,
      stolenCpuSeconds: 0,
    })),
  };
}

/** A level with noise, the same for the same seed. */
function noisy(level: number, noise: number, seed = 1): RowShape['ns'] {
  const random = seededRandom(seed);
  return () => level * Math.exp(noise * normal(random));
}

function climb(mechanism: string, rungNs: (steps: number) => number, { rowNs = 3, clockNs = 17 } = {}): LadderSamples {
  const timed = (ns: number) => ({ iterationsPerSample: 10, sampleDurationsNs: [10 * ns, 10 * ns] });
  return {
    mechanism,
    linksPerStep: 16,
    runners: Array.from({ length: 2 }, () => ({
      rungs: [0, 16, 64, 256].map((steps) => ({ steps, ...timed(rungNs(steps)) })),
      call: timed(rowNs),
      emptySpin: timed(rowNs),
      ownClock: { stepsPerReading: 1000, readingsNs: [1000 * clockNs, 1000 * clockNs] },
    })),
  };
}
const straight = (steps: number) => 3 + 17 * steps;
const bent = (steps: number) => 3 + 17 * steps + (steps === 64 ? 2000 : 0);

interface Inputs {
  readonly good: unknown;
  readonly bad: readonly unknown[];
}

const timer = { name: 'fake', resolutionNs: 10, costNs: 20 };
const floorRun = (spread: number) => labRun([{ name: FLOOR_MECHANISM, ns: noisy(0.6, spread) }], 8);

const cheat = (name: string, guard: string | null) => ({
  name,
  cheat: guard === null ? null : 'It cheats.',
  objection: guard === null ? null : { guard, text: 'wrong' },
  floorRun:
    guard === null
      ? labRun(
          [
            { name, mechanism: 'wasm', ns: () => 3 },
            { name: FLOOR_MECHANISM, ns: () => 0.6 },
          ],
          3,
        )
      : null,
});
const cheats = {
  mutants: Array.from({ length: 12 }, (_, i) => cheat(`mutant-${i}`, 'checksum')),
  honest: Array.from({ length: 20 }, () => cheat('wasm', null)),
  crossings: [{ mechanism: 'koffi', calls: 100_000, instances: 'one' }],
  uncounted: [] as string[],
};

const traced = (tiers: string[], whileSampled: string[] = []) => ({
  tiers,
  optimisations: ['[completed optimizing JSFunction callChain target TURBOFAN]'],
  inWarmUp: [],
  whileSampled,
});
const steadyLoop = traced(['loop turbofan, callee wasm turbofan']);
const replacedLoop = traced(['loop turbofan, callee wasm turbofan', 'loop interpreter, callee wasm turbofan']);
const bailedOut = traced(['loop turbofan, callee wasm turbofan'], ['[bailout]']);

/** @param trend from one sample of a runner to the next, a factor */
const twoSizes = (ratio: number, trend = 1) => {
  const level = (ns: number, seed: number): RowShape['ns'] => {
    const noise = noisy(ns, 0.002, seed);
    return (block, sample) => noise(block, sample) * trend ** sample;
  };
  return {
    rows: [{ name: 'call/process-pipe', callStyle: 'async' }],
    results: labRun(
      [
        {
          name: 'call/process-pipe',
          ns: level(100, 1),
          resized: { 2: level(100, 2), 4: level(100, 3), 8: level(100 * ratio, 4) },
        },
      ],
      5,
    ).rows,
  };
};

const byHand = (factors: Readonly<Record<string, number>>) =>
  labRun(
    Object.entries(factors).flatMap(([mechanism, factor], index) => [
      { name: mechanism, mechanism, ns: noisy(100 * factor, 0.002, index) },
      { name: `${mechanism} by hand`, mechanism, ns: noisy(100, 0.002, index + 50) },
    ]),
    12,
  );

/** One of each kind: hundreds of runs are drawn for every row. */
const CLONED = ['koffi', 'process-pipe'];
const cloned = (noise: number, shift = 1) =>
  labRun(
    [
      ...CLONED.flatMap((mechanism, index) =>
        [1, 2, 3].map((copy) => ({
          name: `${mechanism}#${copy}`,
          mechanism,
          ns: noisy(copy === 1 ? 10 * shift : 10, noise, 10 * index + copy),
        })),
      ),
      { name: `${FLOOR_MECHANISM}#1`, mechanism: FLOOR_MECHANISM, ns: noisy(1, noise, 99) },
    ],
    24,
    2,
  );

const tied = (factorOf: (row: number) => number, { noise = 0.01, gaps = [] as string[] } = {}) => ({
  seconds: 60,
  gaps,
  pairs: ['call', 'setup'].flatMap((scenario, group) =>
    Array.from({ length: 20 }, (_, row) => ({
      id: `${scenario}/row-${row}`,
      table: scenario,
      mechanism: `row-${row}`,
      base: blocksOf(noisy(100, noise, 100 * group + row), 12, 4),
      current: blocksOf(noisy(100 * factorOf(row), noise, 100 * group + row + 50), 12, 4),
    })),
  ),
});

const ORDERED = [FLOOR_MECHANISM, 'static-import', 'wasm', 'koffi', 'quickjs', 'process-pipe'];
/** @param levelOf by the number of the order and whether the row is started in its second half */
const ordered = (levelOf: (order: number, isLate: boolean) => number) =>
  Array.from({ length: 20 }, (_, order) => {
    const names = order % 2 === 0 ? ORDERED : [...ORDERED].reverse();
    const rows = ORDERED.map((name, index) => ({
      name,
      ns: noisy(10 * levelOf(order, names.indexOf(name) >= names.length / 2), 0.001, 10 * order + index),
    }));
    return { ...labRun(rows, 5, 4), startOrder: names };
  });

const NEIGHBOURED = ['static-import', 'wasm', 'koffi'];
const beside = (busy: Readonly<Record<string, number>>, level = 1) => ({
  runs: (['quiet', 'otherCore', 'sameCore'] as const).flatMap((place) =>
    Array.from({ length: place === 'quiet' ? 5 : 10 }, () => ({
      place,
      run: labRun(
        NEIGHBOURED.map((name) => ({ name, ns: () => (place === 'quiet' ? 10 : 10 * level) })),
        3,
        8,
        busy[place],
      ),
    })),
  ),
});

const peerRound = (mechanism: string, error: number) => ({
  mechanism,
  peers: Object.fromEntries(
    ['mitata', 'tinybench', 'vitest'].map((peer) => [
      peer,
      { min: 40, 'spin 0': 40, 'spin 16': 300, 'spin 256': 4400 },
    ]),
  ),
  ours: climb(mechanism, (steps) => 3 + 17 * (1 + error) * steps),
});
const seenByPeers = (error: number, freshCopyNs: number) => ({
  versions: { mitata: '1', tinybench: '1', vitest: '1' },
  rounds: ['wasm', 'koffi'].map((mechanism) => peerRound(mechanism, error)),
  loads: [
    {
      mechanism: 'wasm',
      mitata: 1,
      tinybench: 1,
      sameFileNs: Array(30).fill(100),
      freshCopyNs: Array(30).fill(freshCopyNs),
    },
  ],
});

const criterion = (factor: number) => ({
  rounds: Array.from({ length: 5 }, () => ({
    suiteNs: [[10 * factor], [20 * factor], [1000 * factor]],
    criterionNs: [[10], [20], [1000]],
  })),
});

const INPUTS: Record<string, Inputs> = {
  floor: {
    good: { timer, run: floorRun(0.002) },
    bad: [
      { timer: { ...timer, resolutionNs: 1e6 }, run: floorRun(0.002) },
      { timer, run: floorRun(0.2) },
    ],
  },
  ladder: {
    good: { ladders: [climb('wasm', straight)], withoutSpin: [] },
    bad: [
      { ladders: [climb('wasm', straight, { clockNs: 16 })], withoutSpin: [] },
      { ladders: [climb('wasm', bent)], withoutSpin: [] },
      { ladders: [climb('wasm', straight, { rowNs: 4 })], withoutSpin: [] },
    ],
  },
  'engine-ladder': {
    good: { ladders: [{ ...climb('libloading', straight), runtime: 'rust' }], withoutSpin: [] },
    bad: [
      { ladders: [{ ...climb('libloading', straight, { clockNs: 16 }), runtime: 'rust' }], withoutSpin: [] },
      { ladders: [{ ...climb('libloading', bent), runtime: 'rust' }], withoutSpin: [] },
    ],
  },
  mutants: {
    good: cheats,
    bad: [
      { ...cheats, mutants: [...cheats.mutants.slice(1), cheat('mutant-0', null)] },
      { ...cheats, honest: [...cheats.honest.slice(1), cheat('wasm', 'contract')] },
      { ...cheats, uncounted: ['quickjs'] },
    ],
  },
  tiers: {
    good: [
      // What a timed run would discard as well.
      { mechanism: 'wasm', runners: [replacedLoop, steadyLoop] },
      ...['koffi', 'napi', 'quickjs'].map((mechanism) => ({ mechanism, runners: [steadyLoop] })),
    ],
    bad: [
      [{ mechanism: 'wasm', runners: [replacedLoop, replacedLoop, steadyLoop] }],
      [{ mechanism: 'wasm', runners: [replacedLoop, replacedLoop, replacedLoop] }],
      [{ mechanism: 'wasm', runners: [bailedOut, bailedOut, bailedOut] }],
    ],
  },
  batches: { good: twoSizes(1), bad: [twoSizes(1.1), twoSizes(0.9), twoSizes(1, 0.95)] },
  overhead: {
    good: byHand({ koffi: 1, 'process-pipe': 1 }),
    bad: [byHand({ koffi: 1.1, 'process-pipe': 1.2 }), byHand({ koffi: 0.9, 'process-pipe': 0.8 })],
  },
  clones: { good: cloned(0.003), bad: [cloned(0.3), cloned(0.003, 1.2)] },
  ties: {
    good: tied(() => 1),
    bad: [
      tied(() => 1, { gaps: ['call/koffi: The runner died.'] }),
      tied((row) => (row === 3 ? 1.2 : 1)),
      tied((row) => (row < 10 ? 1.015 : 1), { noise: 0.01 }),
      tied((row) => (row === 3 ? 0.8 : 1)),
      // Blocks of two kinds, as when something belongs to the process: one in six a third slower, in one arm.
      {
        ...tied(() => 1),
        pairs: tied(() => 1).pairs.map((pair, row) => ({
          ...pair,
          current: blocksOf((block) => (row % 2 === 0 ? 130 : 80) + block / 100, 12, 4),
        })),
      },
    ],
  },
  orders: {
    good: ordered(() => 1),
    bad: [ordered((order) => 1 + 0.2 * (order % 4)), ordered((_order, isLate) => (isLate ? 1.2 : 1))],
  },
  neighbours: {
    good: beside({ quiet: 0, otherCore: 1, sameCore: 1 }, 1.5),
    bad: [beside({ quiet: 0, otherCore: 0, sameCore: 0 }, 1.5), beside({ quiet: 0.5, otherCore: 1, sameCore: 1 }, 1.5)],
  },
  peers: { good: seenByPeers(0, 300), bad: [seenByPeers(0.2, 300), seenByPeers(0, 90)] },
  'engine-peers': { good: criterion(1), bad: [criterion(1.3), criterion(0.7)] },
};

const judge = (name: string, samples: unknown): Judgement => {
  const check = SUITE_CHECKS.truth.find((item) => item.name === name);
  if (check === undefined) throw new Error(`There is no check ${name}.`);
  return check.judge(JSON.parse(JSON.stringify(samples)));
};

it('every check has inputs here', () => {
  expect(Object.keys(INPUTS).sort()).toEqual(SUITE_CHECKS.truth.map(({ name }) => name).sort());
});

describe.each(Object.entries(INPUTS))('%s', (name, { good, bad }) => {
  it('holds in every claim for good samples, and each claim fails for some bad ones', () => {
    const { findings } = judge(name, good);
    expect(findings.filter(({ holds }) => holds !== true)).toEqual([]);
    const failing = bad.flatMap((samples) =>
      judge(name, samples)
        .findings.filter(({ holds }) => holds === false)
        .map(({ claim }) => claim),
    );
    expect(findings.map(({ claim }) => claim).filter((claim) => !failing.includes(claim))).toEqual([]);
  });
});

describe('a tie', () => {
  const ratio = (low: number, median: number, high: number) => ({ low, median, high, level: 0.94 });
  it.each([
    ['holds within the limit', ratio(0.995, 1.001, 1.01), true],
    ['holds inside its interval', ratio(0.98, 1.04, 1.07), true],
    ['fails when it is slower for sure', ratio(1.03, 1.05, 1.07), false],
    ['fails when it is faster for sure, however wide the interval', ratio(0.6, 0.7, 0.9), false],
    ['is not judged by an interval that could hide anything', ratio(0.8, 1, 1.3), null],
    ['is not judged by one block', { ...ratio(1, 1, 1), level: 0 }, null],
    ['is not judged when one side is missing', null, null],
  ])('%s', (_what, seen, holds) => {
    expect(judgeTie(seen, 0.02).holds).toBe(holds);
  });
});
