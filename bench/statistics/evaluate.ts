/** From what was collected to the stored cases: summaries, warnings and ranks, from raw samples and nothing else. */
import { metricOf, tableId } from '../result/case.ts';
import type { Block, CaseResult, MachineLoad, MeasuredCase, ResultDocument, Summary } from '../result/document.ts';
import { groupBy } from './group-by.ts';
import { rankRows } from './ranks.ts';
import { type ChangePoint, findChangePoint, relativeToRounds } from './steadiness.ts';
import { blockFigures, keptBlocks, summarize } from './summarize.ts';
import { findWarnings } from './warnings.ts';

/** The mechanisms whose rows are the floor of their scenario and call style. */
export const FLOOR_MECHANISMS = { sync: 'null', async: 'null-async' } as const;
export const FLOOR_MECHANISM = FLOOR_MECHANISMS.sync;

/** Blocks that a row is to have. Where rows are measured until they are decided, none has too few. */
export function plannedBlocks({ blockCount, looks }: Pick<ResultDocument['settings'], 'blockCount' | 'looks'>): number {
  return looks === undefined ? blockCount : 0;
}

/** What `Circumstances.counted` is of a document. */
export function countedTables(tables: ResultDocument['tables']): Map<string, number> {
  return new Map(tables.flatMap(({ id, countedBlocks }) => (countedBlocks === undefined ? [] : [[id, countedBlocks]])));
}

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
  /** Blocks that rows have whose metric counts work, by table; default: there are none. */
  readonly counted?: ReadonlyMap<string, number>;
}

interface SampledCase {
  readonly identity: CaseIdentity;
  readonly blocks: Block[];
  readonly summary: Summary;
}

export function evaluate(collected: readonly CollectedCase[], circumstances: Circumstances): CaseResult[] {
  const { counted = new Map<string, number>(), plannedBlocks: planned } = circumstances;
  const sampled = new Map<string, SampledCase>();
  for (const { identity, outcome, blocks } of collected) {
    if (outcome !== 'sampled' || keptBlocks(blocks).length === 0) continue;
    sampled.set(identity.id, { identity, blocks: [...blocks], summary: summarize(blocks) });
  }
  const rows = [...sampled.values()];
  const ranks = rankAll(rows);
  const floors = floorsOf(rows);
  const changes = changePointsOf(rows);
  const loads = groupBy(circumstances.machineLoad, tableId);
  return collected.map((item): CaseResult => {
    const { identity, blocks } = item;
    const own = sampled.get(identity.id);
    if (item.outcome === 'skipped') return { ...identity, status: 'skipped', reason: item.reason };
    if (item.outcome === 'failed')
      return { ...identity, status: 'failed', error: item.error, blocks: [...blocks], ...printedOf(item) };
    if (own === undefined) return { ...identity, status: 'skipped', reason: whyNothingCounts(blocks) };
    return {
      ...identity,
      status: 'measured',
      rank: ranks.get(identity.id) ?? 0,
      summary: own.summary,
      blocks: own.blocks,
      warnings: findWarnings({
        metric: metricOf(identity),
        isCounted: counted.has(tableId(identity)),
        blocks: own.blocks,
        summary: own.summary,
        floor: isFloor(identity) ? undefined : floors.get(floorKey(identity, FLOOR_MECHANISMS[identity.callStyle])),
        plannedBlocks: Math.min(planned, counted.get(tableId(identity)) ?? planned),
        timerResolutionNs: circumstances.timerResolutionNs,
        loads: loads.get(tableId(identity)) ?? [],
        changePoints: changes.get(own) ?? [],
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
  for (const list of groupBy(rows, listOf).values()) {
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

/** The first floor of each kind, by `floorKey`. */
function floorsOf(rows: readonly SampledCase[]): Map<string, SampledCase> {
  const floors = rows.filter(({ identity }) => isFloor(identity));
  return new Map(floors.toReversed().map((row) => [floorKey(row.identity, row.identity.mechanism), row]));
}

function floorKey(identity: CaseIdentity, mechanism: string): string {
  return [tableId(identity), mechanism, identity.runtime].join(' ');
}

/** Changes of level within the runners of each case, one entry for each of its blocks that counts. */
function changePointsOf(rows: readonly SampledCase[]): Map<SampledCase, (ChangePoint | null)[]> {
  const runners = rows.flatMap((row) => row.blocks.map((block) => ({ row, block })));
  const found = new Map<Block, ChangePoint | null>();
  for (const sideBySide of groupBy(runners, ({ row, block }) => `${tableId(row.identity)} ${block.block}`).values()) {
    const relative = relativeToRounds(sideBySide.map(({ block }) => blockFigures(block)));
    sideBySide.forEach(({ block }, index) => {
      found.set(block, findChangePoint(relative[index] as number[]));
    });
  }
  return new Map(rows.map((row) => [row, keptBlocks(row.blocks).map((block) => found.get(block) ?? null)]));
}

/** Rows of a document that were measured. */
export function measuredCases(cases: readonly CaseResult[]): MeasuredCase[] {
  return cases.filter((row): row is MeasuredCase => row.status === 'measured');
}
