/** From what was collected to the stored cases: summaries, warnings and ranks, from raw samples and nothing else. */
import { metricOf, tableId } from '../result/case.ts';
import type { Block, CaseResult, MachineLoad, MeasuredCase, Summary } from '../result/document.ts';
import { rankRows } from './ranks.ts';
import { type ChangePoint, findChangePoint, relativeToRounds } from './steadiness.ts';
import { blockFigures, keptBlocks, summarize } from './summarize.ts';
import { findWarnings } from './warnings.ts';

/** The mechanisms whose rows are the floor of their scenario and call style. */
export const FLOOR_MECHANISMS = { sync: 'null', async: 'null-async' } as const;
export const FLOOR_MECHANISM = FLOOR_MECHANISMS.sync;

export function isFloor({ mechanism }: { readonly mechanism: string }): boolean {
  return Object.values<string>(FLOOR_MECHANISMS).includes(mechanism);
}

export type CaseIdentity = Pick<
  CaseResult,
  'id' | 'scenario' | 'parameters' | 'mechanism' | 'title' | 'note' | 'group' | 'boundary' | 'runtime' | 'callStyle'
>;

/** What a run collected for one case. */
export type CollectedCase = {
  readonly identity: CaseIdentity;
  readonly blocks: readonly Block[];
  readonly printed?: string | undefined;
} & (
  | { readonly outcome: 'sampled' }
  | { readonly outcome: 'skipped'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly error: string }
);

/** What a run knows besides its samples. */
export interface Circumstances {
  readonly plannedBlocks: number;
  readonly timerResolutionNs: number;
  readonly machineLoad: readonly MachineLoad[];
}

interface SampledCase {
  readonly identity: CaseIdentity;
  readonly blocks: Block[];
  readonly summary: Summary;
}

export function evaluate(collected: readonly CollectedCase[], circumstances: Circumstances): CaseResult[] {
  const sampled = new Map<string, SampledCase>();
  for (const { identity, outcome, blocks } of collected) {
    if (outcome !== 'sampled' || keptBlocks(blocks).length === 0) continue;
    sampled.set(identity.id, { identity, blocks: [...blocks], summary: summarize(blocks) });
  }
  const ranks = rankAll([...sampled.values()]);
  return collected.map((item): CaseResult => {
    const { identity, blocks } = item;
    const own = sampled.get(identity.id);
    if (item.outcome === 'skipped') return { ...identity, status: 'skipped', reason: item.reason };
    if (item.outcome === 'failed')
      return { ...identity, status: 'failed', error: item.error, blocks: [...blocks], ...printedOf(item) };
    if (own === undefined) return { ...identity, status: 'skipped', reason: whyNothingCounts(blocks) };
    const neighbours = [...sampled.values()].filter((other) => tableId(other.identity) === tableId(identity));
    return {
      ...identity,
      status: 'measured',
      rank: ranks.get(identity.id) ?? 0,
      summary: own.summary,
      blocks: own.blocks,
      warnings: findWarnings({
        metric: metricOf(identity),
        blocks: own.blocks,
        summary: own.summary,
        floor: floorOf(own, neighbours),
        plannedBlocks: circumstances.plannedBlocks,
        timerResolutionNs: circumstances.timerResolutionNs,
        loads: circumstances.machineLoad.filter((load) => tableId(load) === tableId(identity)),
        changePoints: changePointsOf(own, neighbours),
        printed: item.printed,
      }),
      ...printedOf(item),
    };
  });
}

function printedOf({ printed }: CollectedCase): { printed?: string } {
  return printed === undefined ? {} : { printed };
}

function whyNothingCounts(blocks: readonly Block[]): string {
  return blocks[0]?.discarded ?? 'The run ended before its first block was complete.';
}

/** Ranks of all rows but the floor, which only links rows that touch it. */
function rankAll(rows: readonly SampledCase[]): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const key of new Set(rows.map(listOf))) {
    const list = rows.filter((row) => listOf(row) === key);
    const own = rankRows(list);
    const ranked = list.map(({ identity }, i) => ({ identity, rank: own[i] as number }));
    const mechanisms = ranked.filter(({ identity }) => !isFloor(identity));
    // A rank that only the floor held leaves no gap.
    const used = [...new Set(mechanisms.map(({ rank }) => rank))].sort((a, b) => a - b);
    for (const { identity, rank } of mechanisms) ranks.set(identity.id, used.indexOf(rank) + 1);
  }
  return ranks;
}

/** Rows that may be ranked among each other: runtimes were sampled side by side, but an await is another kind of call. */
function listOf({ identity }: SampledCase): string {
  return [tableId(identity), identity.callStyle].join(' ');
}

/** The floor of a row, unless it is that row. */
function floorOf({ identity }: SampledCase, neighbours: readonly SampledCase[]): SampledCase | undefined {
  if (isFloor(identity)) return undefined;
  const floor = FLOOR_MECHANISMS[identity.callStyle];
  return neighbours.find((row) => row.identity.mechanism === floor && row.identity.runtime === identity.runtime);
}

/** Changes of level within the runners of a case, one entry for each of its blocks. */
function changePointsOf(own: SampledCase, neighbours: readonly SampledCase[]): (ChangePoint | null)[] {
  return keptBlocks(own.blocks).map((block) => {
    const others = neighbours
      .filter((row) => row !== own)
      .map((row) => row.blocks.find((other) => other.block === block.block));
    const rounds = others.filter((other) => other !== undefined).map(blockFigures);
    return findChangePoint(relativeToRounds([blockFigures(block), ...rounds]));
  });
}

/** Rows of a document that were measured. */
export function measuredCases(cases: readonly CaseResult[]): MeasuredCase[] {
  return cases.filter((row): row is MeasuredCase => row.status === 'measured');
}
