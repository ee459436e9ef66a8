/** A digest of everything raw in a document, so that a change of a single digit shows even where no figure depends on it. */
import { createHash } from 'node:crypto';
import type { CaseResult, MachineLoad, SelfCheck } from './document.ts';

export interface RawSamples {
  readonly cases: readonly CaseResult[];
  readonly machineLoad: readonly MachineLoad[];
  readonly selfCheck: SelfCheck;
}

/** SHA-256 in hexadecimal of the samples of all cases, of the control, of the samples of two sizes and of the ladder, and of the machine's load. */
export function digestSamples({ cases, machineLoad, selfCheck: { control, batches, ladder } }: RawSamples): string {
  const raw = [
    cases.map((row) => [row.id, row.status === 'skipped' ? [] : row.blocks]),
    control.status === 'measured' ? control.blocks : [],
    batches.status === 'measured' ? [batches.small, batches.large] : [],
    ladder.status === 'measured' ? ladder.samples : {},
    machineLoad,
  ];
  return createHash('sha256').update(JSON.stringify(raw, sortedKeys)).digest('hex');
}

/** The order of keys is an accident of who wrote the document. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
