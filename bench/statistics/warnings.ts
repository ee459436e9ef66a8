/** What a reader has to be told about a row before trusting it. Warnings are data: stored, and only printed by reports. */
import { TIME } from '../result/case.ts';
import type { Block, MachineLoad, Summary, Warning } from '../result/document.ts';
import { median } from './quantiles.ts';
import { pairedRatio, type Sampled } from './ratio.ts';
import type { ChangePoint } from './steadiness.ts';
import { keptBlocks } from './summarize.ts';

/** An interval of the median that is wider than this, to either side, is called wide. */
const WIDE_INTERVAL = 0.1;
/** A sample should last this many steps of the timer, so that reading it adds less than 0.1 %. */
export const STEPS_PER_SAMPLE = 1000;
/** A p99 beyond this multiple of the median is called a heavy tail. */
const HEAVY_TAIL = 2;
/** An interval below this level is called one of few blocks; five blocks reach 93.75 %. */
const FEW_BLOCKS_LEVEL = 0.93;
/** Foreign or stolen processor time beyond this share of one core is called a neighbour. */
const NEIGHBOUR_SHARE = 0.1;
/** A quarter of the blocks with a neighbour, or with a runner that was not steady, is worth a warning. */
const WORTH_A_WARNING = 0.25;

export type WarningCode = Warning['code'];

/** What each code says of any case, for places without room for each case's own sentence. */
export const WARNING_MEANINGS: Record<WarningCode, string> = {
  incomplete: 'fewer blocks than planned were measured.',
  'few-blocks': 'too few blocks for an interval of about 95 %; measure more.',
  'short-sample': `samples shorter than ${STEPS_PER_SAMPLE} steps of the timer: the clock shows in the figure.`,
  'one-call': 'a call is longer than a sample should be: samples are single calls, and the spread is that of calls.',
  'near-floor': 'cannot be told from the floor.',
  'wide-interval': `the interval reaches over ${WIDE_INTERVAL * 100} % from the median: noise, or too few blocks.`,
  'heavy-tail': `the slowest 1 % of samples took over ${HEAVY_TAIL} times the median.`,
  unsteady: 'runners changed their speed while they were sampled, the others did not.',
  prints: 'the plugin printed something, which takes time where it does so.',
  'busy-machine': `other programs or machines took over ${NEIGHBOUR_SHARE * 100} % of a core: end them and measure again.`,
};

export interface WarningContext {
  readonly metric: string;
  /** Whether values are counts of work: then warnings of time and of chance have nothing to say. Default: they are not. */
  readonly isCounted?: boolean;
  readonly blocks: readonly Block[];
  readonly summary: Summary;
  /** The `null` row of the same scenario, unless this is that row or it was not measured. */
  readonly floor: Sampled | undefined;
  readonly plannedBlocks: number;
  readonly timerResolutionNs: number;
  /** Of the scenario, one entry for each block. */
  readonly loads: readonly MachineLoad[];
  /** One entry for each block that counts. */
  readonly changePoints: readonly (ChangePoint | null)[];
  /** What a runner has printed. */
  readonly printed?: string | undefined;
}

export function findWarnings(context: WarningContext): Warning[] {
  const always = [incomplete, nearFloor, wideInterval, prints];
  const ofTime = [
    incomplete,
    fewBlocks,
    shortSample,
    oneCall,
    nearFloor,
    wideInterval,
    heavyTail,
    unsteady,
    busyMachine,
    prints,
  ];
  return (context.isCounted ? always : ofTime)
    .map((check) => check(context))
    .filter((warning) => warning !== undefined);
}

function incomplete({ blocks, summary, plannedBlocks }: WarningContext): Warning | undefined {
  if (summary.blockCount >= plannedBlocks) return undefined;
  const discarded = blocks.flatMap((block) => block.discarded ?? []);
  const why = discarded.length === 0 ? '' : ` ${discarded.length} do not count: ${discarded[0]}`;
  return { code: 'incomplete', text: `Only ${summary.blockCount} of ${plannedBlocks} blocks were measured.${why}` };
}

function fewBlocks({ summary }: WarningContext): Warning | undefined {
  if (summary.confidenceLevel >= FEW_BLOCKS_LEVEL) return undefined;
  const level = (summary.confidenceLevel * 100).toFixed(0);
  const what =
    summary.confidenceLevel === 0
      ? 'One block gives no interval and no spread'
      : `${summary.blockCount} blocks give an interval of ${level} % at most`;
  return {
    code: 'few-blocks',
    text: `${what}; 5 give one of 94 %. Run without --quick or with --blocks 5.`,
  };
}

