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

function toBlocks({ numbers, iterations, leadIn, samples, opensHost }: RowBlocks): Block[] {
  const at = (values: number | readonly number[], index: number) =>
    typeof values === 'number' ? values : (values[index] as number);
  return numbers.map((block, index): Block => {
    const values = samples[index] as number | readonly number[];
    return {
      block,
      iterationsPerSample: at(iterations, index),
      leadInIterations: at(leadIn, index),
      sampleValues: typeof values === 'number' ? [values] : [...values],
      ...(opensHost ? { phaseDurationsNs: { 'host-open': [0] } } : {}),
    };
  });
}
