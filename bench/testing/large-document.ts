/** Documents of very many cases: what a stranger may hand over, and no run has. */
import { digestSamples } from '../result/digest.ts';
import type { CaseResult, ResultDocument } from '../result/document.ts';
import { type CollectedCase, evaluate } from '../statistics/evaluate.ts';
import { sampleDocument } from './sample-document.ts';

/** Blocks of a row; with five of them, rows of different speed are told apart. */
const BLOCKS = 5;

/**
 * A document whose figures follow from its samples. One row in ten is skipped. All rows differ in speed, and each is told apart from
 * each: nothing ends the search for rows that share a rank early.
 * @param tables number of tables that the rows are spread over
 */
export function largeDocument(count: number, tables = 3): ResultDocument {
  const document = sampleDocument();
  const scenarios = document.tables.slice(0, tables).map(({ scenario }) => scenario);
  const collected = Array.from({ length: count }, (_, index) =>
    collectedRow(index, scenarios[index % scenarios.length] as string),
  );
  const cases = evaluate(collected, {
    plannedBlocks: BLOCKS,
    timerResolutionNs: document.environment.timer.resolutionNs,
    machineLoad: [],
  });
  return documentOf(cases, { ...document, settings: { ...document.settings, blockCount: BLOCKS } });
}

/** A document of rows that were all skipped: the shortest cases that there are. */
export function documentOfGaps(count: number): ResultDocument {
  const cases = Array.from({ length: count }, (_, index): CaseResult => {
    return { ...collectedRow(index, 'call').identity, status: 'skipped', reason: 'It was not there.' };
  });
  return documentOf(cases, sampleDocument());
}

function documentOf(cases: CaseResult[], document: ResultDocument): ResultDocument {
  const gap = { status: 'skipped' as const, reason: 'Not in this run.' };
  const raw = { cases, machineLoad: [], selfCheck: { control: gap, batches: gap, ladder: gap } };
  return { ...document, ...raw, facts: [], leftOut: [], samplesSha256: digestSamples(raw) };
}

function collectedRow(index: number, scenario: string): CollectedCase {
  const mechanism = `row-${index}`;
  const identity = {
    id: `${scenario}/${mechanism}`,
    scenario,
    mechanism,
    title: `Row ${index}`,
    note: `Note of row ${index}.`,
    group: 'core',
    boundary: 'native' as const,
    runtime: 'node-20',
    callStyle: 'sync' as const,
  };
  if (index % 10 === 9) return { identity, blocks: [], outcome: 'skipped', reason: 'It was not there.' };
  const blocks = Array.from({ length: BLOCKS }, (_, block) => ({
    block,
    iterationsPerSample: 100,
    sampleValues: [50_000 + 1000 * index, 50_100 + 1000 * index],
  }));
  return { identity, blocks, outcome: 'sampled' };
}
