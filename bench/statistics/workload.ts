/**
 * What a workload costs by each mechanism: the first load, whose answer is the first call; calls while engines still compile, as far as
 * whole workloads were measured; and a steady call for each further one. Block by block, as everything else: what belongs to one
 * block was measured within the same minutes.
 */
import type { MeasuredCase } from '../result/document.ts';
import { estimate, type Ratio } from './ratio.ts';
import { mediansByBlock } from './summarize.ts';

export interface Workload {
  readonly calls: number;
  /** Bytes that each call passes. */
  readonly bytes: number;
}

/** What is known of one mechanism. */
export interface Known {
  readonly setup: Pick<MeasuredCase, 'blocks'>;
  /** Calls by the bytes that they pass; at least one. */
  readonly calls: readonly { readonly bytes: number; readonly case: Pick<MeasuredCase, 'blocks'> }[];
  /** Whole workloads; may be none. */
  readonly whole: readonly (Workload & { readonly case: Pick<MeasuredCase, 'blocks'> })[];
}

/** In nanoseconds, with intervals over blocks. */
export interface Predicted {
  readonly setupNs: Ratio;
  readonly callNs: Ratio;
  readonly totalNs: Ratio;
  /** One total for each block, by its number. */
  readonly totals: ReadonlyMap<number, number>;
}

/** @returns null when no block has both the set-up and all calls */
export function predict({ setup, calls, whole }: Known, workload: Workload): Predicted | null {
  const setups = mediansByBlock(setup.blocks);
  const lengths = calls
    .toSorted((a, b) => a.bytes - b.bytes)
    .map((one) => ({ ...one, byBlock: mediansByBlock(one.case.blocks) }));
  const wholes = whole
    .toSorted((a, b) => a.calls - b.calls)
    .map((one) => ({ ...one, byBlock: mediansByBlock(one.case.blocks) }));
  const blocks = [...setups.keys()].filter((block) =>
    [...lengths, ...wholes].every(({ byBlock }) => byBlock.has(block)),
  );
  if (blocks.length === 0 || lengths.length === 0) return null;
  const figures = blocks.map((block) => {
    const points = lengths.map(({ bytes, byBlock }) => ({ x: bytes, ns: byBlock.get(block) as number }));
    const [setupNs, callNs] = [setups.get(block) as number, interpolate(points, workload.bytes)];
    // Warming up does not depend on bytes: what others cost more or less is added for each call.
    const known = wholes.map(({ calls: count, bytes, byBlock: totals }) => ({
      calls: count,
      ns: (totals.get(block) as number) + (count - 1) * (callNs - interpolate(points, bytes)),
    }));
    return { block, setupNs, callNs, totalNs: totalOf([{ calls: 1, ns: setupNs }, ...known], callNs, workload.calls) };
  });
  return {
    setupNs: estimate(figures.map(({ setupNs }) => setupNs)),
    callNs: estimate(figures.map(({ callNs }) => callNs)),
    totalNs: estimate(figures.map(({ totalNs }) => totalNs)),
    totals: new Map(figures.map(({ block, totalNs }) => [block, totalNs])),
  };
}

/** Between two numbers of calls that were measured, a straight line; beyond the last one, a steady call for each. */
function totalOf(
  known: readonly { readonly calls: number; readonly ns: number }[],
  callNs: number,
  calls: number,
): number {
  const last = known.at(-1) as (typeof known)[number];
  if (calls >= last.calls) return last.ns + (calls - last.calls) * callNs;
  const points = known.map((point) => ({ x: point.calls, ns: point.ns }));
  return interpolate(points, calls);
}

interface Point {
  readonly x: number;
  readonly ns: number;
}

/**
 * Between two points that were measured, a straight line; beyond the last one, its continuation, never below what the last one cost.
 * Not the line through all lengths: that one is wrong where caches end.
 */
export function interpolate(points: readonly Point[], x: number): number {
  const above = points.findIndex((point) => point.x >= x);
  const index = above === -1 ? points.length - 1 : Math.max(1, above);
  const [from, to] = [points[index - 1], points[index]];
  if (from === undefined || to === undefined || to.x === from.x) return (points[0] as Point).ns;
  const value = from.ns + ((x - from.x) / (to.x - from.x)) * (to.ns - from.ns);
  return above === -1 ? Math.max(value, to.ns) : value;
}

/** Over common blocks, how many times the second costs what the first does; null: they share none. */
export function totalRatio(first: Predicted, second: Predicted): Ratio | null {
  const ratios = [...first.totals].flatMap(([block, ns]) => {
    const other = second.totals.get(block);
    return other === undefined ? [] : [other / ns];
  });
  return ratios.length === 0 ? null : estimate(ratios);
}

/** From so many calls on, this one is the cheapest. */
export interface Cheapest {
  readonly fromCalls: number;
  readonly name: string;
}

/** Steps in which numbers of calls are tried: ten in a decade. */
const STEPS_PER_DECADE = 10;
const MOST_DECADES = 9;

/**
 * The cheapest of several by the number of calls, which is tried in steps of a tenth of a decade: costs are no straight lines while
 * engines compile. @param costNs total of each for so many calls
 */
export function cheapestByCalls(
  items: readonly { readonly name: string; costNs(calls: number): number }[],
): Cheapest[] {
  const found: Cheapest[] = [];
  for (let step = 0; step <= MOST_DECADES * STEPS_PER_DECADE; step++) {
    const calls = roundTo2(10 ** (step / STEPS_PER_DECADE));
    const [best] = items.map(({ name, costNs }) => ({ name, ns: costNs(calls) })).toSorted((a, b) => a.ns - b.ns);
    if (best !== undefined && best.name !== found.at(-1)?.name) found.push({ fromCalls: calls, name: best.name });
  }
  return found;
}

function roundTo2(value: number): number {
  return Math.round(Number(value.toPrecision(2)));
}
