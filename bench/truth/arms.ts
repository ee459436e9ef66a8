/** Two arms as the gate wants to see them, from blocks alone: for checks that hand it what they recorded or drew. Pure. */
import type { Comparable, ComparableCase } from '../gate/verdict.ts';
import type { Block } from '../result/document.ts';

export interface ArmRow {
  readonly id: string;
  readonly mechanism: string;
  readonly before: readonly Block[];
  readonly now: readonly Block[];
}

/** Everything that the gate wants to be equal in both. */
const SAME_MACHINE: Comparable['environment'] = {
  machineDigest: null,
  cpuModel: 'same',
  cpuCount: 1,
  memoryBytes: 0,
  virtualization: 'same',
  platform: 'same',
  arch: 'same',
  nodeVersion: 'same',
  flags: [],
  runtimes: [],
};

/** @param isPaired whether the two were sampled side by side, in the same rounds */
export function armsOf(rows: readonly ArmRow[], isPaired: boolean): [before: Comparable, now: Comparable] {
  const arm = (blocksOf: (row: ArmRow) => readonly Block[]): Comparable => ({
    pair: isPaired ? { id: 'one run', arm: 'current' } : null,
    tool: { version: 'same' },
    settings: { quick: false, samplesPerBlock: {} },
    environment: SAME_MACHINE,
    selfCheck: { control: { status: 'skipped' } },
    cases: rows.map(
      (row): ComparableCase => ({
        id: row.id,
        mechanism: row.mechanism,
        status: 'measured',
        blocks: blocksOf(row),
      }),
    ),
  });
  return [arm(({ before }) => before), arm(({ now }) => now)];
}

/** Blocks of one sample of one iteration each: what the gate makes of any block, when only that is known. */
export function blocksOfOne(values: readonly number[]): Block[] {
  return values.map((value, block) => ({ block, iterationsPerSample: 1, sampleValues: [value] }));
}
