import { describe, expect, it } from 'vitest';
import type { Block, CaseResult, MeasuredCase, ResultDocument } from '../result/document.ts';
import { evaluate } from '../statistics/evaluate.ts';
import { normal, type Random, seededRandom } from '../statistics/random.ts';
import { sampleDocument } from '../testing/sample-document.ts';
import { renderVerdictMarkdown, renderVerdictText } from './render.ts';
import { type Comparison, judge } from './verdict.ts';

const BLOCKS = 12;
const MECHANISMS = ['null', 'static-import', 'koffi', 'wasm'];

interface Noise {
  readonly random: Random;
  /** Standard deviation of log block medians. */
  readonly block: number;
}

/** Documents of one sample a block: all the gate looks at is the fastest of each block. */
function makeDocument(
  factorOf: (mechanism: string) => number,
  { random, block }: Noise = { random: seededRandom(1), block: 0.01 },
  blockCount = BLOCKS,
): ResultDocument {
  const collected = MECHANISMS.map((mechanism, index) => ({
    identity: {
      id: `call/${mechanism}`,
      scenario: 'call',
      mechanism,
      title: mechanism,
      group: 'core',
      runtime: 'node-20',
      callStyle: 'sync' as const,
    },
    outcome: 'sampled' as const,
    blocks: Array.from({ length: blockCount }, (_, number): Block => {
      const perIteration = 10 * (index + 1) * factorOf(mechanism) * Math.exp(block * normal(random));
      return { block: number, iterationsPerSample: 1, sampleValues: [perIteration] };
    }),
  }));
  const cases = evaluate(collected, { plannedBlocks: blockCount, timerResolutionNs: 0.001, machineLoad: [] });
  return { ...sampleDocument(), cases };
}

const unchanged = () => 1;
const slower = (mechanism: string, factor: number) => (candidate: string) => (candidate === mechanism ? factor : 1);
const changeOf = (id: string, baseline: ResultDocument, current: ResultDocument) =>
  judge(baseline, current).comparisons.find((comparison) => comparison.id === id)?.change;

function without(document: ResultDocument, id: string, instead: (row: MeasuredCase) => CaseResult[]): ResultDocument {
  return {
    ...document,
    cases: document.cases.flatMap((row) => (row.id === id ? instead(row as MeasuredCase) : [row])),
  };
}

describe('a verdict', () => {
  const baseline = makeDocument(unchanged);

  it('is passed for the same document and for quiet noise', () => {
    expect(judge(baseline, baseline).outcome).toBe('passed');
    expect(judge(baseline, makeDocument(unchanged, { random: seededRandom(2), block: 0.01 })).outcome).toBe('passed');
  });

  it('is regressed when a whole interval is beyond the margin', () => {
    const current = makeDocument(slower('koffi', 1.1), { random: seededRandom(3), block: 0.01 });
    const { outcome, comparisons } = judge(baseline, current);
    expect(outcome).toBe('regressed');
    expect(comparisons.filter(({ change }) => change === 'regressed').map(({ id }) => id)).toEqual(['call/koffi']);
    const ratio = comparisons.find(({ id }) => id === 'call/koffi')?.ratio;
    expect(ratio?.low).toBeGreaterThan(1.02);
    expect(ratio?.high).toBeLessThan(1.15);
  });

  it('respects the margin that it is given', () => {
    const current = makeDocument(slower('koffi', 1.1), { random: seededRandom(3), block: 0.01 });
    expect(judge(baseline, current, { margin: 0.2 }).outcome).toBe('passed');
  });

  it('is inconclusive when the interval reaches across the margin', () => {
    const current = makeDocument(slower('koffi', 1.02), { random: seededRandom(4), block: 0.02 });
    expect(judge(baseline, current).outcome).toBe('inconclusive');
  });

  it('is inconclusive, not passed, with too few blocks', () => {
    const few = makeDocument(unchanged, undefined, 1);
    const { outcome, comparisons } = judge(few, few);
    expect(outcome).toBe('inconclusive');
    expect(comparisons[0]?.reason).toMatch(/do not make an interval/);
  });

  it('calls an improvement by its name and passes', () => {
    const current = makeDocument(slower('wasm', 0.8), { random: seededRandom(5), block: 0.01 });
    expect(changeOf('call/wasm', baseline, current)).toBe('improved');
    expect(judge(baseline, current).outcome).toBe('passed');
  });

  it('cannot be had when the floor itself moved: the machine is another', () => {
    const current = makeDocument(() => 1.2, { random: seededRandom(6), block: 0.01 });
    const { outcome, machine } = judge(baseline, current);
    expect(outcome).toBe('could-not-measure');
    expect(machine?.median).toBeCloseTo(1.2, 1);
  });

  it('does not blame a plugin for what the floor did, within the margin of doubt', () => {
    const current = makeDocument((mechanism) => (mechanism === 'null' ? 1.018 : 1.035), {
      random: seededRandom(7),
      block: 0.003,
    });
    expect(changeOf('call/koffi', baseline, current)).toBe('inconclusive');
  });
});

