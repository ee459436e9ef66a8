/**
 * The gate: from two documents and a policy to a verdict. Pure.
 *
 * A case has regressed only when the whole interval of current / baseline lies beyond the margin, and still does when
 * the floor row's own change is taken out: a machine that became slower as a whole is no regression of a plugin. The
 * intervals are simultaneous (Bonferroni over the cases), so that "1 % of runs" speaks of the whole suite.
 */
import type { CaseResult, MeasuredCase, ResultDocument } from '../result/document.ts';
import { FLOOR_MECHANISM } from '../statistics/evaluate.ts';
import { shiftInterval } from '../statistics/shift-interval.ts';
import { blockMedians } from '../statistics/summarize.ts';

export interface Policy {
  /** A change below this share is nobody's concern: 0.05 = 5 %. */
  readonly margin: number;
}

export const DEFAULT_POLICY: Policy = { margin: 0.05 };
/** Probability that a suite without any change has one interval that misses. */
const FAMILY_WISE_ERROR = 0.01;

export type Change = 'regressed' | 'improved' | 'same' | 'inconclusive' | 'missing' | 'added';

/** current / baseline, of the block medians. */
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
  readonly comparisons: readonly Comparison[];
}

export function judge(baseline: ResultDocument, current: ResultDocument, policy: Policy = DEFAULT_POLICY): Verdict {
  const { margin } = policy;
  const refusals = incomparable(baseline, current);
  if (refusals.length > 0) return { outcome: 'could-not-measure', refusals, margin, machine: null, comparisons: [] };

  const measured = baseline.cases.filter((row) => row.status === 'measured');
  const level = 1 - FAMILY_WISE_ERROR / Math.max(1, measured.length);
  const currentById = new Map(current.cases.map((row) => [row.id, row]));
  const context = { level, margin, floorShift: (scenario: string) => floorShift(scenario, baseline, currentById) };
  const comparisons = [
    ...baseline.cases.flatMap((row) => compareCase(row, currentById.get(row.id), context)),
    ...addedCases(baseline, current),
  ];
  const machine = comparisons.find(({ id }) => id === `call/${FLOOR_MECHANISM}`)?.ratio ?? null;
  return { outcome: outcomeOf(comparisons, machine, margin), refusals, margin, machine, comparisons };
}

/** Everything that makes the two numbers speak of different things. */
function incomparable(baseline: ResultDocument, current: ResultDocument): string[] {
  const fields: [string, unknown, unknown][] = [
    ['harness version', baseline.tool.version, current.tool.version],
    ['CPU', baseline.environment.cpuModel, current.environment.cpuModel],
    ['core count', baseline.environment.cpuCount, current.environment.cpuCount],
    ['memory in GiB', gibibytes(baseline), gibibytes(current)],
    ['virtualization', baseline.environment.virtualization, current.environment.virtualization],
    ['operating system', systemOf(baseline), systemOf(current)],
    ['runtime', baseline.environment.nodeVersion, current.environment.nodeVersion],
    ['runtime flags', baseline.environment.flags.join(' '), current.environment.flags.join(' ')],
  ];
  return fields
    .filter(([, before, now]) => before !== now)
    .map(
      ([what, before, now]) =>
        `The baseline has another ${what}: ${before} then, ${now} now. Measure a new baseline here.`,
    );
}

interface CompareContext {
  readonly level: number;
  readonly margin: number;
  floorShift(scenario: string): number;
}

function compareCase(before: CaseResult, now: CaseResult | undefined, context: CompareContext): Comparison[] {
  // What was a gap in the baseline and is one now has nothing to compare; what appeared is reported as added.
  if (before.status !== 'measured') return [];
  if (now === undefined) return [gap(before.id, 'missing', 'was measured in the baseline and is not in this run')];
  if (now.status === 'skipped') return [gap(before.id, 'missing', `is skipped now: ${now.reason}`)];
  if (now.status === 'failed') return [gap(before.id, 'missing', `failed now: ${now.error}`)];
  return [compareMeasured(before, now, context)];
}

