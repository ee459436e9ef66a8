import { describe, expect, it } from 'vitest';
import { seededRandom } from '../statistics/random.ts';
import { type Collected, type PlannedCase, type Progress, runBlocks } from './lockstep.ts';
import { ChildError } from './outcome.ts';
import type { Batch } from './sample.ts';
import type { Runner } from './spawn.ts';
import type { Step } from './steps.ts';

interface Machine {
  readonly log: string[];
  readonly alive: Set<string>;
  readonly killed: string[];
  /** Of every sample: whose, its iterations and those of its lead-in. */
  readonly sizes: string[];
  sampling: number;
  /** Runners that are not ready yet. */
  starting: number;
  /** How many were, each time one more began. */
  readonly startingTogether: number[];
  /** How many were alive, each time one more was. */
  readonly aliveTogether: number[];
  /** Whether runners may sample side by side. */
  isCounted: boolean;
}

function machine(): Machine {
  return {
    log: [],
    alive: new Set(),
    killed: [],
    sizes: [],
    sampling: 0,
    starting: 0,
    startingTogether: [],
    aliveTogether: [],
    isCounted: false,
  };
}

/** What a runner that died leaves. */
function failure(message: string): ChildError {
  return new ChildError(message, { kind: 'refused', message });
}

/** A runner that samples instantly; `fail` may throw at any step. */
function fakeRunner(
  id: string,
  batch: Batch | null,
  on: Machine,
  fail: (step: string) => void,
  tierOf: (sample: number) => string = () => 'turbofan',
): Runner {
  let taken = 0;
  on.log.push(`start ${id}`);
  on.alive.add(id);
  on.aliveTogether.push(on.alive.size);
  return {
    batch: batch ?? { iterationsPerSample: 10, leadInIterations: 3 },
    tier: tierOf(0),
    async sample(size) {
      on.sampling++;
      if (!on.isCounted) expect([on.sampling, on.starting]).toEqual([1, 0]);
      await Promise.resolve();
      on.sampling--;
      fail('sample');
      on.log.push(`sample ${id}`);
      on.sizes.push(`${id} ${size?.iterationsPerSample}+${size?.leadInIterations}`);
      return { durationNs: 50, phasesNs: { load: 20, 'first-call': 30 }, firstCallNs: 7, tier: tierOf(++taken) };
    },
    async finish() {
      fail('finish');
      on.alive.delete(id);
    },
    printed: () => (id.startsWith('loud') ? `hello from ${id}` : ''),
    kill() {
      on.alive.delete(id);
      on.killed.push(id);
    },
  };
}

const many = (id: string, samplesPerBlock = 4): PlannedCase => ({ id, samplesPerRunner: 'many', samplesPerBlock });
const one = (id: string, samplesPerBlock = 2): PlannedCase => ({ id, samplesPerRunner: 'one', samplesPerBlock });

async function schedule(
  parts: PlannedCase[][],
  blocks: number,
  {
    on = machine(),
    fail = (_id: string, _step: string) => {},
    abort = new AbortController(),
    seed = 1,
    startsAtOnce = 2,
    found = (_id: string, given: Batch | null): Batch | null => given,
    isCounted = false,
  } = {},
) {
  on.isCounted = isCounted;
  const progress: Progress[] = [];
  const steps: Step[] = [];
  const collection = await runBlocks(parts, blocks, {
    async startRunner({ id }, batch) {
      fail(id, 'start');
      on.startingTogether.push(++on.starting);
      const runner = fakeRunner(id, found(id, batch), on, (step) => fail(id, step));
      // Those of long names take longer.
      for (const _ of id) await Promise.resolve();
      on.starting--;
      return runner;
    },
    startsAtOnce,
    random: seededRandom(seed),
    signal: abort.signal,
    onProgress: (step) => progress.push(step),
    onStep(step) {
      if (!isCounted) expect(on.sampling).toBe(0);
      steps.push(step);
    },
  });
  return { collected: collection.get('current') ?? new Map<string, Collected>(), collection, on, progress, steps };
}

