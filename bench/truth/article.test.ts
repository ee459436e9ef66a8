/** What the article's checks say of samples that are made up: every figure and every claim follows from them. */
import { describe, expect, it } from 'vitest';
import { DEFECTS } from './abi/build.ts';
import { MAKERS } from './abi/plugins.ts';
import abi from './checks/abi.ts';
import article from './checks/article.ts';
import enginePeers from './checks/engine-peers.ts';

type Judge = (samples: unknown) => ReturnType<typeof abi.judge>;
const judge = (check: { judge: unknown }, samples: unknown) => (check.judge as Judge)(samples);

describe("the article's benchmarks", () => {
  const ns = { 'as-published': 100_000, setup: 400_000, 'setup-warm': 200_000, call: 5 };
  const samplesWith = (figures: Record<string, number>) => ({
    crates: { wasmtime: '48.0.0', wasmer: '7.4.2' },
    rows: ['rust', 'node-20'].flatMap((runtime) =>
      ['dynamic-simple', 'wasmer', 'wasmtime'].flatMap((mechanism) =>
        Object.entries(figures).map(([scenario, figure]) => ({
          mechanism,
          runtime,
          scenario,
          blocks: [0, 1].map((block) => ({
            block,
            iterationsPerSample: 10,
            sampleValues: Array.from({ length: 21 }, (_, sample) => figure * (10 + (sample - 10) / 10)),
            ...(scenario === 'setup'
              ? { phaseDurationsNs: { load: Array(21).fill(300), compile: Array(21).fill(100) } }
              : {}),
          })),
        })),
      ),
    ),
  });

  it('are printed as libtest prints them, beside the published lines', () => {
    const { listing, tables, findings } = judge(article, samplesWith(ns));
    const lines = listing ?? [];
    expect(lines).toHaveLength(9);
    expect(lines[0]).toMatch(
      /^test test::dynamic_simple +\.\.\. bench: +139,702 ns\/iter \(\+\/- 34,699\) {2}published$/,
    );
    // The median, and the distance between the samples at 5 % and 95 %: 21 of them, from 90 % to 110 %.
    expect(lines[3]).toMatch(
      /^test rust::dynamic_simple +\.\.\. bench: +100,000 ns\/iter \(\+\/- 18,000\) {2}here, as described$/,
    );
    expect(tables[0]?.rows).toHaveLength(6);
    expect(tables[0]?.rows[5]).toEqual([
      'node-20::wasmtime_setup',
      '988,500',
      '100,000',
      '400 µs',
      '200 µs',
      '5.00 ns',
    ]);
    expect(tables[1]?.rows[0]?.slice(1, 4)).toEqual(['–', '300 ns (75.0 %)', '100 ns (25.0 %)']);
    expect(findings.every(({ holds }) => holds)).toBe(true);
  });

  it('are not all there when a row has no samples', () => {
    const samples = samplesWith(ns);
    const [first] = samples.rows as { blocks: { discarded?: string }[] }[];
    for (const block of first?.blocks ?? []) block.discarded = 'for a reason';
    const { findings, tables } = judge(article, samples);
    expect(findings[0]).toMatchObject({ seen: '23 of 24 rows', holds: false });
    expect(tables[0]?.rows[0]).toEqual(['rust::dynamic_simple', '139,702', '–', '400 µs', '200 µs', '5.00 ns']);
  });

  it('say nothing of a call only as long as that is so', () => {
    const { findings } = judge(article, samplesWith({ ...ns, 'as-published': 200 }));
    expect(findings.filter(({ holds }) => !holds).map(({ claim }) => claim)).toEqual([
      'dynamic_simple says nothing of the cost of a call',
      'wasmer_setup says nothing of the cost of a call',
      'wasmtime_setup says nothing of the cost of a call',
    ]);
  });
});