describe('a gap never passes silently', () => {
  const baseline = makeDocument(unchanged);

  it.each([
    ['vanished', () => [], /is not in this run/],
    [
      'is skipped',
      ({ blocks: _b, summary: _s, warnings: _w, ...row }: MeasuredCase) => [
        { ...row, status: 'skipped' as const, reason: 'no Rust' },
      ],
      /skipped now: no Rust/,
    ],
    [
      'failed',
      ({ summary: _s, warnings: _w, ...row }: MeasuredCase) => [{ ...row, status: 'failed' as const, error: 'killed' }],
      /failed now: killed/,
    ],
  ])('when a case %s', (_what, instead, reason) => {
    const { outcome, comparisons } = judge(baseline, without(baseline, 'call/koffi', instead));
    expect(outcome).toBe('could-not-measure');
    expect(comparisons.find(({ id }) => id === 'call/koffi')).toMatchObject({
      change: 'missing',
      reason: expect.stringMatching(reason),
    });
  });

  it('and a new case is reported, but is no reason to fail', () => {
    const smaller = without(baseline, 'call/koffi', () => []);
    const { outcome, comparisons } = judge(smaller, baseline);
    expect(outcome).toBe('passed');
    expect(comparisons.find(({ id }) => id === 'call/koffi')?.change).toBe('added');
  });

  it('and documents that share nothing are no pass', () => {
    expect(judge({ ...baseline, cases: [] }, baseline).outcome).toBe('could-not-measure');
  });
});

describe('a failure that the baseline did not measure', () => {
  const baseline = makeDocument(unchanged);
  const failed = ({ summary: _s, warnings: _w, ...row }: MeasuredCase) => [
    { ...row, status: 'failed' as const, error: 'killed' },
  ];

  it.each([
    ['was new', () => []],
    ['was failing before', failed],
  ])('does not pass silently when the case %s', (_what, before) => {
    const current = without(baseline, 'call/koffi', failed);
    const { outcome, comparisons } = judge(without(baseline, 'call/koffi', before), current);
    expect(outcome).toBe('could-not-measure');
    expect(comparisons.find(({ id }) => id === 'call/koffi')?.change).toBe('missing');
  });
});

describe('floor rows', () => {
  it('are the measure of the machine and never judged', () => {
    const baseline = makeDocument(unchanged);
    const { comparisons, machine } = judge(baseline, baseline);
    expect(comparisons.map(({ id }) => id)).toEqual(['call/static-import', 'call/koffi', 'call/wasm']);
    expect(machine?.median).toBe(1);
  });
});

