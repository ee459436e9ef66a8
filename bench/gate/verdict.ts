/**
 * The gate: from two documents and a policy to a verdict. Pure.
 *
 * What is compared is the fastest sample of each block: disturbance only adds, so minima of processes say what the code
 * takes, and mostly differ less than medians do (Chen & Revels, "Robust benchmarking in noisy environments", 2016; for a
 * machine of your own, `doctor --full`). Their ratio gets the interval of a trimmed mean, see statistics/trimmed.ts.
 *
 * The two arms of one run (`run --against`) were sampled in turn, within milliseconds: there the ratio of each round is taken,
 * which does not feel what the machine did to both.
 *
 * To accuse, a row has to be slower at a level that holds for all rows at once (Bonferroni: "at most 1 % of runs" speaks of
 * the whole suite), and by more than the margin at the ordinary 95 %; and both still when the change of the machine is taken
 * out. To clear, the 95 % interval has to end within the margin. Between the two it is inconclusive.
 *
 * The machine's change is that of `call/null`, a loop that no plugin is part of. Floor rows are never judged themselves.
 */
import { caseId } from '../result/case.ts';
import type { Circumstances } from '../result/comparable.ts';
import type { Block } from '../result/document.ts';
import { FLOOR_MECHANISM, isFloor } from '../statistics/evaluate.ts';
import { blockRatios } from '../statistics/ratio.ts';
import { blockMinima } from '../statistics/summarize.ts';
import { trimmedDifference, trimmedInterval } from '../statistics/trimmed.ts';

export interface Policy {
  /** A change below this share is nobody's concern: 0.02 = 2 %. */
  readonly margin: number;
}

/** A slowdown of 5 % is to be found, and an interval is about 2 % wide: the margin has to be what is left. */
export const DEFAULT_POLICY: Policy = { margin: 0.02 };
/** Probability that a suite without any change has one interval that accuses or praises. */
const FAMILY_WISE_ERROR = 0.01;
/** Probability beyond either end of the interval that clears a case. */
const CLEARING_TAIL = 0.025;
const MACHINE_CASE = caseId({ scenario: 'call', mechanism: FLOOR_MECHANISM, runtime: null });

export type Change = 'regressed' | 'improved' | 'same' | 'inconclusive' | 'missing' | 'added';

