/** The raw samples of one case in one block, and the vocabulary of stored numbers. */
import { z } from 'zod';

export const durationNs = z.number().nonnegative();
export const count = z.int().nonnegative();

export const PHASES = ['host-open', 'load', 'compile', 'instantiate', 'resolve', 'first-call'] as const;
export const phase = z
  .enum(PHASES)
  .describe(
    'host-open: import and start the library that hosts plugins. load: read or map the plugin file. compile: turn it into ' +
      'machine code. instantiate: make a callable instance. resolve: find and bind the function. first-call: the first answer.',
  );

const phaseTimes = z
  .partialRecord(phase, z.array(durationNs).min(1))
  .describe(
    'Phase -> duration of that phase in each sample, in the order of sampleValues, of time only. Phases sum to the sample.',
  );

export const block = z.strictObject({
  block: count.describe('Number of the block, from 0. All cases of one block were sampled in turn, side by side.'),
  iterationsPerSample: z
    .int()
    .positive()
    .describe('Repetitions inside one sample; divide a value by it for one iteration.'),
  leadInIterations: count
    .optional()
    .describe('Untimed repetitions before each sample, after which it is steady; absent for work that is done once.'),
  sampleValues: z
    .array(z.number().nonnegative())
    .min(1)
    .describe(
      'Whole samples in the order taken, in the unit of the metric of the table. All from one fresh process, except `setup`: one fresh process each.',
    ),
  firstCallsNs: z
    .array(durationNs)
    .min(1)
    .optional()
    .describe('First iteration of the lead-in of each sample: one call after a pause. Absent without a lead-in.'),
  phaseDurationsNs: phaseTimes.optional(),
  tier: z
    .string()
    .optional()
    .describe(
      'Compiler whose code ran when sampling began, of the timed loop and of a WebAssembly callee, where V8 says so.',
    ),
  discarded: z.string().min(1).optional().describe('Why this block counts for nothing, although its samples are kept.'),
});

export type Phase = z.infer<typeof phase>;
export type Block = z.infer<typeof block>;
