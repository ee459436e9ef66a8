/** Recomputes every stored figure from the raw samples of its document: what a sceptic would do by hand. Pure. */
import { digestSamples } from '../result/digest.ts';
import type { Block, CaseResult, Phase, ResultDocument } from '../result/document.ts';
import { judgeBatches, judgeControl } from './control.ts';
import { type CollectedCase, countedTables, evaluate, measuredCases, plannedBlocks } from './evaluate.ts';
import { ladderFigures } from './ladder.ts';

/** A stored value that does not follow from the samples. */
export interface Discrepancy {
  /** Where, e.g. `call/koffi summary.perIteration.median`. */
  readonly where: string;
  readonly stored: unknown;
  readonly recomputed: unknown;
}

/** @returns everything that differs; empty when the document is what its samples say */
export function verifyDocument(document: ResultDocument): Discrepancy[] {
  const { settings, environment, cases, machineLoad } = document;
  const recomputed = evaluate(cases.map(collectedAgain), {
    plannedBlocks: plannedBlocks(settings),
    timerResolutionNs: environment.timer.resolutionNs,
    machineLoad,
    counted: countedTables(document.tables),
  });
  return [
    ...cases.flatMap((row, index) => [
      ...differences(row.id, row, recomputed[index]),
      ...(row.status === 'skipped' ? [] : row.blocks.flatMap((block, at) => blockDifferences(row.id, block, at))),
    ]),
    ...selfCheckDifferences(document),
    ...differences('samplesSha256', document.samplesSha256, digestSamples(document)),
  ];
}

function selfCheckDifferences({ selfCheck: { control, batches, ladder }, cases }: ResultDocument): Discrepancy[] {
  const found: Discrepancy[] = [];
  if (control.status === 'measured') {
    const original = measuredCases(cases).find(({ id }) => id === control.of);
    const { ratio, agrees } = control;
    const recomputed = original === undefined ? null : judgeControl(control, original);
    found.push(...differences('selfCheck.control', { ratio, agrees }, recomputed));
  }
  if (batches.status === 'measured') {
    const { ratio, agrees } = batches;
    found.push(...differences('selfCheck.batches', { ratio, agrees }, judgeBatches(batches)));
  }
  if (ladder.status === 'measured') {
    found.push(...differences('selfCheck.ladder.figures', ladder.figures, ladderFigures(ladder.samples)));
  }
  return found;
}

/** A stored case as the run collected it: its samples, and nothing that was computed. */
function collectedAgain(row: CaseResult): CollectedCase {
  const { id, scenario, parameters, mechanism, title, note, group, boundary, runtime, callStyle } = row;
  const identity = {
    id,
    scenario,
    ...(parameters === undefined ? {} : { parameters }),
    mechanism,
    title,
    ...(note === undefined ? {} : { note }),
    group,
    ...(boundary === undefined ? {} : { boundary }),
    runtime,
    callStyle,
  };
  switch (row.status) {
    case 'measured':
      return { identity, blocks: row.blocks, outcome: 'sampled', printed: row.printed };
    case 'failed':
      return { identity, blocks: row.blocks, outcome: 'failed', error: row.error, printed: row.printed };
    case 'skipped':
      return { identity, blocks: [], outcome: 'skipped', reason: row.reason };
    default:
      return row satisfies never;
  }
}

/** What a block says twice must agree: its number is its place, and phases sum to their sample. */
function blockDifferences(id: string, block: Block, number: number): Discrepancy[] {
  const where = `${id} blocks.${number}`;
  const numbered = differences(`${where}.block`, block.block, number);
  if (block.phaseDurationsNs === undefined) return numbered;
  const phases = Object.entries(block.phaseDurationsNs) as [Phase, number[]][];
  const sums = block.sampleValues.map((_, i) => phases.reduce((sum, [, durations]) => sum + (durations[i] ?? 0), 0));
  const uneven = phases.flatMap(([phase, { length }]) =>
    differences(`${where}.phaseDurationsNs.${phase}.length`, length, block.sampleValues.length),
  );
  return [...numbered, ...uneven, ...differences(`${where}.sampleValues`, block.sampleValues, sums)];
}

/** Compares two JSON values leaf by leaf. */
export function differences(where: string, stored: unknown, recomputed: unknown): Discrepancy[] {
  if (isBranch(stored) && isBranch(recomputed)) {
    const keys = new Set([...Object.keys(stored), ...Object.keys(recomputed)]);
    return [...keys].flatMap((key) => differences(joinPath(where, key), stored[key], recomputed[key]));
  }
  return Object.is(stored, recomputed) ? [] : [{ where, stored, recomputed }];
}

function joinPath(where: string, key: string): string {
  return where.includes(' ') ? `${where}.${key}` : `${where} ${key}`;
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
