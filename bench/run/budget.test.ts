/** Who is measured on in a comparison, with made-up samples and a clock that is moved by hand. */
import { describe, expect, it } from 'vitest';
import type { Arm } from '../result/case.ts';
import type { Collected } from '../sampling/lockstep.ts';
import { type BudgetedCase, planBudget } from './budget.ts';

interface Row {
  readonly scenario?: string;
  readonly mechanism: string;
  /** Base / current of a block. */
  readonly ratio: (block: number) => number;
  readonly failsAt?: number;
  /** Whether it counts work. */
  readonly isCounted?: boolean;
}

const STEADY = (block: number) => 1 + (block % 2 === 0 ? 1e-4 : -1e-4);
const SLOWER = (block: number) => 1.5 * STEADY(block);
/** Twice and half as long in turn: that is never decided. */
const WILD = (block: number) => (block % 2 === 0 ? 0.5 : 2);

function casesOf(rows: readonly Row[]): BudgetedCase[] {
  return rows.flatMap(({ scenario = 'call', mechanism, isCounted = false }) =>
    (['current', 'base'] as const).map((arm) => {
      const id = `${scenario}/${mechanism}`;
      const identity = { id, scenario, mechanism, runtime: 'node-20' };
      const counted = isCounted ? { isUndisturbed: true, mostBlocks: 3 } : {};
      return { id, arm, identity, samplesPerRunner: 'many' as const, samplesPerBlock: 1, ...counted };
    }),
  );
}

/** Measures until it is over. @returns ids of each block, and the looks */
function simulate(rows: readonly Row[], { budgetSeconds = 1000, secondsPerCase = 0.5 } = {}) {
  let seconds = 100;
  const cases = casesOf(rows);
  const budget = planBudget({ cases, budgetSeconds, elapsedSeconds: () => seconds, marginOf: () => 0.02 });
  const collected = new Map<Arm, Map<string, Collected>>(
    (['current', 'base'] as const).map((arm) => [
      arm,
      new Map(cases.map(({ id }) => [id, { blocks: [], resized: new Map(), error: null, tier: undefined }])),
    ]),
  );
  const blocks: string[][] = [];
  for (let block = 0; ; block++) {
    const chosen = budget.select(block, collected);
    if (chosen.size === 0) break;
    blocks.push([...new Set([...chosen].map(({ id }) => id))]);
    for (const { id, arm = 'current' } of chosen) {
      const row = rows.find(({ scenario = 'call', mechanism }) => id === `${scenario}/${mechanism}`);
      const state = collected.get(arm)?.get(id);
      if (row === undefined || state === undefined || state.error !== null) continue;
      if (row.failsAt === block) state.error = 'it died';
      const value = arm === 'base' ? 100 : 100 * row.ratio(block);
      state.blocks.push({ block, iterationsPerSample: 1, sampleValues: [value] });
      seconds += secondsPerCase;
    }
  }
  return { blocks, looks: budget.looks(), seconds: seconds - 100 };
}

describe('a comparison within a budget', () => {
  it('ends at the first look when every row is decided there', () => {
    const { blocks, looks } = simulate([
      { mechanism: 'null', ratio: STEADY },
      { mechanism: 'wasm', ratio: STEADY },
      { mechanism: 'koffi', ratio: SLOWER },
    ]);
    expect(blocks).toHaveLength(6);
    expect(looks).toEqual([{ blocks: 6, share: 0.1 }]);
  });

  it('gives its blocks to rows that are open, and to the floor of their table', () => {
    const { blocks } = simulate([
      { mechanism: 'null', ratio: STEADY },
      { mechanism: 'wasm', ratio: STEADY },
      { mechanism: 'koffi', ratio: WILD },
      { scenario: 'setup', mechanism: 'null', ratio: STEADY },
      { scenario: 'setup', mechanism: 'wasm', ratio: STEADY },
    ]);
    expect(blocks[5]).toHaveLength(5);
    expect(blocks[6]).toEqual(['call/null', 'call/koffi']);
    // What is left of set-ups says nothing of the machine.
    expect(
      simulate([
        { scenario: 'setup', mechanism: 'koffi', ratio: WILD },
        { scenario: 'setup', mechanism: 'null', ratio: STEADY },
      ]).blocks[6],
    ).toEqual(['setup/koffi']);
  });

  it('ends when the time is over, with a last look that spends what is left', () => {
    const { blocks, looks, seconds } = simulate([{ mechanism: 'koffi', ratio: WILD }], {
      budgetSeconds: 30,
      secondsPerCase: 1,
    });
    expect(seconds).toBeLessThanOrEqual(30);
    expect(seconds).toBeGreaterThan(24);
    expect(looks.at(-1)?.blocks).toBe(blocks.length);
    expect(looks.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('takes no more blocks than say something', () => {
    const { blocks, looks } = simulate([{ mechanism: 'koffi', ratio: WILD }], { budgetSeconds: 1e9 });
    expect(blocks).toHaveLength(64);
    expect(looks.at(-1)).toMatchObject({ blocks: 64 });
  });

  it('does not wait for a row that has failed', () => {
    const { blocks } = simulate([
      { mechanism: 'wasm', ratio: STEADY },
      { mechanism: 'koffi', ratio: WILD, failsAt: 2 },
    ]);
    expect(blocks).toHaveLength(6);
  });

  it('measures one block at least, however short the time', () => {
    const { blocks, looks } = simulate([{ mechanism: 'koffi', ratio: STEADY }], { budgetSeconds: 0.001 });
    expect(blocks).toHaveLength(1);
    expect(looks).toEqual([{ blocks: 1, share: 1 }]);
  });

  it('begins no second block that would take it beyond the time', () => {
    const { blocks, seconds } = simulate([{ mechanism: 'koffi', ratio: STEADY }], {
      budgetSeconds: 3,
      secondsPerCase: 1,
    });
    expect([blocks.length, seconds]).toEqual([1, 2]);
  });

  it('counts once what counts the same, three times what differs, and stops with that where nothing is timed', () => {
    const counted = [
      { mechanism: 'napi', ratio: () => 1, isCounted: true },
      { mechanism: 'koffi', ratio: () => 1.5, isCounted: true },
      { mechanism: 'null', ratio: () => 1, isCounted: true },
    ];
    const { blocks, looks } = simulate(counted);
    expect(blocks).toEqual([['call/napi', 'call/koffi', 'call/null'], ['call/koffi'], ['call/koffi']]);
    // The document holds at least one look.
    expect(looks).toEqual([{ blocks: 3, share: 1 }]);
  });

  it('times and counts side by side, each for as long as it is open', () => {
    const { blocks } = simulate([
      { mechanism: 'napi', ratio: STEADY },
      { scenario: 'setup', mechanism: 'napi', ratio: () => 1.5, isCounted: true },
    ]);
    const both = ['call/napi', 'setup/napi'];
    expect(blocks).toEqual([both, both, both, ['call/napi'], ['call/napi'], ['call/napi']]);
  });
});