describe('a runner whose code is replaced while it is sampled', () => {
  it('keeps its samples, and does not count', async () => {
    const collection = await runBlocks([[many('steady'), many('deoptimised')]], 1, {
      startRunner: async ({ id }, batch) =>
        fakeRunner(
          id,
          batch,
          machine(),
          () => {},
          (sample) => (id === 'deoptimised' && sample >= 3 ? 'interpreter' : 'turbofan'),
        ),
      random: seededRandom(1),
      signal: new AbortController().signal,
      startsAtOnce: 1,
      onProgress: () => {},
    });
    const collected = collection.get('current') ?? new Map<string, Collected>();
    expect(collected.get('steady')?.blocks[0]).toMatchObject({ tier: 'turbofan' });
    expect(collected.get('steady')?.blocks[0]).not.toHaveProperty('discarded');
    expect(collected.get('deoptimised')?.blocks[0]).toMatchObject({
      sampleValues: [50, 50, 50, 50],
      discarded:
        'V8 replaced the code of the timed loop while it was sampled, from turbofan to interpreter at sample 3 of 4.',
    });
  });
});

describe('whoever waits', () => {
  it('hears of every runner and every sample, never during one, and that a part comes to its end', async () => {
    const { steps } = await schedule([[many('a'), many('b')], [one('c')]], 2);
    const first = steps.filter(({ block, part }) => block === 0 && part.length === 2);
    expect(first.slice(0, 1)).toMatchObject([{ doing: 'starting', done: 0, total: 12 }]);
    const counted = first.filter(({ done }, index) => done > (first[index - 1]?.done ?? 0));
    expect(counted.map(({ doing }) => doing)).toEqual([
      ...Array(2).fill('started'),
      ...Array(8).fill('sampling'),
      ...Array(2).fill('ending'),
    ]);
    expect(counted.map(({ done }) => done)).toEqual(counted.map((_, index) => index + 1));
    // One process for every sample; the very first one is thrown away.
    const ofSingle = steps.filter(({ id }) => id === 'c');
    expect(ofSingle.map(({ block, done, total }) => [block, done / total])).toEqual([
      ...[0, 1 / 3, 1 / 3, 2 / 3, 2 / 3, 1].map((share) => [0, share]),
      ...[0, 1 / 2, 1 / 2, 1].map((share) => [1, share]),
    ]);
  });
});

describe('arms of a case', () => {
  it('are collected apart, have samples of one size, and one that fails leaves the other', async () => {
    const inArms = machine();
    let failures = 0;
    const base = { ...many('a'), arm: 'base' } as const;
    const { collection, on } = await schedule([[many('a'), base]], 2, {
      fail: (_id, step) => {
        if (step === 'sample' && inArms.sizes.length === 9 && failures++ === 0) throw failure('dead');
      },
      on: inArms,
    });
    expect([...collection.keys()].sort()).toEqual(['base', 'current']);
    const [current, other] = [collection.get('current')?.get('a'), collection.get('base')?.get('a')];
    expect([current?.error, other?.error].sort()).toEqual(['dead', null]);
    // It failed at its first sample of the second block.
    for (const arm of [current, other]) expect(arm?.blocks).toHaveLength(arm?.error === null ? 2 : 1);
    expect(new Set(on.sizes)).toEqual(new Set(['a 10+3']));
  });
});

describe('what runners print', () => {
  it('is kept with their case, of shared runners, single ones, and those that fail', async () => {
    const { collected } = await schedule([[many('loud'), many('quiet'), one('loud-one'), many('loud-fails')]], 2, {
      fail: (id, step) => {
        if (id === 'loud-fails' && step === 'sample') throw failure('dead');
      },
    });
    expect(Object.fromEntries([...collected].map(([id, { printed }]) => [id, printed]))).toEqual({
      loud: 'hello from loud',
      quiet: undefined,
      'loud-one': 'hello from loud-one',
      'loud-fails': 'hello from loud-fails',
    });
  });
});

