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
 * To accuse, a row has to be slower at a level that holds for all rows at once ("at most 1 % of runs" speaks of
 * the whole suite, see decide.ts), and by more than the margin at the ordinary 95 %; and both still when the change of the machine is taken
 * out. To clear, the 95 % interval has to end within the margin. Between the two it is inconclusive.
 *
 * The machine's change is that of `call/null`, a loop that no plugin is part of. Floor rows are never judged themselves.
 */
import { pluginText } from '../report/plugin-text.ts';
import { caseId, idOfAnyFunction, tableOfCase } from '../result/case.ts';
import type { Circumstances } from '../result/comparable.ts';
import type { Block } from '../result/document.ts';
import { FLOOR_MECHANISM, isFloor } from '../statistics/evaluate.ts';
import { CLEARING_TAIL, changeOf, decide, FAMILY_WISE_ERROR, ONE_LOOK, type Pair } from './decide.ts';

export interface Policy {
  /** A change below this share is nobody's concern: 0.02 = 2 %. Null: what the document says of each table, or DEFAULT_MARGIN. */
  readonly margin: number | null;
}

/** A slowdown of 5 % of a call is to be found, and an interval is about 2 % wide: the margin has to be what is left. */
export const DEFAULT_MARGIN = 0.02;
export const DEFAULT_POLICY: Policy = { margin: null };
/** The row that no plugin is part of: what moves it is the machine. */
export const MACHINE_CASE = caseId({ scenario: 'call', mechanism: FLOOR_MECHANISM, runtime: null });

/** The row of these that says what the machine does; undefined when there is none. */
export function machineCaseOf(ids: readonly string[]): string | undefined {
  return idOfAnyFunction(ids, MACHINE_CASE);
}

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
  /** The change that would have been accused, as a share; null where nothing was compared. */
  readonly smallest: number | null;
  /** The share up to which a change of this row is accepted. */
  readonly margin: number;
}

export type Outcome = 'passed' | 'regressed' | 'inconclusive' | 'could-not-measure';

export interface Verdict {
  readonly outcome: Outcome;
  /** Why the documents cannot be compared at all; empty when they can. */
  readonly refusals: readonly string[];
  /** Change of the floor row of `call`: what the machine did between the two runs. */
  readonly machine: RatioInterval | null;
  /** Whether that is too much for any verdict. */
  readonly machineMoved: boolean;
  readonly comparisons: readonly Comparison[];
}

/** What the gate reads of a document, and nothing else. */
export interface Comparable extends Circumstances {
  /** Those that have a margin of their own, or count work. */
  readonly tables?: readonly {
    readonly id: string;
    readonly margin?: number | undefined;
    readonly countedBlocks?: number | undefined;
  }[];
  readonly cases: readonly ComparableCase[];
}

export type ComparableCase = { readonly id: string; readonly mechanism: string } & (
  | { readonly status: 'measured'; readonly blocks: readonly Block[] }
  | { readonly status: 'skipped'; readonly reason: string }
  | { readonly status: 'failed'; readonly error: string }
);
type MeasuredCase = Extract<ComparableCase, { status: 'measured' }>;

export function judge(baseline: Comparable, current: Comparable, policy: Policy = DEFAULT_POLICY): Verdict {
  const refusals = incomparable(baseline, current);
  if (refusals.length > 0) {
    return { outcome: 'could-not-measure', refusals, machine: null, machineMoved: false, comparisons: [] };
  }
  const marginOf = marginsOf(current, policy);
  const counted = new Set((current.tables ?? []).flatMap(({ id, countedBlocks }) => (countedBlocks ? [id] : [])));
  const isCounted = (id: string) => counted.has(tableOfCase(id));
  const currentById = new Map(current.cases.map((row) => [row.id, row]));
  const judged = baseline.cases.filter((row): row is MeasuredCase => row.status === 'measured' && !isFloor(row));
  const pairs = judged.flatMap((before): Pair[] => {
    const now = currentById.get(before.id);
    if (now?.status !== 'measured') return [];
    const pair = { id: before.id, before: before.blocks, now: now.blocks, margin: marginOf(before.id) };
    return [isCounted(before.id) ? { ...pair, isCounted: true } : pair];
  });
  const isPaired = areArms(baseline, current);
  const machinePair = machinePairOf(baseline, current);
  const looks = (isPaired && current.settings.looks) || ONE_LOOK;
  const family = judged.filter(({ id }) => !isCounted(id)).length;
  const decisions = decide(pairs, { looks, isPaired, machine: machinePair, family });
  const pathsDiffer = isPaired && baseline.pair?.pathLength !== current.pair?.pathLength;
  const comparisons = [
    ...judged.map((row): Comparison => {
      const now = currentById.get(row.id);
      const margin = marginOf(row.id);
      const decision = decisions.get(row.id);
      if (now?.status !== 'measured' || decision === undefined) return { ...missing(row.id, now), margin };
      const isAccused = decision.change === 'regressed' || decision.change === 'improved';
      const moved = isAccused && pathsDiffer && isSetUp(now) ? MOVED_BY_PATH : {};
      return { id: row.id, ...decision, margin, ...moved };
    }),
    ...newRows(baseline, current).map((row) => ({ ...row, margin: marginOf(row.id) })),
  ];
  const { machine, machineMoved } = machineOf(machinePair, { isPaired, family, margin: marginOf(MACHINE_CASE) });
  return { outcome: outcomeOf(comparisons, machineMoved), refusals, machine, machineMoved, comparisons };
}

