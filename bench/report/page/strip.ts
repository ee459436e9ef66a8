/**
 * One strip plot as SVG. Drawn here and not by the charts library: it is there without scripts, follows the colour scheme
 * by itself, prints sharp, and a page may have hundreds of them.
 */
import type { Block } from '../../result/document.ts';
import { extremes } from '../../statistics/quantiles.ts';
import { blockFigures, blockMedians, keptBlocks } from '../../statistics/summarize.ts';
import { html, type Markup } from './markup.ts';

const WIDTH = 240;
const HEIGHT = 100;
const PADDING = 6;
/** Share of a block's column that its samples fill. */
const FILL = 0.72;
/** A panel reaches at least this far from the median, so that a quiet case looks quiet. */
const LEAST_REACH = 1.03;

export interface Strip {
  readonly svg: Markup;
  /** Ends of the panel. */
  readonly min: number;
  readonly max: number;
}

interface StripInput {
  readonly blocks: readonly Block[];
  /** First and last block of the scenario: equal for all its panels, so that blocks stand above each other. */
  readonly range: readonly [first: number, last: number];
  readonly centre: number;
  readonly interval: { readonly low: number; readonly high: number } | undefined;
  readonly description: string;
}

export function drawStrip({ blocks, range: [first, last], centre, interval, description }: StripInput): Strip {
  const { min, max, y } = verticalScale(blocks.flatMap(blockFigures), centre);
  const column = WIDTH / (last - first + 1);
  const points = blocks.flatMap((block) =>
    blockFigures(block).map((ns, index, all): Point => {
      const inBlock = all.length === 1 ? 0 : (index / (all.length - 1) - 0.5) * FILL;
      return [(block.block - first + 0.5 + inBlock) * column, y(ns)];
    }),
  );
  const kept = keptBlocks(blocks);
  const medians = blockMedians(kept).map((ns, index) => {
    const left = ((kept[index]?.block ?? first) - first + (1 - FILL) / 2) * column;
    return `M${Math.round(left)} ${Math.round(y(ns))}h${Math.round(FILL * column)}`;
  });
  const top = interval === undefined ? 0 : round(y(interval.high));
  const svg = html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${description}">
${interval !== undefined && html`<rect class="band" x="0" width="${WIDTH}" y="${top}" height="${round(Math.max(0.5, y(interval.low) - top))}"/>`}
<path class="centre" d="M0 ${round(y(centre))}h${WIDTH}"/><path class="dots" d="${drawDots(points)}"/><path class="medians" d="${medians.join('')}"/></svg>`;
  return { svg, min, max };
}

type Point = readonly [x: number, y: number];

/**
 * Each dot is a path of no length, from the one before it. In whole units, which are about a pixel: a page may have fifty thousand
 * dots, and they would be half of it.
 */
function drawDots(points: readonly Point[]): string {
  let [atX, atY] = [0, 0];
  const steps = points.map((point) => {
    const [x, y] = point.map(Math.round) as [number, number];
    const [dx, dy] = [x - atX, y - atY];
    [atX, atY] = [x, y];
    return `m${dx}${dy < 0 ? '' : ' '}${dy}z`;
  });
  return steps.join('');
}

/** Logarithmic, because durations scatter by factors; linear from 0 for the odd case that took no measurable time. */
function verticalScale(samples: readonly number[], centre: number) {
  const { least: min, most: max } = extremes([...samples, centre / LEAST_REACH, centre * LEAST_REACH]);
  const inner = HEIGHT - 2 * PADDING;
  const share = (ns: number) => {
    if (max === min) return 0.5;
    return min > 0 ? Math.log(ns / min) / Math.log(max / min) : ns / max;
  };
  return { min, max, y: (ns: number) => PADDING + inner * (1 - share(ns)) };
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