describe('a block', () => {
  it('samples one runner at a time, each once a round, in an order that changes', async () => {
    const { on } = await schedule([[many('a'), many('b'), many('c')]], 1);
    const rounds = on.log.filter((line) => line.startsWith('sample')).map((line) => line.slice(-1));
    expect(rounds).toHaveLength(12);
    const orders = [0, 3, 6, 9].map((from) => rounds.slice(from, from + 3).join(''));
    for (const order of orders) expect([...order].sort().join('')).toBe('abc');
    expect(new Set(orders).size).toBeGreaterThan(1);
  });

  it('starts fresh runners of every case, and leaves none behind', async () => {
    const { on, collected } = await schedule([[many('a'), many('b')], [one('c')]], 3);
    expect(on.log.filter((line) => line === 'start a')).toHaveLength(3);
    // Two samples in each of three blocks, and one that is thrown away: it read files from disk.
    expect(on.log.filter((line) => line === 'start c')).toHaveLength(7);
    expect(on.alive.size).toBe(0);
    expect(collected.get('c')?.blocks.map(({ sampleValues }) => sampleValues.length)).toEqual([2, 2, 2]);
  });

  it('starts runners one at a time while samples are sized, side by side from then on, and a runner for one sample alone', async () => {
    const { on } = await schedule([[many('a'), many('a-slow-one'), many('c'), many('d')]], 2, { startsAtOnce: 3 });
    expect(on.startingTogether.slice(0, 4)).toEqual([1, 1, 1, 1]);
    expect(Math.max(...on.startingTogether.slice(4))).toBe(3);
    const { on: singly } = await schedule([[one('a'), one('b')]], 2);
    expect(new Set(singly.startingTogether)).toEqual(new Set([1]));
  });

  it('keeps raw samples with their phases and the size of the first calibration', async () => {
    const { collected } = await schedule([[many('a', 2)]], 2);
    const block = {
      iterationsPerSample: 10,
      leadInIterations: 3,
      tier: 'turbofan',
      sampleValues: [50, 50],
      firstCallsNs: [7, 7],
      phaseDurationsNs: { load: [20, 20], 'first-call': [30, 30] },
    };
    expect(collected.get('a')?.blocks).toEqual([
      { block: 0, ...block },
      { block: 1, ...block },
    ]);
  });

  it('is the same for the same seed', async () => {
    const parts = () => [[many('a'), many('a-slow-one'), many('c')]];
    const [first, second, other] = [
      await schedule(parts(), 2),
      await schedule(parts(), 2),
      await schedule(parts(), 2, { seed: 2 }),
    ];
    expect(first.on.log).toEqual(second.on.log);
    expect(first.on.log).not.toEqual(other.on.log);
  });

  it('reports progress after each part', async () => {
    const { progress } = await schedule([[many('a')], [one('b')]], 2);
    expect(progress.map(({ done, total, block }) => [done, total, block])).toEqual([
      [1, 4, 0],
      [2, 4, 0],
      [3, 4, 1],
      [4, 4, 1],
    ]);
  });
});