describe('a baseline is refused with the reason', () => {
  const document = makeDocument(unchanged);
  const { environment } = document;

  it.each([
    ['machine', { environment: { ...environment, machineDigest: 'fedcba9876543210' } }],
    ['CPU', { environment: { ...environment, cpuModel: 'Other' } }],
    ['core count', { environment: { ...environment, cpuCount: 99 } }],
    ['limit of processors', { environment: { ...environment, cpuLimit: 0.2 } }],
    ['memory', { environment: { ...environment, memoryBytes: 1 } }],
    ['runtime', { environment: { ...environment, nodeVersion: 'v99.0.0' } }],
    ['set of passed variables', { environment: { ...environment, passedVariables: ['NODE_OPTIONS'] } }],
    ['runtime flags', { environment: { ...environment, flags: ['--no-opt'] } }],
    ['operating system', { environment: { ...environment, platform: 'plan9' } }],
    ['kind of run', { settings: { ...document.settings, quick: !document.settings.quick } }],
    ['count of samples in call', { settings: { ...document.settings, samplesPerBlock: { call: 1, other: 1 } } }],
    ['harness version', { tool: { name: 'plugin-bench' as const, version: '99.0.0' } }],
  ])('when it has another %s', (what, other) => {
    const { outcome, refusals } = judge({ ...document, ...other }, document);
    expect(outcome).toBe('could-not-measure');
    expect(refusals).toEqual([expect.stringMatching(new RegExp(`another ${what}.*Measure a new baseline here`))]);
  });
});

describe('a run in several runtimes', () => {
  it('is refused when one of them has another version, and not for one that only one run has', () => {
    const document = makeDocument(unchanged);
    const [host] = document.environment.runtimes as [(typeof document.environment.runtimes)[number]];
    const withBun = (...versions: string[]) => ({
      ...document,
      environment: {
        ...document.environment,
        runtimes: [host, ...versions.map((version) => ({ ...host, name: 'bun', version }))],
      },
    });
    expect(judge(withBun('1.4.5'), withBun('1.5.0')).refusals).toEqual([
      'The baseline has another version of bun: 1.4.5 then, 1.5.0 now. Measure a new baseline here.',
    ]);
    expect(judge(withBun('1.4.5'), withBun()).refusals).toEqual([]);
  });
});

