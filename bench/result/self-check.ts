/** What a run finds out about its own error: what else the machine did, identical arms, known work. */
import { z } from 'zod';
import { block, count, durationNs } from './block.ts';

export const machineLoad = z
  .strictObject({
    scenario: z.string().min(1),
    block: count,
    seconds: z.number().positive().describe('Wall time that the scenario took in this block.'),
    foreignCpuSeconds: z
      .number()
      .nullable()
      .describe('Processor time of all other programs of this machine in it; null where it cannot be read.'),
    stolenCpuSeconds: z
      .number()
      .nullable()
      .describe('Processor time that the hypervisor gave to other machines; null where it cannot be read.'),
    throttledSeconds: z
      .number()
      .nonnegative()
      .optional()
      .describe('How long the limit of processors of a control group held the run back; absent where there is none.'),
  })
  .describe('What else the machine did while a scenario was measured.');

const gapReason = z.strictObject({ status: z.literal('skipped'), reason: z.string().min(1) });

const ratio = z.strictObject({
  median: z.number(),
  low: z.number(),
  high: z.number(),
  level: z.number().gte(0).lt(1),
});

const row = z.strictObject({
  iterationsPerSample: z.int().positive(),
  sampleDurationsNs: z.array(durationNs).min(1),
});

export const ladderSamples = z.strictObject({
  mechanism: z.string().min(1),
  linksPerStep: z.int().positive().describe('Dependent operations (one multiplication, one exclusive or) in one step.'),
  runners: z
    .array(
      z.strictObject({
        rungs: z.array(
          z.strictObject({
            steps: count.describe('k of spin(x, k).'),
            iterationsPerSample: z.int().positive(),
            sampleDurationsNs: z.array(durationNs).min(1),
          }),
        ),
        call: row
          .nullable()
          .describe('The call scenario of the same mechanism, in a process of its own; null when it was not taken.'),
        emptySpin: row.optional().describe('spin(x, 0) as a row of that scenario, in a process of its own.'),
        ownClock: z
          .strictObject({
            stepsPerReading: z.int().positive(),
            readingsNs: z.array(durationNs).min(1).describe('The same chain timed inside the native library.'),
          })
          .nullable()
          .describe('null without the native library.'),
      }),
    )
    .min(1)
    .refine(haveOneLadder, 'its runners did not climb the same two rungs or more')
    .describe('One fresh process each.'),
});

/** Whether a line can be fitted: through two different places or more, which all runners have been to. */
function haveOneLadder(runners: readonly { readonly rungs: readonly { readonly steps: number }[] }[]): boolean {
  const ladders = runners.map(({ rungs }) => rungs.map(({ steps }) => steps).join(' '));
  const steps = runners[0]?.rungs.map((rung) => rung.steps) ?? [];
  return new Set(ladders).size === 1 && new Set(steps).size > 1;
}

export const ladderFigures = z.strictObject({
  slopeNs: z.number().describe('Nanoseconds per step, least squares over the undisturbed time of each rung.'),
  interceptNs: z.number().describe('Where that line meets no step at all.'),
  rSquared: z.number(),
  emptySpinNs: z.number().describe('spin(x, 0), the lowest rung.'),
  callNs: z.number().nullable().describe('The call of min.'),
  ownClockNs: z.number().nullable().describe("Nanoseconds per step by the library's own clock."),
  slopeError: z.number().nullable().describe('slopeNs / ownClockNs - 1.'),
});

export const selfCheck = z
  .strictObject({
    control: z
      .discriminatedUnion('status', [
        z.strictObject({
          status: z.literal('measured'),
          of: z.string().min(1).describe('The case that was measured a second time under another name.'),
          blocks: z.array(block).min(1),
          ratio: ratio.describe('Control / original; 1 within the interval when the harness tells the truth.'),
          agrees: z
            .boolean()
            .describe('False: two identical arms were told apart, so smaller differences mean nothing.'),
        }),
        gapReason,
      ])
      .describe('Identical arms: one case of `call` twice.'),
    batches: z
      .discriminatedUnion('status', [
        z.strictObject({
          status: z.literal('measured'),
          of: z.string().min(1).describe('The asynchronous case that was measured once more, in samples of two sizes.'),
          factor: z.int().gt(1).describe('Iterations of a large sample / iterations of a small one.'),
          small: z.array(block).min(1).describe('Samples of the size that the case has in this run.'),
          large: z.array(block).min(1).describe('Samples of the same runners and rounds, larger by the factor.'),
          ratio: ratio.describe(
            'ns/iter of large samples / of small ones; 1 within the interval when samples are steady.',
          ),
          agrees: z.boolean().describe('False: the figure depends on the size of the sample.'),
        }),
        gapReason,
      ])
      .describe('Steady samples: a figure must not depend on how many iterations a sample has.'),
    ladder: z
      .discriminatedUnion('status', [
        z.strictObject({ status: z.literal('measured'), samples: ladderSamples, figures: ladderFigures }),
        gapReason,
      ])
      .describe('Known work, by our clock and by the clock of the library.'),
  })
  .describe('The error of the suite itself, measured within the run.');

export type MachineLoad = z.infer<typeof machineLoad>;
export type LadderSamples = z.infer<typeof ladderSamples>;
export type LadderFigures = z.infer<typeof ladderFigures>;
export type SelfCheck = z.infer<typeof selfCheck>;