function compareMeasured(before: MeasuredCase, now: MeasuredCase, context: CompareContext): Comparison {
  const { level, margin } = context;
  const { id } = before;
  const [from, to] = [logMedians(before), logMedians(now)];
  if (from === null || to === null) return gap(id, 'inconclusive', 'has a block of 0 ns: too short to compare');
  const shift = shiftInterval(from, to, level);
  if (!shift.reachable) {
    const blocks = `${from.length} and ${to.length} blocks`;
    return gap(
      id,
      'inconclusive',
      `${blocks} are too few for a verdict at the level this suite needs; use at least 8 in each run`,
    );
  }
  const ratio = { low: Math.exp(shift.low), median: Math.exp(shift.median), high: Math.exp(shift.high) };
  const machine = before.mechanism === FLOOR_MECHANISM ? 1 : context.floorShift(before.scenario);
  const { change, reason } = classify(ratio, machine, margin);
  return { id, change, ratio, reason };
}

function classify(ratio: RatioInterval, machine: number, margin: number): { change: Change; reason: string } {
  const [slower, faster] = [1 + margin, 1 / (1 + margin)];
  if (ratio.low > slower) {
    if (ratio.low / machine > slower) return { change: 'regressed', reason: 'the whole interval is beyond the margin' };
    return { change: 'inconclusive', reason: 'slower, but so was the floor: the machine changed' };
  }
  if (ratio.high < faster) return { change: 'improved', reason: 'the whole interval is below the margin' };
  if (ratio.high <= slower && ratio.low >= faster)
    return { change: 'same', reason: 'the whole interval is within the margin' };
  // Faster or the same: not certain which, but certainly not slower.
  if (ratio.high <= slower) return { change: 'same', reason: 'not slower by more than the margin' };
  return { change: 'inconclusive', reason: 'the interval reaches across the margin: measure more blocks' };
}

/** How much slower the floor of a scenario ran; 1 when it was not measured or is faster: an excuse only works one way. */
function floorShift(scenario: string, baseline: ResultDocument, currentById: ReadonlyMap<string, CaseResult>): number {
  const id = `${scenario}/${FLOOR_MECHANISM}`;
  const before = baseline.cases.find((row) => row.id === id);
  const now = currentById.get(id);
  if (before?.status !== 'measured' || now?.status !== 'measured' || before.summary.nsPerIter.median === 0) return 1;
  return Math.max(1, now.summary.nsPerIter.median / before.summary.nsPerIter.median);
}

function addedCases(baseline: ResultDocument, current: ResultDocument): Comparison[] {
  const known = new Set(baseline.cases.filter(({ status }) => status === 'measured').map(({ id }) => id));
  return current.cases
    .filter((row) => row.status === 'measured' && !known.has(row.id))
    .map(({ id }) => gap(id, 'added', 'is new: it becomes part of the next baseline'));
}

/** The worst finding decides; a machine that changed beyond the margin makes all of them worthless. */
function outcomeOf(comparisons: readonly Comparison[], machine: RatioInterval | null, margin: number): Outcome {
  const found = new Set(comparisons.map(({ change }) => change));
  if (comparisons.every(({ change }) => change === 'added')) return 'could-not-measure';
  if (machine !== null && (machine.low > 1 + margin || machine.high < 1 / (1 + margin))) return 'could-not-measure';
  if (found.has('regressed')) return 'regressed';
  if (found.has('missing')) return 'could-not-measure';
  return found.has('inconclusive') ? 'inconclusive' : 'passed';
}

function logMedians(row: MeasuredCase): number[] | null {
  const medians = blockMedians(row.blocks);
  return medians.some((value) => value <= 0) ? null : medians.map(Math.log);
}

function gap(id: string, change: Change, reason: string): Comparison {
  return { id, change, ratio: null, reason };
}

function gibibytes({ environment }: ResultDocument): number {
  return Math.round(environment.memoryBytes / 2 ** 30);
}

function systemOf({ environment }: ResultDocument): string {
  return `${environment.platform} ${environment.arch}`;
}
