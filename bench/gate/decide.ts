/**
 * What is claimed of each row: the statistics of a verdict. Pure.
 *
 * Rows may be looked at several times while they are measured, as in a group-sequential trial. Each look spends a share of the
 * error that a run may make, and the shares sum to one; so the chance of any wrong claim at any look is at most their sum (Bonferroni's
 * inequality), whatever the looks have to do with each other. The usual spending functions (Lan & DeMets, Biometrika 70, 1983) save
 * some data by assuming how they do. A row that is decided stays so.
 *
 * Over the rows of a look goes Holm's procedure (Scandinavian Journal of Statistics 6, 1979): each accused row leaves its share to the others.
 */
import type { Block } from '../result/document.ts';
import { blockRatios } from '../statistics/ratio.ts';
import { blockMinima } from '../statistics/summarize.ts';
import { estimateDifference, estimateMean, intervalAt, type TrimmedEstimate } from '../statistics/trimmed.ts';
import { decideCounted } from './counted.ts';
import type { Comparison, RatioInterval } from './verdict.ts';

/** A row of both documents. */
export interface Pair {
  readonly id: string;
  readonly before: readonly Block[];
  readonly now: readonly Block[];
  /** A change below this share is nobody's concern: 0.02 = 2 %. */
  readonly margin: number;
  /** Whether its values are counts of work, see counted.ts; default: they are times. */
  readonly isCounted?: boolean;
}

/** A look at the rows when so many blocks are measured, and the share of the error that it may spend. */
export interface Look {
  readonly blocks: number;
  readonly share: number;
}

/** Of a run whose blocks were counted before it began. */
export const ONE_LOOK: readonly Look[] = [{ blocks: Number.POSITIVE_INFINITY, share: 1 }];

export interface Circumstance {
  readonly looks: readonly Look[];
  /** Whether the two are arms of one run, sampled in turn. */
  readonly isPaired: boolean;
  /** The row that no plugin is part of; null when it was not measured in both. */
  readonly machine: Pair | null;
  /** How many rows of times are judged at once, with those that cannot be compared. */
  readonly family: number;
}

export type Decision = Pick<Comparison, 'change' | 'ratio' | 'reason' | 'smallest'>;

/** Probability that a suite without any change has one interval that accuses or praises. */
export const FAMILY_WISE_ERROR = 0.01;
/** Probability beyond either end of the interval that clears a case. */
export const CLEARING_TAIL = 0.025;

/** @returns what is claimed of each pair, by its id */
export function decide(
  all: readonly Pair[],
  { looks, isPaired, machine, family }: Circumstance,
): Map<string, Decision> {
  const decisions = new Map<string, Decision>();
  const pairs = all.filter(({ isCounted = false }) => !isCounted);
  for (const pair of all) if (!pairs.includes(pair)) decisions.set(pair.id, decideCounted(pair));
  const isAccused = ({ id }: Pair) => ['regressed', 'improved'].includes(decisions.get(id)?.change ?? '');
  const isOpen = ({ id }: Pair) => (decisions.get(id)?.change ?? 'inconclusive') === 'inconclusive';
  for (const look of looks) {
    for (let accused = -1, now = pairs.filter(isAccused).length; now > accused; ) {
      accused = now;
      const accusingTail = (FAMILY_WISE_ERROR * look.share) / Math.max(1, family - accused) / 2;
      const tails = { accusing: accusingTail, clearing: CLEARING_TAIL * look.share };
      const context: Context = { tails, isPaired, look, machine };
      for (const pair of pairs.filter(isOpen)) decisions.set(pair.id, decideOne(pair, context));
      now = pairs.filter(isAccused).length;
    }
  }
  return decisions;
}

interface Context {
  /** Probability that an unchanged case lies wholly beyond, by chance, to either side. */
  readonly tails: { readonly accusing: number; readonly clearing: number };
  readonly isPaired: boolean;
  readonly look: Look;
  readonly machine: Pair | null;
}

function decideOne(pair: Pair, { tails, isPaired, look, machine }: Context): Decision {
  const estimate = estimateOf(pair, isPaired, look);
  if (estimate === null) {
    const blocks = `${pair.before.length} and ${pair.now.length} blocks`;
    const reason = `${blocks} do not make an interval; use 8 or more in each run`;
    return { change: 'inconclusive', ratio: null, reason, smallest: null };
  }
  const [accusing, clearing] = [ratioAt(estimate, tails.accusing), ratioAt(estimate, tails.clearing)];
  const [slower, faster] = [1 + pair.margin, 1 / (1 + pair.margin)];
  const found = { ratio: clearing, smallest: smallestFound(accusing, clearing, slower) };
  if (accusing.low > 1 && clearing.low > slower) {
    const moved = machine && estimateOf(machine, isPaired, look);
    const machineAt = (tail: number) => moved && ratioAt(moved, tail);
    const stillSlower = lowBeyondMachine(accusing, machineAt(tails.accusing), isPaired) > 1;
    const stillBeyond = lowBeyondMachine(clearing, machineAt(tails.clearing), isPaired) > slower;
    if (stillSlower && stillBeyond)
      return { change: 'regressed', ...found, reason: 'slower for sure, and by more than the margin' };
    return { change: 'inconclusive', ...found, reason: 'slower, but so was the floor: the machine changed' };
  }
  if (accusing.high < 1 && clearing.high < faster)
    return { change: 'improved', ...found, reason: 'faster for sure, and by more than the margin' };
  if (clearing.high <= slower) return { change: 'same', ...found, reason: 'not slower by more than the margin' };
  const reason = 'the interval reaches beyond the margin: measure more blocks';
  return { change: 'inconclusive', ...found, reason };
}

/** The change that intervals as wide as these accuse, as a share: it has to lie above 1 by the one and above the margin by the other. */
function smallestFound(accusing: RatioInterval, clearing: RatioInterval, slower: number): number {
  const reach = ({ low, median }: RatioInterval) => median / low;
  return Math.max(reach(accusing), slower * reach(clearing)) - 1;
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

/** What a look sees, on logarithms. */
function estimateOf({ before, now }: Pair, isPaired: boolean, look: Look): TrimmedEstimate | null {
  const seen = (blocks: readonly Block[]) => blocks.filter(({ block }) => block < look.blocks);
  return estimateChange(seen(before), seen(now), isPaired);
}

/** Interval of now / before; null when there are too few blocks, or a sample of 0 ns. @param tail probability beyond either end */
export function changeOf(
  before: readonly Block[],
  now: readonly Block[],
  { tail, isPaired }: { readonly tail: number; readonly isPaired: boolean },
): RatioInterval | null {
  const estimate = estimateChange(before, now, isPaired);
  return estimate && ratioAt(estimate, tail);
}

function estimateChange(before: readonly Block[], now: readonly Block[], isPaired: boolean): TrimmedEstimate | null {
  if (isPaired) {
    const ratios = blockRatios({ blocks: now }, { blocks: before });
    return ratios.some((ratio) => ratio <= 0) ? null : estimateMean(ratios.map(Math.log));
  }
  const [from, to] = [logMinima(before), logMinima(now)];
  return from === null || to === null ? null : estimateDifference(from, to);
}

function ratioAt(estimate: TrimmedEstimate, tail: number): RatioInterval {
  const { low, centre, high } = intervalAt(estimate, tail);
  return { low: Math.exp(low), median: Math.exp(centre), high: Math.exp(high) };
}

function logMinima(blocks: readonly Block[]): number[] | null {
  const minima = blockMinima(blocks);
  return minima.some((value) => value <= 0) ? null : minima.map(Math.log);
}