describe('two arms of one run', () => {
  /** A machine of another speed in every block, and in every round, for both arms alike. */
  function arms(factor: number, seed: number): [ResultDocument, ResultDocument] {
    const random = seededRandom(seed);
    const [template] = [makeDocument(unchanged)];
    const speeds = Array.from({ length: BLOCKS }, () => {
      const ofBlock = 1 + 0.5 * random();
      return Array.from({ length: 20 }, () => ofBlock * (1 + 0.2 * random()));
    });
    const arm = (slowed: number, which: 'base' | 'current'): ResultDocument => ({
      ...template,
      pair: { id: 'one run', arm: which },
      cases: template.cases.map((row): CaseResult => {
        if (row.status !== 'measured') return row;
        const level = row.id === 'call/koffi' ? 36 * slowed : 3;
        const blocks = row.blocks.map(
          (block): Block => ({
            ...block,
            sampleValues: (speeds[block.block] ?? []).map((speed) => level * speed * Math.exp(0.02 * normal(random))),
          }),
        );
        return { ...row, blocks };
      }),
    });
    return [arm(1, 'base'), arm(factor, 'current')];
  }

  it('are compared round by round, so that 5 % are found where two runs would not tell', () => {
    const [base, current] = arms(1.05, 1);
    expect(changeOf('call/koffi', base, current)).toBe('regressed');
    expect(changeOf('call/koffi', { ...base, pair: null }, { ...current, pair: null })).toBe('inconclusive');
  });

  it('accuse no row of two speeds, whose middle blocks happen to be alike', () => {
    const [base, current] = arms(1, 2);
    const alike = [-5, -5, 4.9, 4.92, 4.95, 4.97, 5, 5.02, 5.05, 5.07, 5.1, 5.2];
    expect(changeOf('call/koffi', base, withChanges(base, current, 'call/koffi', alike))).toBe('inconclusive');
  });

  it.each([
    ['noise of the floor voids no verdict', [-8, -4, 1, 5, 8, 8, 9, 10, 12, 13, 18, 22], false, 'regressed'],
    [
      'a floor that differs for sure voids it',
      [9, 9, 9, 9.5, 9.5, 10, 10, 10, 10, 11, 11, 11],
      true,
      'could-not-measure',
    ],
  ])('share the machine: %s', (_what, percents, moved, verdict) => {
    const [base, current] = arms(1.3, 3);
    const { machine, machineMoved, outcome } = judge(base, withChanges(base, current, 'call/null', percents));
    expect(machine?.low).toBeGreaterThan(1.02);
    expect([machineMoved, outcome]).toEqual([moved, verdict]);
  });

  it('accuse and praise no set-up where their paths differ in length, which alone moves it, and every other row', () => {
    const lengths = (one: number, other: number): [string, string][] => {
      const [base, current] = arms(1.3, 4).map((document, index) => ({
        ...document,
        pair: { id: 'one run', arm: 'base' as const, pathLength: index === 0 ? one : other },
        cases: document.cases.flatMap((row): CaseResult[] => {
          if (row.status !== 'measured' || row.id !== 'call/koffi') return [row];
          const blocks = row.blocks.map((block) => ({
            ...block,
            phaseDurationsNs: { 'host-open': block.sampleValues, 'first-call': block.sampleValues.map(() => 0) },
          }));
          return [row, { ...row, id: 'setup/koffi', scenario: 'setup', blocks }];
        }),
      })) as [ResultDocument, ResultDocument];
      const { comparisons } = judge(base, current);
      const of = (id: string) => comparisons.find((row) => row.id === id);
      expect(of('setup/koffi')?.ratio?.median).toBeCloseTo(1.3, 1);
      return ['call/koffi', 'setup/koffi'].map((id) => [of(id)?.change ?? '', of(id)?.reason ?? '']);
    };
    expect(lengths(20, 20).map(([change]) => change)).toEqual(['regressed', 'regressed']);
    const [call, setup] = lengths(20, 24);
    expect(call?.[0]).toBe('regressed');
    expect(setup).toEqual(['inconclusive', expect.stringContaining('equally long')]);
  });

  /** `current` with the samples of one row of `base`, changed by so much from block to block. */
  function withChanges(base: ResultDocument, current: ResultDocument, id: string, percents: readonly number[]) {
    return without(current, id, () => {
      const then = base.cases.find((row) => row.id === id) as MeasuredCase;
      const blocks = then.blocks.map(
        (block, index): Block => ({
          ...block,
          sampleValues: block.sampleValues.map((duration) => duration * (1 + (percents[index] as number) / 100)),
        }),
      );
      return [{ ...then, blocks }];
    });
  }

  it('pass when nothing changed', () => {
    for (let seed = 2; seed < 30; seed++) expect(judge(...arms(1, seed)).outcome).toBe('passed');
  });
});

