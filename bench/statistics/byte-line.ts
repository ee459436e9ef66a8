/**
 * What passing bytes costs as a straight line: a fixed cost for each call and a cost for each byte.
 *
 * Costs lie orders of magnitude apart, so each point counts by its relative error: weighted least squares with weights 1/y² (D. C.
 * Montgomery, E. A. Peck, G. G. Vining, "Introduction to Linear Regression Analysis", 5.5.2). One line is fitted to each block, and
 * the median over blocks with its interval is the figure, as everywhere: blocks are what is independent.
 */
import type { MeasuredCase } from '../result/document.ts';
import { estimate, type Ratio } from './ratio.ts';
import { mediansByBlock } from './summarize.ts';

export interface ByteLine {
  /** Nanoseconds of a call without bytes. */
  readonly fixedNs: Ratio;
  /** Nanoseconds of a byte more. */
  readonly nsPerByte: Ratio;
  /** For each length, how much more a call costs than the line says: 0.1 = 10 %. */
  readonly deviations: readonly (Ratio & { readonly bytes: number })[];
}

/** A case with the bytes that it passes. */
export interface Passed {
  readonly bytes: number;
  readonly case: Pick<MeasuredCase, 'blocks'>;
}

/** A line needs so many lengths to be held against. */
const FEWEST_LENGTHS = 3;

/** @returns null for fewer than three lengths, or when no block has all of them */
export function byteLine(passed: readonly Passed[]): ByteLine | null {
  if (new Set(passed.map(({ bytes }) => bytes)).size < FEWEST_LENGTHS) return null;
  const byBlock = pointsByBlock(passed);
  if (byBlock.length === 0) return null;
  const lines = byBlock.map(relativeLine);
  return {
    fixedNs: estimate(lines.map(({ fixed }) => fixed)),
    nsPerByte: estimate(lines.map(({ slope }) => slope)),
    deviations: passed.map(({ bytes }, index) => ({
      bytes,
      ...estimate(
        byBlock.map((points, block) => {
          const { fixed, slope } = lines[block] as (typeof lines)[number];
          return (points[index] as Point).ns / (fixed + slope * bytes) - 1;
        }),
      ),
    })),
  };
}

interface Point {
  readonly bytes: number;
  readonly ns: number;
}

/** Blocks that have every length, each with its points in the order given. */
function pointsByBlock(passed: readonly Passed[]): Point[][] {
  const cases = passed.map(({ bytes, case: { blocks } }) => ({
    bytes,
    byBlock: mediansByBlock(blocks),
  }));
  const numbers = [...(cases[0]?.byBlock.keys() ?? [])];
  return numbers.flatMap((number) => {
    const points = cases.flatMap(({ bytes, byBlock }) => {
      const ns = byBlock.get(number);
      return ns === undefined || !(ns > 0) ? [] : [{ bytes, ns }];
    });
    return points.length === cases.length ? [points] : [];
  });
}

function relativeLine(points: readonly Point[]): { fixed: number; slope: number } {
  const sum = (term: (x: number, y: number) => number) =>
    points.reduce((total, { bytes, ns }) => total + term(bytes, ns) / ns ** 2, 0);
  const [w, x, y] = [sum(() => 1), sum((bytes) => bytes), sum((_, ns) => ns)];
  const [xx, xy] = [sum((bytes) => bytes ** 2), sum((bytes, ns) => bytes * ns)];
  const slope = (w * xy - x * y) / (w * xx - x * x);
  return { slope, fixed: (y - slope * x) / w };
}

/** So much more or less than the line says is a bend, when every block within the interval says so. */
const BEND = 0.1;

/** The length at which the line is most wrong, when the blocks agree that it is; null: the line holds. */
export function bendOf({ deviations }: ByteLine): ByteLine['deviations'][number] | null {
  const bends = deviations.filter(({ low, high, level }) => level > 0 && (low > BEND || high < -BEND));
  const size = ({ median: share }: Ratio) => Math.abs(Math.log1p(share));
  return bends.toSorted((a, b) => size(b) - size(a))[0] ?? null;
}

/** Whether a byte more costs something: the interval of the slope lies above zero. */
export function costsByBytes({ nsPerByte: { low } }: ByteLine): boolean {
  return low > 0;
}