function shortSample({ blocks, metric, timerResolutionNs }: WarningContext): Warning | undefined {
  if (metric !== TIME) return undefined;
  const shortest = Math.min(...keptBlocks(blocks).map((block) => median(block.sampleValues)));
  if (shortest >= STEPS_PER_SAMPLE * timerResolutionNs) return undefined;
  return {
    code: 'short-sample',
    text: `A sample lasts ${shortest.toFixed(0)} ns, less than ${STEPS_PER_SAMPLE} steps of the timer (${timerResolutionNs} ns): the clock shows in the figure.`,
  };
}

/** Of repeated work, which has a lead-in; what is done once in a process is no batch of one. */
function oneCall({ blocks }: WarningContext): Warning | undefined {
  const [block] = keptBlocks(blocks);
  if (block?.leadInIterations === undefined || block.iterationsPerSample > 1) return undefined;
  return {
    code: 'one-call',
    text: 'One call is longer than a sample should be, so each sample is a single call: the spread is that of calls, not of the machine.',
  };
}

/** By the paired ratio, which is sharper than two intervals: what disturbs a round disturbs floor and row alike. */
function nearFloor({ blocks, floor }: WarningContext): Warning | undefined {
  const ratio = floor === undefined ? null : pairedRatio({ blocks }, floor);
  if (ratio === null || ratio.low > 1) return undefined;
  const least = ratio.level === 0 ? '' : `, at least ${ratio.low.toFixed(2)}`;
  return {
    code: 'near-floor',
    text: `It cannot be told from a loop that calls no plugin: ${ratio.median.toFixed(2)} times the floor${least}.`,
  };
}

function wideInterval({ summary }: WarningContext): Warning | undefined {
  const { low, median: centre, high } = summary.perIteration;
  const width = centre === 0 ? 0 : Math.max(centre - low, high - centre) / centre;
  if (width <= WIDE_INTERVAL) return undefined;
  return {
    code: 'wide-interval',
    text: `The interval reaches ${(width * 100).toFixed(0)} % from the median: the machine was noisy, or more blocks are needed.`,
  };
}

function heavyTail({ summary }: WarningContext): Warning | undefined {
  const { median: centre, p99 } = summary.perIteration;
  // Of fewer samples, one is more than 1 %.
  if (summary.sampleCount < 100 || centre === 0 || p99 <= HEAVY_TAIL * centre) return undefined;
  return { code: 'heavy-tail', text: `1 % of the samples took over ${(p99 / centre).toFixed(1)} times the median.` };
}

function unsteady({ changePoints }: WarningContext): Warning | undefined {
  const found = changePoints.filter((change) => change !== null);
  if (found.length < 2 || found.length < WORTH_A_WARNING * changePoints.length) return undefined;
  const [first] = found as [ChangePoint];
  const change = ((median(found.map(({ ratio }) => ratio)) - 1) * 100).toFixed(0);
  return {
    code: 'unsteady',
    text: `${found.length} of ${changePoints.length} runners changed their speed while they were sampled, by ${change} % in the middle (the first after ${first.at} samples), which the other rows did not: not a steady state.`,
  };
}

function busyMachine({ loads }: WarningContext): Warning | undefined {
  const shares = loads.map(({ seconds, foreignCpuSeconds, stolenCpuSeconds, throttledSeconds = 0 }) => ({
    foreign: (foreignCpuSeconds ?? 0) / seconds,
    stolen: (stolenCpuSeconds ?? 0) / seconds,
    throttled: throttledSeconds / seconds,
  }));
  const busy = shares.filter(({ foreign, stolen, throttled }) => foreign + stolen + throttled > NEIGHBOUR_SHARE);
  if (busy.length === 0 || busy.length < WORTH_A_WARNING * shares.length) return undefined;
  const percent = (values: readonly number[]) => (median(values) * 100).toFixed(0);
  const held = median(busy.map(({ throttled }) => throttled));
  const limit =
    held > 0 ? ` A limit of processors held the run back for ${(held * 100).toFixed(0)} % of the time.` : '';
  return {
    code: 'busy-machine',
    text: `In ${busy.length} of ${shares.length} blocks other programs took ${percent(busy.map(({ foreign }) => foreign))} % of a core and other machines ${percent(busy.map(({ stolen }) => stolen))} %: end them and measure again.${limit}`,
  };
}

/** Longest part that is quoted. */
const QUOTED = 100;

function prints({ printed }: WarningContext): Warning | undefined {
  if (printed === undefined) return undefined;
  const line = printed.replace(/\s+/g, ' ');
  const quoted = line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line;
  return { code: 'prints', text: `It printed "${quoted}", which takes time where it does so.` };
}