describe('plugins that are not as they should be', () => {
  const mechanisms = Object.keys(MAKERS);
  const cellsWith = (outcomeOf: (defect: string, mechanism: string) => object) => ({
    cells: DEFECTS.flatMap((defect) =>
      mechanisms.map((mechanism) => ({ defect, mechanism, builtWith: 'rustc', outcome: outcomeOf(defect, mechanism) })),
    ),
  });
  const works = { outcome: 'answered', answer: -4 };
  const refused = { outcome: 'refused', error: 'no' };
  const asItShouldBe = (defect: string) =>
    ['healthy', 'other compiler', 'other layout'].includes(defect) ? works : refused;

  it('have a cell for every defect in every mechanism, and a claim for each promise', () => {
    const { tables, findings } = judge(abi, cellsWith(asItShouldBe));
    expect(tables[0]?.rows.map((row) => row.length)).toEqual(DEFECTS.map(() => mechanisms.length + 1));
    expect(tables[0]?.rows[0]).toEqual(['healthy', ...mechanisms.map(() => 'works')]);
    expect(findings).toHaveLength(9);
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
  });

  it('are claimed to be refused only when they are', () => {
    const believes = (defect: string, mechanism: string) =>
      defect === 'wrong type' && mechanism === 'wasmer' ? { outcome: 'answered', answer: 7 } : asItShouldBe(defect);
    const { tables, findings } = judge(abi, cellsWith(believes));
    expect(tables[0]?.rows.find(([defect]) => defect === 'wrong type')).toContain('wrong answer');
    expect(findings.filter(({ holds }) => !holds).map(({ claim }) => claim)).toEqual([
      'no engine believes a wrong type or a missing export',
    ]);
  });

  it('of which nothing could be tried are no claim that holds', () => {
    const { findings } = judge(
      abi,
      cellsWith(() => ({ outcome: 'gap', reason: 'not here' })),
    );
    expect(findings).toMatchObject([{ claim: 'plugins could be made', holds: false }]);
  });

  it('are claimed of those that could be tried, and it is said how many', () => {
    const some = (defect: string, mechanism: string) =>
      mechanism === 'abi-stable' ? { outcome: 'gap', reason: 'not here' } : asItShouldBe(defect);
    const { findings } = judge(abi, cellsWith(some));
    expect(findings.map(({ claim }) => claim)).not.toContain('abi_stable refuses a wrong type and another version');
    expect(findings.find(({ claim }) => claim.startsWith('a healthy'))?.bound).toBe('all work; 8 of 9 tried');
  });

  it('that end the host are shown as that', () => {
    const died = { outcome: 'died', how: 'abi was killed by SIGSEGV' };
    const { tables, findings } = judge(
      abi,
      cellsWith((defect) => (defect === 'panic' ? died : asItShouldBe(defect))),
    );
    expect(tables[0]?.rows.find(([defect]) => defect === 'panic')).toEqual([
      'panic',
      ...mechanisms.map(() => 'host dies'),
    ]);
    expect(findings.find(({ claim }) => claim.startsWith('a panic'))?.holds).toBe(false);
  });
});

describe('Criterion beside the Rust host', () => {
  const samplesAbout = (ns: number) => [0.9, 1, 1.4].map((share) => ns * share);
  const roundsOf = (suite: number[]) => ({
    rounds: [1, 1.5, 0.9].map((machine) => ({
      suiteNs: suite.map((ns) => samplesAbout(ns * machine)),
      criterionNs: [2, 20, 10_000].map((ns) => samplesAbout(ns * machine)),
    })),
  });

  it('agrees by the median of rounds, whatever the machine does between them', () => {
    const { findings, tables } = judge(enginePeers, roundsOf([2.2, 21, 10_500]));
    expect(findings.map(({ seen, holds }) => [seen, holds])).toEqual([
      ['0.200 ns', true],
      ['+5.0 %', true],
      ['+5.0 %', true],
    ]);
    // The fastest samples are of the fastest round: 0.9 of 0.9.
    expect(tables[0]?.rows[1]?.slice(1)).toEqual(['21.0', '20.0', '+5.0 % to +5.0 %', '17.0', '16.2', '+5.0 %']);
  });

  it('disagrees beyond half a nanosecond or a tenth', () => {
    const { findings } = judge(enginePeers, roundsOf([2.8, 23, 8_500]));
    expect(findings.map(({ holds }) => holds)).toEqual([false, false, false]);
  });
});