describe('cases whose samples nothing disturbs', () => {
  const counted = (id: string, arm?: 'base'): PlannedCase => ({
    ...many(id, 2),
    ...(arm === undefined ? {} : { arm }),
    isUndisturbed: true,
    mostBlocks: 2,
  });

  it('are sampled by as many runners as there are processors, each from its start to its end, in few blocks', async () => {
    const { on, collected } = await schedule([['a', 'b', 'c', 'd'].map((id) => counted(id))], 3, { isCounted: true });
    expect(Math.max(...on.aliveTogether)).toBe(2);
    expect(on.alive.size).toBe(0);
    for (const id of ['a', 'b', 'c', 'd']) {
      expect(collected.get(id)?.blocks.map(({ block, sampleValues }) => [block, sampleValues.length])).toEqual([
        [0, 2],
        [1, 2],
      ]);
    }
  });

  it('are of one size in all arms, that of the arm that comes first', async () => {
    const sizes = [64, 128, 256, 512];
    const found = (_id: string, given: Batch | null) =>
      given ?? { iterationsPerSample: sizes.shift() as number, leadInIterations: 0 };
    const parts = [[counted('a'), counted('b'), counted('a', 'base'), counted('b', 'base')]];
    const { on } = await schedule(parts, 2, { isCounted: true, found });
    expect(sizes).toEqual([256, 512]);
    expect(new Set(on.sizes).size).toBe(2);
  });

  it('leave the others alone when one fails, and are kept', async () => {
    const fail = (id: string, step: string) => {
      if (id === 'b' && step === 'sample') throw failure('it died');
    };
    const { collected } = await schedule([[counted('a'), counted('b')]], 1, { isCounted: true, fail });
    expect([collected.get('a')?.blocks.length, collected.get('b')?.error]).toEqual([1, 'it died']);
  });
});

describe('the size of samples', () => {
  const arms = (): PlannedCase[] => [
    { ...many('a', 2), sizedWith: 'pair' },
    { ...many('b', 2), sizedWith: 'pair' },
  ];

  it('is one for all arms of a case, the larger of what they found, in all blocks', async () => {
    const on = machine();
    const found = (id: string, given: Batch | null) =>
      given ?? { iterationsPerSample: id === 'a' ? 64 : 128, leadInIterations: id === 'a' ? 9 : 5 };
    const { collected } = await schedule([arms()], 2, { on, found });
    expect(new Set(on.sizes)).toEqual(new Set(['a 128+9', 'b 128+9']));
    for (const id of ['a', 'b']) {
      expect(collected.get(id)?.blocks.map((block) => [block.iterationsPerSample, block.leadInIterations])).toEqual([
        [128, 9],
        [128, 9],
      ]);
    }
  });

  it('is no more than four times that of an arm that is much slower', async () => {
    const on = machine();
    const found = (id: string, given: Batch | null) =>
      given ?? { iterationsPerSample: id === 'a' ? 8 : 4096, leadInIterations: id === 'a' ? 8 : 4096 };
    await schedule([arms()], 1, { on, found });
    expect(new Set(on.sizes)).toEqual(new Set(['a 32+32', 'b 32+32']));
  });

  it('is that of the arms that are left when one cannot start', async () => {
    const on = machine();
    const fail = (id: string, step: string) => {
      if (id === 'b' && step === 'start') throw failure('died');
    };
    await schedule([arms()], 1, { on, fail });
    expect(new Set(on.sizes)).toEqual(new Set(['a 10+3']));
  });

  it('is taken over by the copies of a case, whose runners begin once it is known, and found by one whose case died', async () => {
    const parts = () => [
      [many('a'), { ...many('a'), arm: 'control' as const }, { ...many('a'), arm: 'batches' as const }],
    ];
    const told: (Batch | null)[] = [];
    const found = (_id: string, given: Batch | null) => {
      told.push(given);
      return given;
    };
    const { on } = await schedule(parts(), 1, { found });
    const size = { iterationsPerSample: 10, leadInIterations: 3 };
    expect(told).toEqual([null, size, size]);
    expect(on.startingTogether).toEqual([1, 1, 2]);
    let starts = 0;
    const fail = (_id: string, step: string) => {
      if (step === 'start' && starts++ === 0) throw failure('died');
    };
    told.length = 0;
    const { on: without } = await schedule(parts(), 1, { found, fail });
    expect(told).toEqual([null, null]);
    expect(without.startingTogether).toEqual([1, 1]);
  });

  it('may be given, and is not asked for then', async () => {
    const on = machine();
    const batch = { iterationsPerSample: 2000, leadInIterations: 500 };
    const told: (Batch | null)[] = [];
    const found = (_id: string, given: Batch | null) => {
      told.push(given);
      return given;
    };
    await schedule([[{ ...many('a', 2), batch }]], 1, { on, found });
    expect(told).toEqual([batch]);
    expect(on.sizes).toEqual(['a 2000+500', 'a 2000+500']);
  });

  it('is varied by factors in every round, with one lead-in, in blocks of their own', async () => {
    const on = machine();
    const { collected } = await schedule([[{ ...many('a', 3), sizeFactors: [1, 8] }]], 2, { on });
    expect(on.sizes.filter((size) => size === 'a 10+3')).toHaveLength(6);
    expect(on.sizes.filter((size) => size === 'a 80+3')).toHaveLength(6);
    const state = collected.get('a');
    expect(state?.blocks.map(({ iterationsPerSample }) => iterationsPerSample)).toEqual([10, 10]);
    expect(state?.resized.get(8)?.map(({ block, iterationsPerSample }) => [block, iterationsPerSample])).toEqual([
      [0, 80],
      [1, 80],
    ]);
  });

  it('of work that is done once is one, without a lead-in', async () => {
    const on = machine();
    const { collected } = await schedule([[one('c')]], 1, { on });
    expect(collected.get('c')?.blocks[0]).toMatchObject({ iterationsPerSample: 1, sampleValues: [50, 50] });
    expect(collected.get('c')?.blocks[0]).not.toHaveProperty('leadInIterations');
    expect(collected.get('c')?.blocks[0]).not.toHaveProperty('firstCallsNs');
  });
});

