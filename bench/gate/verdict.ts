/**
 * The gate: from two documents and a policy to a verdict. Pure.
 *
 * To accuse, the whole interval of current / baseline has to lie beyond the margin at a level that holds for all cases at
 * once (Bonferroni), and still so when the change of the machine is taken out: "at most 1 % of runs" speaks of the whole
 * suite. To clear, the ordinary 95 % interval has to end within the margin. Between the two it is inconclusive.
 *
 * The machine's change is that of `call/null`, a loop that no plugin is part of. Floor rows are never judged themselves.
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
/** Probability that a suite without any change has one interval that accuses. */
const FAMILY_WISE_ERROR = 0.01;
/** Level of the interval that clears a case. */
const CLEARING_LEVEL = 0.95;
const MACHINE_CASE = `call/${FLOOR_MECHANISM}`;

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

  const judged = baseline.cases.filter((row) => row.status === 'measured' && row.mechanism !== FLOOR_MECHANISM);
  const accusingLevel = 1 - FAMILY_WISE_ERROR / Math.max(1, judged.length);
  const machine = machineChange(baseline, current);
  const currentById = new Map(current.cases.map((row) => [row.id, row]));
  const comparisons = [
    ...judged.map((row) => compareCase(row, currentById.get(row.id), { accusingLevel, margin, machine })),
    ...newRows(baseline, current),
  ];
  return { outcome: outcomeOf(comparisons, machine, margin), refusals, margin, machine, comparisons };
}

/** Everything that makes the two numbers speak of different things. */
function incomparable(baseline: ResultDocument, current: ResultDocument): string[] {
  const fields: [string, unknown, unknown][] = [
    ['harness version', baseline.tool.version, current.tool.version],
    ['machine', baseline.environment.machineDigest, current.environment.machineDigest],
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

/** How the machine itself changed, by the row that no plugin is part of; null when it was not measured in both runs. */
function machineChange(baseline: ResultDocument, current: ResultDocument): RatioInterval | null {
  const [before, now] = [baseline, current].map(({ cases }) => cases.find(({ id }) => id === MACHINE_CASE));
  if (before?.status !== 'measured' || now?.status !== 'measured') return null;
  return ratioInterval(before, now, CLEARING_LEVEL);
}

interface CompareContext {
  readonly accusingLevel: number;
  readonly margin: number;
  readonly machine: RatioInterval | null;
}

function compareCase(before: CaseResult, now: CaseResult | undefined, context: CompareContext): Comparison {
  const { id } = before;
  if (now === undefined) return gap(id, 'missing', 'was measured in the baseline and is not in this run');
  if (now.status === 'skipped') return gap(id, 'missing', `is skipped now: ${now.reason}`);
  if (now.status === 'failed') return gap(id, 'missing', `failed now: ${now.error}`);
  if (before.status !== 'measured') return gap(id, 'added', 'was not measured in the baseline');
  const accusing = ratioInterval(before, now, context.accusingLevel);
  const clearing = ratioInterval(before, now, CLEARING_LEVEL);
  if (accusing === null || clearing === null) {
    const blocks = `${before.blocks.length} and ${now.blocks.length} blocks`;
    return gap(
      id,
      'inconclusive',
      `${blocks} are too few for the level that this suite needs; use 8 or more in each run`,
    );
  }
  return { id, ...classify(accusing, clearing, context) };
}

function classify(
  accusing: RatioInterval,
  clearing: RatioInterval,
  { margin, machine }: CompareContext,
): Pick<Comparison, 'change' | 'ratio' | 'reason'> {
  const [slower, faster] = [1 + margin, 1 / (1 + margin)];
  // An excuse works one way only, and by its cautious end: the machine is slower by this much at least.
  const excuse = Math.max(1, machine?.low ?? 1);
  if (accusing.low > slower) {
    const ratio = accusing;
    if (accusing.low / excuse > slower)
      return { change: 'regressed', ratio, reason: 'the whole interval is beyond the margin' };
    return { change: 'inconclusive', ratio, reason: 'slower, but so was the floor: the machine changed' };
  }
  const ratio = clearing;
  if (accusing.high < faster)
    return { change: 'improved', ratio: accusing, reason: 'the whole interval is below the margin' };
  if (clearing.high <= slower) return { change: 'same', ratio, reason: 'not slower by more than the margin' };
  return { change: 'inconclusive', ratio, reason: 'the interval reaches beyond the margin: measure more blocks' };
}

/** Interval of current / baseline of the block medians; null when there are too few blocks, or a block of 0 ns. */
function ratioInterval(before: MeasuredCase, now: MeasuredCase, level: number): RatioInterval | null {
  const [from, to] = [logMedians(before), logMedians(now)];
  if (from === null || to === null) return null;
  const { low, median, high, reachable } = shiftInterval(from, to, level);
  return reachable ? { low: Math.exp(low), median: Math.exp(median), high: Math.exp(high) } : null;
}

/** Rows without a measured counterpart in the baseline: new ones are reported, those that failed count as gaps. */
function newRows(baseline: ResultDocument, current: ResultDocument): Comparison[] {
  const known = new Set(baseline.cases.filter(({ status }) => status === 'measured').map(({ id }) => id));
  return current.cases.flatMap((row): Comparison[] => {
    if (known.has(row.id) || row.mechanism === FLOOR_MECHANISM) return [];
    if (row.status === 'failed') return [gap(row.id, 'missing', `failed: ${row.error}`)];
    return row.status === 'measured' ? [gap(row.id, 'added', 'is new: it becomes part of the next baseline')] : [];
  });
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