/** current / baseline, of the fastest samples of blocks. */
export interface RatioInterval {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export interface Comparison {
  readonly id: string;
  readonly change: Change;
  readonly ratio: RatioInterval | null;
  /** A sentence for the log. */
  readonly reason: string;
}

export type Outcome = 'passed' | 'regressed' | 'inconclusive' | 'could-not-measure';

export interface Verdict {
  readonly outcome: Outcome;
  /** Why the documents cannot be compared at all; empty when they can. */
  readonly refusals: readonly string[];
  readonly margin: number;
  /** Change of the floor row of `call`: what the machine did between the two runs. */
  readonly machine: RatioInterval | null;
  /** Whether that is too much for any verdict. */
  readonly machineMoved: boolean;
  readonly comparisons: readonly Comparison[];
}

/** What the gate reads of a document, and nothing else. */
export interface Comparable extends Circumstances {
  readonly cases: readonly ComparableCase[];
}

export type ComparableCase = { readonly id: string; readonly mechanism: string } & (
  | { readonly status: 'measured'; readonly blocks: readonly Block[] }
  | { readonly status: 'skipped'; readonly reason: string }
  | { readonly status: 'failed'; readonly error: string }
);
type MeasuredCase = Extract<ComparableCase, { status: 'measured' }>;

export function judge(baseline: Comparable, current: Comparable, policy: Policy = DEFAULT_POLICY): Verdict {
  const { margin } = policy;
  const refusals = incomparable(baseline, current);
  if (refusals.length > 0) {
    return { outcome: 'could-not-measure', refusals, margin, machine: null, machineMoved: false, comparisons: [] };
  }

  const judged = baseline.cases.filter((row) => row.status === 'measured' && !isFloor(row));
  const accusingTail = FAMILY_WISE_ERROR / Math.max(1, judged.length) / 2;
  const isPaired = areArms(baseline, current);
  const accusing = { tail: accusingTail, isPaired };
  const clearing = { tail: CLEARING_TAIL, isPaired };
  const machine = machineChange(baseline, current, clearing);
  const context = {
    margin,
    pathsDiffer: isPaired && baseline.pair?.pathLength !== current.pair?.pathLength,
    accusing,
    clearing,
    machine: { accusing: machineChange(baseline, current, accusing), clearing: machine },
  };
  const currentById = new Map(current.cases.map((row) => [row.id, row]));
  const comparisons = [
    ...judged.map((row) => compareCase(row, currentById.get(row.id), context)),
    ...newRows(baseline, current),
  ];
  const machineMoved = hasMoved(context);
  return { outcome: outcomeOf(comparisons, machineMoved), refusals, margin, machine, machineMoved, comparisons };
}

/** What two documents differ in besides their code. */
export interface Difference {
  readonly what: string;
  readonly before: unknown;
  readonly now: unknown;
}

/** Of machine, harness and settings: each makes the two numbers speak of different things. */
export function differences(baseline: Comparable, current: Comparable): Difference[] {
  const fields: [string, unknown, unknown][] = [
    // Arms of one run have one harness: that of the run. What differs is what is compared.
    ...(areArms(baseline, current)
      ? []
      : ([['harness version', baseline.tool.version, current.tool.version]] as [string, unknown, unknown][])),
    ...otherSampling(baseline, current),
    ['machine', baseline.environment.machineDigest, current.environment.machineDigest],
    ['CPU', baseline.environment.cpuModel, current.environment.cpuModel],
    ['core count', baseline.environment.cpuCount, current.environment.cpuCount],
    ['limit of processors', limitOf(baseline), limitOf(current)],
    ['memory in GiB', gibibytes(baseline), gibibytes(current)],
    ['virtualization', baseline.environment.virtualization, current.environment.virtualization],
    ['operating system', systemOf(baseline), systemOf(current)],
    ['runtime', baseline.environment.nodeVersion, current.environment.nodeVersion],
    ['set of passed variables', passedBy(baseline), passedBy(current)],
    ['runtime flags', baseline.environment.flags.join(' '), current.environment.flags.join(' ')],
    ...otherRuntimes(baseline, current),
  ];
  return fields.map(([what, before, now]) => ({ what, before, now })).filter(({ before, now }) => before !== now);
}

/** Why the two cannot be compared, a sentence each. */
function incomparable(baseline: Comparable, current: Comparable): string[] {
  const other = differences(baseline, current).map(
    ({ what, before, now }) =>
      `The baseline has another ${what}: ${before} then, ${now} now. Measure a new baseline here.`,
  );
  return [
    ...other,
    ...(areArms(baseline, current) ? otherSizes(baseline, current) : []),
    ...disagreement('baseline', baseline),
    ...disagreement('current run', current),
  ];
}

function limitOf({ environment: { cpuLimit } }: Comparable): string {
  return cpuLimit === undefined ? 'none' : String(cpuLimit);
}

function passedBy({ environment: { passedVariables = [] } }: Comparable): string {
  return passedVariables.join(' ') || 'none';
}

/** Minima of few samples are larger than those of many, by 1 to 9 %: what both measured, they measured alike. */
function otherSampling(baseline: Comparable, current: Comparable): [what: string, before: unknown, now: unknown][] {
  const kindOf = ({ settings }: Comparable) => (settings.quick ? 'quick' : 'default');
  const [before, now] = [baseline.settings.samplesPerBlock, current.settings.samplesPerBlock];
  return [
    ['kind of run', kindOf(baseline), kindOf(current)],
    ...Object.keys(before).flatMap((scenario): [string, unknown, unknown][] =>
      !Object.hasOwn(now, scenario) ? [] : [[`count of samples in ${scenario}`, before[scenario], now[scenario]]],
    ),
  ];
}

/** Whether the two are arms of one run. */
function areArms(baseline: Comparable, current: Comparable): boolean {
  return baseline.pair !== null && baseline.pair.id === current.pair?.id;
}

/** Arms whose samples differ in size or lead-in differ in more than their code. */
function otherSizes(baseline: Comparable, current: Comparable): string[] {
  const sizesOf = ({ blocks }: MeasuredCase) =>
    [...new Set(blocks.map((block) => `${block.iterationsPerSample} after ${block.leadInIterations ?? 0}`))].join(
      ' and ',
    );
  const measured = ({ cases }: Comparable) =>
    new Map(cases.flatMap((row) => (row.status === 'measured' ? [[row.id, sizesOf(row)] as const] : [])));
  const before = measured(baseline);
  return [...measured(current)].flatMap(([id, now]) => {
    const then = before.get(id);
    if (then === undefined || then === now) return [];
    return [`${id} has samples of ${then} iterations in one arm and of ${now} in the other. Measure both arms again.`];
  });
}

/** Versions of runtimes besides the host, where both runs have them; rows of one that is missing have vanished anyway. */
function otherRuntimes(baseline: Comparable, current: Comparable): [what: string, before: string, now: string][] {
  return baseline.environment.runtimes.slice(1).flatMap(({ name, version }) => {
    const now = current.environment.runtimes.find((runtime) => runtime.name === name);
    return now === undefined ? [] : [[`version of ${name}`, version, now.version]];
  });
}

/** A run whose identical arms differ cannot tell others apart. */
function disagreement(which: string, { selfCheck: { control } }: Comparable): string[] {
  if (control.status === 'skipped' || control.agrees) return [];
  const percent = ((control.ratio.median - 1) * 100).toFixed(1);
  return [`In the ${which} ${control.of} differed from itself by ${percent} %. Measure it again on a quieter machine.`];
}

/** How the machine itself changed, by the row that no plugin is part of; null when it was not measured in both runs. */
function machineChange(baseline: Comparable, current: Comparable, comparing: Comparing): RatioInterval | null {
  const [before, now] = [baseline, current].map(({ cases }) => cases.find(({ id }) => id === MACHINE_CASE));
  if (before?.status !== 'measured' || now?.status !== 'measured') return null;
  return ratioInterval(before, now, comparing);
}

/** How an interval is made. */
interface Comparing {
  /** Probability that an unchanged case lies wholly beyond, by chance, to either side. */
  readonly tail: number;
  /** Whether the two documents are arms of one run. */
  readonly isPaired: boolean;
}

interface CompareContext {
  /** Whether arms of one run lie under paths of different lengths. */
  readonly pathsDiffer: boolean;
  readonly accusing: Comparing;
  readonly clearing: Comparing;
  readonly margin: number;
  /** What the machine did, at the same tails; null when that was not measured. */
  readonly machine: { readonly accusing: RatioInterval | null; readonly clearing: RatioInterval | null };
}

function compareCase(before: ComparableCase, now: ComparableCase | undefined, context: CompareContext): Comparison {
  const { id } = before;
  if (now === undefined) return gap(id, 'missing', 'was measured in the baseline and is not in this run');
  if (now.status === 'skipped') return gap(id, 'missing', `is skipped now: ${now.reason}`);
  if (now.status === 'failed') return gap(id, 'missing', `failed now: ${now.error}`);
  if (before.status !== 'measured') return gap(id, 'added', 'was not measured in the baseline');
  const accusing = ratioInterval(before, now, context.accusing);
  const clearing = ratioInterval(before, now, context.clearing);
  if (accusing === null || clearing === null) {
    const blocks = `${before.blocks.length} and ${now.blocks.length} blocks`;
    return gap(id, 'inconclusive', `${blocks} do not make an interval; use 8 or more in each run`);
  }
  const verdict = classify(accusing, clearing, context);
  const isAccused = verdict.change === 'regressed' || verdict.change === 'improved';
  return isAccused && context.pathsDiffer && isSetUp(now) ? { id, ...verdict, ...MOVED_BY_PATH } : { id, ...verdict };
}

const MOVED_BY_PATH = {
  change: 'inconclusive',
  reason:
    'the paths of the two builds differ in length, which alone moves set-ups: measure both in folders whose paths are equally long',
} as const;

/** Whether it measures the start of a host library. */
function isSetUp({ blocks }: MeasuredCase): boolean {
  return blocks.some(({ phaseDurationsNs }) => phaseDurationsNs?.['host-open'] !== undefined);
}

function classify(
  accusing: RatioInterval,
  clearing: RatioInterval,
  { margin, machine, accusing: { isPaired } }: CompareContext,
): Pick<Comparison, 'change' | 'ratio' | 'reason'> {
  const [slower, faster] = [1 + margin, 1 / (1 + margin)];
  const ratio = clearing;
  if (accusing.low > 1 && clearing.low > slower) {
    const stillSlower = lowBeyondMachine(accusing, machine.accusing, isPaired) > 1;
    const stillBeyond = lowBeyondMachine(clearing, machine.clearing, isPaired) > slower;
    if (stillSlower && stillBeyond)
      return { change: 'regressed', ratio, reason: 'slower for sure, and by more than the margin' };
    return { change: 'inconclusive', ratio, reason: 'slower, but so was the floor: the machine changed' };
  }
  if (accusing.high < 1 && clearing.high < faster)
    return { change: 'improved', ratio, reason: 'faster for sure, and by more than the margin' };
  if (clearing.high <= slower) return { change: 'same', ratio, reason: 'not slower by more than the margin' };
  return { change: 'inconclusive', ratio, reason: 'the interval reaches beyond the margin: measure more blocks' };
}

/**
 * Lower end of the row's ratio to the machine's; their errors are independent. An excuse works one way only. Between arms of
 * one run, which the machine treats alike, the floor excuses when it is slower for sure: its noise is no excuse.
 */
function lowBeyondMachine(row: RatioInterval, machine: RatioInterval | null, isPaired: boolean): number {
  if (machine === null || machine.median <= 1 || (isPaired && machine.low <= 1)) return row.low;
  const reach = Math.hypot(Math.log(row.median / row.low), Math.log(machine.median / machine.low));
  return (row.median / machine.median) * Math.exp(-reach);
}

/** Interval of current / baseline; null when there are too few blocks, or a sample of 0 ns. */
function ratioInterval(before: MeasuredCase, now: MeasuredCase, { tail, isPaired }: Comparing): RatioInterval | null {
  if (isPaired) return pairedChange(before.blocks, now.blocks, tail);
  const [from, to] = [logMinima(before), logMinima(now)];
  const shift = from === null || to === null ? null : trimmedDifference(from, to, tail);
  return shift && { low: Math.exp(shift.low), median: Math.exp(shift.centre), high: Math.exp(shift.high) };
}

/** Interval of the change between two arms of one run. @param tail probability beyond either end */
export function pairedChange(before: readonly Block[], now: readonly Block[], tail: number): RatioInterval | null {
  const ratios = blockRatios({ blocks: now }, { blocks: before });
  const shift = ratios.some((ratio) => ratio <= 0) ? null : trimmedInterval(ratios.map(Math.log), tail);
  return shift && { low: Math.exp(shift.low), median: Math.exp(shift.centre), high: Math.exp(shift.high) };
}

/** Rows without a measured counterpart in the baseline: new ones are reported, those that failed count as gaps. */
function newRows(baseline: Comparable, current: Comparable): Comparison[] {
  const known = new Set(baseline.cases.filter(({ status }) => status === 'measured').map(({ id }) => id));
  return current.cases.flatMap((row): Comparison[] => {
    if (known.has(row.id) || isFloor(row)) return [];
    if (row.status === 'failed') return [gap(row.id, 'missing', `failed: ${row.error}`)];
    return row.status === 'measured' ? [gap(row.id, 'added', 'is new: it becomes part of the next baseline')] : [];
  });
}

/**
 * Whether the machine moved beyond the margin, either way. Arms of one run share the machine: there the floor is one more row
 * of identical code, and is accused by the rule for rows; the ordinary interval alone would void one run in twenty for its noise.
 */
function hasMoved({ margin, machine: { accusing, clearing }, accusing: { isPaired } }: CompareContext): boolean {
  const isBeyond = (ratio: RatioInterval | null, change: number) =>
    ratio !== null && (ratio.low > change || ratio.high < 1 / change);
  return isBeyond(clearing, 1 + margin) && (!isPaired || isBeyond(accusing, 1));
}

/** The worst finding decides; a machine that moved makes all of them worthless. */
function outcomeOf(comparisons: readonly Comparison[], machineMoved: boolean): Outcome {
  const found = new Set(comparisons.map(({ change }) => change));
  if (comparisons.every(({ change }) => change === 'added')) return 'could-not-measure';
  if (machineMoved) return 'could-not-measure';
  if (found.has('regressed')) return 'regressed';
  if (found.has('missing')) return 'could-not-measure';
  return found.has('inconclusive') ? 'inconclusive' : 'passed';
}

function logMinima(row: MeasuredCase): number[] | null {
  const minima = blockMinima(row.blocks);
  return minima.some((value) => value <= 0) ? null : minima.map(Math.log);
}

function gap(id: string, change: Change, reason: string): Comparison {
  return { id, change, ratio: null, reason };
}

function gibibytes({ environment }: Comparable): number {
  return Math.round(environment.memoryBytes / 2 ** 30);
}

function systemOf({ environment }: Comparable): string {
  return `${environment.platform} ${environment.arch}`;
}
