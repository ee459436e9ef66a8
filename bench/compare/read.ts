/**
 * Reads a second document in the browser: as much of it as a comparison needs, by a schema of its own, because that of whole
 * documents would double the size of a page.
 */
/*! With zod: MIT License, Copyright (c) 2025 Colin McDonnell */
import * as z from 'zod/mini';
import { type CompareData, type ComparedDocument, compareData } from '../report/page/compare-data.ts';
import { MOST_ENTRIES, printable, tidy } from '../result/printable.ts';

// Compiling checks needs `eval`, which the policy of the page refuses.
z.config({ jitless: true });

const text = z.string();
const amount = z.number().check(z.nonnegative());
const block = z.object({
  block: amount,
  iterationsPerSample: z.number().check(z.positive()),
  leadInIterations: z.optional(amount),
  sampleValues: z.array(amount).check(z.minLength(1)),
  phaseDurationsNs: z.optional(z.record(text, z.unknown())),
  discarded: z.optional(text),
});
const identity = {
  id: text,
  scenario: text,
  parameters: z.optional(z.record(text, text)),
  mechanism: text,
};
const row = z.discriminatedUnion('status', [
  z.object({
    ...identity,
    status: z.literal('measured'),
    summary: z.object({ perIteration: z.object({ median: amount, low: amount, high: amount }) }),
    blocks: z.array(block).check(z.minLength(1)),
  }),
  z.object({ ...identity, status: z.literal('skipped'), reason: text }),
  z.object({ ...identity, status: z.literal('failed'), error: text }),
]);
const control = z.discriminatedUnion('status', [
  z.object({ status: z.literal('skipped') }),
  z.object({
    status: z.literal('measured'),
    of: text,
    agrees: z.boolean(),
    ratio: z.object({ median: amount }),
  }),
]);
const document = z.object({
  schemaVersion: z.number(),
  createdAt: text.check(z.refine((value) => !Number.isNaN(Date.parse(value)), 'it is no date')),
  commit: z.nullable(text),
  samplesSha256: text,
  pair: z.nullable(z.object({ id: text, arm: z.enum(['base', 'current']), pathLength: z.optional(z.number()) })),
  tool: z.object({ version: text }),
  settings: z.object({
    quick: z.boolean(),
    samplesPerBlock: z.record(text, z.number()),
    looks: z.optional(z.array(z.object({ blocks: amount, share: amount }))),
  }),
  environment: z.object({
    machineDigest: z.nullable(text),
    cpuModel: text,
    cpuCount: amount,
    memoryBytes: amount,
    virtualization: text,
    platform: text,
    arch: text,
    nodeVersion: text,
    flags: z.array(text),
    cpuLimit: z.optional(amount),
    passedVariables: z.optional(z.array(text)),
    runtimes: z.array(z.object({ name: text, version: text })).check(z.minLength(1)),
  }),
  selfCheck: z.object({ control }),
  tables: z.array(z.object({ id: text, unit: text, margin: z.optional(amount) })),
  cases: z.array(row),
});

/** Longest part of a document that a sentence quotes, in characters. */
const QUOTED = 120;

/**
 * @param schemaVersion that of the page
 * @returns the run, or one sentence that says why there is none
 */
export function readOther(json: string, fileName: string, schemaVersion: number): CompareData | string {
  const name = cut(fileName);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return `${name} is not JSON: it is truncated or no result. Open the .json that a run wrote beside its page.`;
  }
  const wrong = tidy(value, printable, MOST_ENTRIES);
  if (wrong !== null) return `${name} is not a valid result: ${cut(wrong)}.`;
  const { kind, schemaVersion: version } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (kind === 'plugin-bench truth') return `${name} is about the suite itself, not a run. Open the .json of a run.`;
  if (version !== schemaVersion) {
    const given = typeof version === 'number' ? `schema version ${version}` : 'no schema version';
    return `${name} has ${given}, this page is of version ${schemaVersion}: measure again with one version of plugin-bench.`;
  }
  const parsed = z.safeParse(document, value);
  if (parsed.success) return compareData(parsed.data as ComparedDocument);
  const [issue] = parsed.error.issues;
  return `${name} is not a valid result: ${cut(issue?.path.join('.') || 'the document')} is not what a run writes.`;
}

function cut(found: string): string {
  const line = printable(found);
  return line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line;
}