describe('a runner that fails', () => {
  it.each(['start', 'sample', 'finish'])('at "%s" ends its own case and no other', async (where) => {
    const fail = (id: string, step: string) => {
      if (id === 'b' && step === where) throw failure('died');
    };
    const { collected, on } = await schedule([[many('a'), many('b'), many('c')]], 3, { fail });
    expect(collected.get('b')?.error).toBe('died');
    expect(collected.get('a')?.blocks).toHaveLength(3);
    expect(collected.get('c')?.blocks).toHaveLength(3);
    expect(on.log.filter((line) => line === 'start b').length).toBeLessThanOrEqual(1);
    expect(on.alive.size).toBe(0);
  });

  it('by a fault of this program says so, and where', async () => {
    const fail = (id: string, step: string) => {
      if (id === 'b' && step === 'sample') throw new TypeError('x is not a function');
    };
    const { collected } = await schedule([[many('a'), many('b')]], 1, { fail });
    expect(collected.get('b')?.error).toMatch(
      /^plugin-bench itself failed: TypeError: x is not a function at .*lockstep\.test\.ts/,
    );
    expect(collected.get('a')?.error).toBeNull();
  });

  it('in the middle of a block keeps what was sampled before', async () => {
    let taken = 0;
    const fail = (_id: string, step: string) => {
      if (step === 'sample' && ++taken === 6) throw failure('killed');
    };
    const { collected } = await schedule([[many('a', 4)]], 3, { fail });
    expect(collected.get('a')).toMatchObject({ error: 'killed' });
    expect(collected.get('a')?.blocks.map(({ sampleValues }) => sampleValues.length)).toEqual([4, 1]);
  });
});

describe('an interruption', () => {
  it('keeps everything that was sampled, blames nobody, and kills the runners', async () => {
    const abort = new AbortController();
    const on = machine();
    let taken = 0;
    const fail = (_id: string, step: string) => {
      if (step === 'sample' && ++taken === 11) {
        abort.abort();
        throw new Error('killed by the abort');
      }
    };
    const { collected } = await schedule([[many('a'), many('b')]], 5, { on, abort, fail });
    const counts = [...collected.values()].map(({ blocks, error }) => [
      error,
      blocks.reduce((sum, { sampleValues }) => sum + sampleValues.length, 0),
    ]);
    expect(counts.map(([error]) => error)).toEqual([null, null]);
    expect(counts.reduce((sum, [, count]) => sum + (count as number), 0)).toBe(10);
    expect(on.alive.size).toBe(0);
  });
});
