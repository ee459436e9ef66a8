/** What a reader has to be told about a row before trusting it. Warnings are data: stored, and only printed by reports. */
import type { Block, Summary, Warning } from '../result/document.ts';
import { median } from './quantiles.ts';

/** An interval of the median that is wider than this, to either side, is called wide. */
const WIDE_INTERVAL = 0.1;
/** A sample should last this many steps of the timer, so that reading it adds less than 0.1 %. */
export const STEPS_PER_SAMPLE = 1000;
/** A p99 beyond this multiple of the median is called a heavy tail. */
const HEAVY_TAIL = 2;

export type WarningCode = Warning['code'];

/** What each code says of any case, for places without room for each case's own sentence. */
export const WARNING_MEANINGS: Record<WarningCode, string> = {
  incomplete: 'fewer blocks than planned were measured.',
  'few-blocks': 'too few blocks for an interval of 95 %; run without --quick.',
  'short-sample': `samples shorter than ${STEPS_PER_SAMPLE} steps of the timer: the clock shows in the figure.`,
  'near-floor': 'the interval touches that of the floor.',
  'wide-interval': `the interval reaches over ${WIDE_INTERVAL * 100} % from the median: noise, or too few blocks.`,
  'heavy-tail': `the slowest 1 % of samples took over ${HEAVY_TAIL} times the median.`,
};

export interface WarningContext {
  readonly blocks: readonly Block[];
  readonly summary: Summary;
  /** Summary of the `null` row of the same scenario, unless this is that row or it was not measured. */
  readonly floor: Summary | undefined;
  readonly plannedBlocks: number;
  readonly timerResolutionNs: number;
}

export function findWarnings(context: WarningContext): Warning[] {
  return [incomplete, fewBlocks, shortSample, nearFloor, wideInterval, heavyTail]
    .map((check) => check(context))
    .filter((warning) => warning !== undefined);
}

function incomplete({ summary, plannedBlocks }: WarningContext): Warning | undefined {
  if (summary.blockCount >= plannedBlocks) return undefined;
  return { code: 'incomplete', text: `Only ${summary.blockCount} of ${plannedBlocks} blocks were measured.` };
}

function fewBlocks({ summary }: WarningContext): Warning | undefined {
  if (summary.confidenceLevel >= 0.95) return undefined;
  const level = (summary.confidenceLevel * 100).toFixed(0);
  return {
    code: 'few-blocks',
    text: `${summary.blockCount} blocks give an interval of ${level} % at most; 95 % needs 6. Run without --quick or with --blocks 6.`,
  };
}

function shortSample({ blocks, timerResolutionNs }: WarningContext): Warning | undefined {
  const shortest = Math.min(...blocks.map((block) => median(block.sampleDurationsNs)));
  if (shortest >= STEPS_PER_SAMPLE * timerResolutionNs) return undefined;
  return {
    code: 'short-sample',
    text: `A sample lasts ${shortest.toFixed(0)} ns, less than ${STEPS_PER_SAMPLE} steps of the timer (${timerResolutionNs} ns): the clock shows in the figure.`,
  };
}

function nearFloor({ summary, floor }: WarningContext): Warning | undefined {
  if (floor === undefined || summary.nsPerIter.low > floor.nsPerIter.high) return undefined;
  return {
    code: 'near-floor',
    text: 'The interval touches that of the floor: it cannot be told from a loop that calls no plugin.',
  };
}

function wideInterval({ summary }: WarningContext): Warning | undefined {
  const { low, median: centre, high } = summary.nsPerIter;
  const width = centre === 0 ? 0 : Math.max(centre - low, high - centre) / centre;
  if (width <= WIDE_INTERVAL) return undefined;
  return {
    code: 'wide-interval',
    text: `The interval reaches ${(width * 100).toFixed(0)} % from the median: the machine was noisy, or more blocks are needed.`,
  };
}

function heavyTail({ summary }: WarningContext): Warning | undefined {
  const { median: centre, p99 } = summary.nsPerIter;
  if (centre === 0 || p99 <= HEAVY_TAIL * centre) return undefined;
  return { code: 'heavy-tail', text: `1 % of the samples took over ${(p99 / centre).toFixed(1)} times the median.` };
}