describe('noise without a change', () => {
  it('raises a false alarm in at most 1 % of 10,000 pairs of runs of a suite', () => {
    // Worse than what was seen: 3 % between blocks, one block in ten up to half slower, the machine as a whole off by 2 %.
    const random = seededRandom(2026);
    let alarms = 0;
    for (let pair = 0; pair < 10_000; pair++) {
      const [before, now] = [noisySuite(random), noisySuite(random)];
      if (judge(before, now).outcome === 'regressed') alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(100);
  });

  it('while a slowdown of 20 % is never passed in the same noise, and mostly called by its name', () => {
    const random = seededRandom(2027);
    const outcomes = Array.from({ length: 200 }, () => {
      return judge(noisySuite(random), noisySuite(random, slower('koffi', 1.2))).outcome;
    });
    expect(outcomes).not.toContain('passed');
    expect(outcomes.filter((outcome) => outcome === 'regressed').length).toBeGreaterThan(150);
  });

  const template = makeDocument(unchanged);
  function noisySuite(random: Random, factorOf: (mechanism: string) => number = unchanged): ResultDocument {
    const machine = Math.exp(0.02 * normal(random));
    const cases = template.cases.map((row): CaseResult => {
      if (row.status !== 'measured') return row;
      const blocks = row.blocks.map((block): Block => {
        const spike = random() < 0.1 ? 1 + 0.5 * random() : 1;
        const perIteration = 10 * machine * spike * factorOf(row.mechanism) * Math.exp(0.03 * normal(random));
        return { ...block, sampleValues: [perIteration] };
      });
      return { ...row, blocks };
    });
    return { ...template, cases };
  }
});

describe('what people read', () => {
  const regressed = judge(
    makeDocument(unchanged),
    makeDocument(slower('koffi', 1.2), { random: seededRandom(8), block: 0.01 }),
  );

  it('names the case, the change and the verdict, in text and in Markdown', () => {
    for (const text of [renderVerdictText(regressed, { colour: false }), renderVerdictMarkdown(regressed)]) {
      expect(text).toMatch(/call\/koffi/);
      expect(text).toMatch(/\+(19|20|21)\.\d %/);
      expect(text).toMatch(/REGRESSED: call\/koffi \(margin 2\.0 %\)/);
    }
  });

  it('has at most twenty lines in the summary of a CI job, and a folded plot of what does not fit', () => {
    const comparison = (index: number): Comparison => ({
      id: `call/mechanism-${index}`,
      change: index % 3 === 0 ? 'regressed' : 'inconclusive',
      ratio: { median: 1 + index / 100, low: 1, high: 1.5 },
      reason: 'so it is',
      smallest: 0.03,
      margin: 0.02,
    });
    for (const rows of [0, 1, 5, 9, 10, 11, 12, 60]) {
      for (const refusals of [[], ['one'], ['one', 'two', 'three', 'four', 'five']]) {
        const comparisons = Array.from({ length: rows }, (_, index) => comparison(index));
        const page = renderVerdictMarkdown({ ...regressed, comparisons, refusals });
        const [summary = '', plotted] = page.split('<details>');
        expect(summary.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
        const inTable = summary.split('\n').filter((line) => line.includes('`call/mechanism-')).length;
        expect(inTable === rows).toBe(plotted === undefined);
        expect(inTable).toBeGreaterThanOrEqual(Math.min(rows, 6));
        for (const { id } of comparisons) expect(page).toMatch(new RegExp(`${id}\\b`));
      }
    }
    const hostile = [{ ...comparison(0), id: 'a```b' }, ...Array.from({ length: 30 }, (_, index) => comparison(index))];
    expect(renderVerdictMarkdown({ ...regressed, comparisons: hostile }).match(/```/g)).toHaveLength(2);
  });

  it('refuses arms of one run whose samples differ in size, not two runs that do', () => {
    const resized = (document: ResultDocument, changes: Partial<Block>, id: string): ResultDocument => ({
      ...without(document, 'call/koffi', (row) => [
        { ...row, blocks: row.blocks.map((block) => ({ ...block, ...changes })) },
      ]),
      pair: { id, arm: 'current' },
    });
    const document = makeDocument(unchanged);
    const base = resized(document, { iterationsPerSample: 1 }, 'run');
    const larger = { iterationsPerSample: 2, leadInIterations: 3 };
    expect(judge(base, resized(document, larger, 'run'))).toMatchObject({
      outcome: 'could-not-measure',
      refusals: [
        expect.stringMatching(
          /^call\/koffi has samples of 1 after 0 iterations in one arm and of 2 after 3 in the other/,
        ),
      ],
    });
    expect(judge(base, resized(document, { leadInIterations: 3 }, 'run')).refusals).toHaveLength(1);
    expect(judge(base, resized(document, {}, 'run')).outcome).toBe('passed');
    expect(judge(base, resized(document, larger, 'another run')).refusals).toEqual([]);
  });

  it('says why a comparison was refused', () => {
    const document = makeDocument(unchanged);
    const refused = judge({ ...document, tool: { version: '99.0.0' } }, document);
    expect(renderVerdictText(refused, { colour: false })).toMatch(/another harness version: 99\.0\.0 then/);
    expect(renderVerdictMarkdown(refused)).toMatch(/COULD NOT MEASURE/);
  });
});
