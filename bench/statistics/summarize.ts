/** From the raw samples of one case to its summary. Pure: the same blocks always give the same summary. */
import type { Block, Phase, Summary } from '../result/document.ts';
import { medianInterval } from './median-interval.ts';
import { mean, median, quantileOfSorted, robustDeviation, sorted } from './quantiles.ts';

/** What each sample of a block says of one iteration, in the unit of its metric. */
export function blockFigures(block: Block): number[] {
  return block.sampleValues.map((duration) => duration / block.iterationsPerSample);
}

/** Blocks that count. */
export function keptBlocks(blocks: readonly Block[]): Block[] {
  return blocks.filter(({ discarded }) => discarded === undefined);
}

/** One number per block, the median of its samples: samples of one process are correlated and must not count as many. */
export function blockMedians(blocks: readonly Block[]): number[] {
  return keptBlocks(blocks).map((block) => median(blockFigures(block)));
}

/** The same, by the number of the block. */
export function mediansByBlock(blocks: readonly Block[]): Map<number, number> {
  return new Map(keptBlocks(blocks).map((block) => [block.block, median(blockFigures(block))]));
}

/** The fastest sample of each block: what the work takes when nothing disturbs it, because disturbance only adds. */
export function blockMinima(blocks: readonly Block[]): number[] {
  return keptBlocks(blocks).map((block) => Math.min(...blockFigures(block)));
}

/** @param sampled blocks of one case, at least one of which counts */
export function summarize(sampled: readonly Block[]): Summary {
  const blocks = keptBlocks(sampled);
  const medians = blockMedians(blocks);
  const interval = medianInterval(medians);
  const samples = sorted(blocks.flatMap(blockFigures));
  const centre = median(medians);
  const phaseMediansNs = summarizePhases(blocks);
  const firstCalls = blocks.flatMap(({ firstCallsNs }) => (firstCallsNs === undefined ? [] : [median(firstCallsNs)]));
  return {
    perIteration: {
      median: centre,
      low: interval.low,
      high: interval.high,
      min: samples[0] as number,
      p75: quantileOfSorted(samples, 0.75),
      p99: quantileOfSorted(samples, 0.99),
      mean: mean(samples),
    },
    confidenceLevel: interval.level,
    blockCount: blocks.length,
    sampleCount: samples.length,
    spread: centre === 0 ? 0 : robustDeviation(medians) / centre,
    ...(firstCalls.length === 0 ? {} : { firstCallNs: median(firstCalls) }),
    ...(phaseMediansNs === undefined ? {} : { phaseMediansNs }),
  };
}

function summarizePhases(blocks: readonly Block[]): Partial<Record<Phase, number>> | undefined {
  const mediansOfPhase = new Map<Phase, number[]>();
  for (const block of blocks) {
    for (const [phase, durations] of Object.entries(block.phaseDurationsNs ?? {}) as [Phase, number[]][]) {
      mediansOfPhase.set(phase, [...(mediansOfPhase.get(phase) ?? []), median(durations)]);
    }
  }
  if (mediansOfPhase.size === 0) return undefined;
  return Object.fromEntries([...mediansOfPhase].map(([phase, medians]) => [phase, median(medians)]));
}