/** The margin of a case: what was asked for, else that of its table. */
function marginsOf({ tables = [] }: Comparable, { margin }: Policy): (id: string) => number {
  const ofTables = new Map(tables.map((table) => [table.id, table.margin]));
  return (id) => margin ?? ofTables.get(tableOfCase(id)) ?? DEFAULT_MARGIN;
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
    ['plugin', pluginOf(baseline), pluginOf(current)],
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
    ...(areArms(baseline, current) ? otherSizes(baseline, current) : strayArm(baseline)),
    ...disagreement('baseline', baseline),
    ...disagreement('current run', current),
  ];
}

function pluginOf({ plugin }: Comparable): string {
  return plugin === undefined ? 'that of plugin-bench' : pluginText(plugin);
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

/** The other build of one run says nothing of the current build of another one: it was left over. */
function strayArm({ pair }: Comparable): string[] {
  return pair?.arm !== 'base'
    ? []
    : ['The baseline is the other build of an earlier run. Measure both again, by "compare" or "run --against".'];
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

/** The row that no plugin is part of, where both runs measured it. */
function machinePairOf(baseline: Comparable, current: Comparable): Pair | null {
  const machine = machineCaseOf(baseline.cases.map(({ id }) => id));
  const [before, now] = [baseline, current].map(({ cases }) => cases.find(({ id }) => id === machine));
  if (before?.status !== 'measured' || now?.status !== 'measured') return null;
  return { id: MACHINE_CASE, before: before.blocks, now: now.blocks, margin: 0 };
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

function missing(id: string, now: ComparableCase | undefined): Gap {
  if (now?.status === 'skipped') return gap(id, 'missing', `is skipped now: ${now.reason}`);
  if (now?.status === 'failed') return gap(id, 'missing', `failed now: ${now.error}`);
  return gap(id, 'missing', 'was measured in the baseline and is not in this run');
}

/** Rows without a measured counterpart in the baseline: new ones are reported, those that failed count as gaps. */
function newRows(baseline: Comparable, current: Comparable): Gap[] {
  const known = new Set(baseline.cases.filter(({ status }) => status === 'measured').map(({ id }) => id));
  return current.cases.flatMap((row): Gap[] => {
    if (known.has(row.id) || isFloor(row)) return [];
    if (row.status === 'failed') return [gap(row.id, 'missing', `failed: ${row.error}`)];
    return row.status === 'measured' ? [gap(row.id, 'added', 'is new: it becomes part of the next baseline')] : [];
  });
}

interface MachineContext {
  readonly isPaired: boolean;
  /** How many rows are judged at once. */
  readonly family: number;
  readonly margin: number;
}

/**
 * What the machine did, and whether it moved beyond the margin, either way. Arms of one run share the machine: there the floor is one more
 * row of identical code, and is accused by the rule for rows; the ordinary interval alone would void one run in twenty for its noise.
 */
function machineOf(
  pair: Pair | null,
  { isPaired, family, margin }: MachineContext,
): Pick<Verdict, 'machine' | 'machineMoved'> {
  if (pair === null) return { machine: null, machineMoved: false };
  const at = (tail: number) => changeOf(pair.before, pair.now, { tail, isPaired });
  const [clearing, accusing] = [at(CLEARING_TAIL), at(FAMILY_WISE_ERROR / Math.max(1, family) / 2)];
  const isBeyond = (ratio: RatioInterval | null, change: number) =>
    ratio !== null && (ratio.low > change || ratio.high < 1 / change);
  return { machine: clearing, machineMoved: isBeyond(clearing, 1 + margin) && (!isPaired || isBeyond(accusing, 1)) };
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

type Gap = Omit<Comparison, 'margin'>;

function gap(id: string, change: Change, reason: string): Gap {
  return { id, change, ratio: null, reason, smallest: null };
}

function gibibytes({ environment }: Comparable): number {
  return Math.round(environment.memoryBytes / 2 ** 30);
}

function systemOf({ environment }: Comparable): string {
  return `${environment.platform} ${environment.arch}`;
}
