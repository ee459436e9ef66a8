/** From what was collected to the stored cases: summaries and warnings, computed from raw samples and nothing else. */
import type { Block, CaseResult, Summary } from '../result/document.ts';
import { summarize } from './summarize.ts';
import { findWarnings } from './warnings.ts';

/** The mechanism whose rows are the floor of their scenario. */
export const FLOOR_MECHANISM = 'null';

export type CaseIdentity = Pick<
  CaseResult,
  'id' | 'scenario' | 'mechanism' | 'title' | 'note' | 'runtime' | 'callStyle'
>;

/** What a run collected for one case. */
export type CollectedCase = { readonly identity: CaseIdentity; readonly blocks: readonly Block[] } & (
  | { readonly outcome: 'sampled' }
  | { readonly outcome: 'skipped'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly error: string }
);

export function evaluate(
  collected: readonly CollectedCase[],
  { plannedBlocks, timerResolutionNs }: { plannedBlocks: number; timerResolutionNs: number },
): CaseResult[] {
  const summaries = new Map<string, Summary>();
  for (const { identity, outcome, blocks } of collected) {
    if (outcome === 'sampled' && blocks.length > 0) summaries.set(identity.id, summarize(blocks));
  }
  return collected.map((item): CaseResult => {
    const { identity } = item;
    const blocks = [...item.blocks];
    const summary = summaries.get(identity.id);
    if (item.outcome === 'skipped') return { ...identity, status: 'skipped', reason: item.reason };
    if (item.outcome === 'failed') return { ...identity, status: 'failed', error: item.error, blocks };
    if (summary === undefined) {
      return { ...identity, status: 'skipped', reason: 'The run ended before its first block was complete.' };
    }
    const floor =
      identity.mechanism === FLOOR_MECHANISM ? undefined : summaries.get(`${identity.scenario}/${FLOOR_MECHANISM}`);
    const warnings = findWarnings({ blocks, summary, floor, plannedBlocks, timerResolutionNs });
    return { ...identity, status: 'measured', summary, blocks, warnings };
  });
}
