/** Runs of several days for the tests of histories: the sample document, later and with a row that took longer. */
import { digestSamples } from '../result/digest.ts';
import type { ResultDocument } from '../result/document.ts';
import { sampleDocument } from './sample-document.ts';

export interface Day {
  readonly day: number;
  /** How much longer `call/koffi` took than on the first day. */
  readonly koffi?: number;
  readonly isElsewhere?: boolean;
}

export function documentOf({ day, koffi = 1, isElsewhere = false }: Day): ResultDocument {
  const document = sampleDocument();
  document.createdAt = `2025-12-${String(day).padStart(2, '0')}T08:00:00Z`;
  document.commit = `${String(day).padStart(2, '0')}faad731f2c1d4e0b9a8c7d6e5f4031223344`;
  if (isElsewhere) document.environment = { ...document.environment, cpuModel: 'Another CPU' };
  for (const row of document.cases) {
    if (row.status !== 'measured' || row.id !== 'call/koffi') continue;
    for (const block of row.blocks) block.sampleValues = block.sampleValues.map((value) => Math.round(value * koffi));
    for (const name of ['median', 'low', 'high'] as const) row.summary.perIteration[name] *= koffi;
  }
  document.samplesSha256 = digestSamples(document);
  return document;
}
