/** From what a page keeps of a document to what the gate reads. */
import type { Comparable, ComparableCase } from '../gate/verdict.ts';
import type { CompareData, CompareRow, RowBlocks } from '../report/page/compare-data.ts';
import type { Block } from '../result/document.ts';

export function toComparable({ rows, ...data }: CompareData): Comparable {
  return { ...data, cases: rows.map(toCase) };
}

function toCase({ id, mechanism, blocks, skipped, failed }: CompareRow): ComparableCase {
  if (blocks !== undefined) return { id, mechanism, status: 'measured', blocks: toBlocks(blocks) };
  if (failed !== undefined) return { id, mechanism, status: 'failed', error: failed };
  return { id, mechanism, status: 'skipped', reason: skipped ?? 'no reason is given' };
}

function toBlocks({ iterations, samples, arm }: RowBlocks): Block[] {
  const at = (values: number | readonly number[], index: number) =>
    typeof values === 'number' ? values : (values[index] as number);
  return samples.map((values, index): Block => {
    const block = {
      block: arm?.numbers[index] ?? index,
      iterationsPerSample: at(iterations, index),
      sampleValues: typeof values === 'number' ? [values] : [...values],
    };
    if (arm === undefined) return block;
    const phases = arm.opensHost ? { phaseDurationsNs: { 'host-open': [0] } } : {};
    return { ...block, leadInIterations: at(arm.leadIn, index), ...phases };
  });
}
