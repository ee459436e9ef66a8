/**
 * Everything that is stored: the shape of `reports/latest.json`, its one schema, and the types derived from it.
 *
 * Measuring writes it; statistics, reports and the gate read it. It imports the schema library and the schemas of its
 * parts, nothing else, so that every stage can depend on it. Durations are nanoseconds, values have the unit of their table, sizes are bytes, ratios and
 * spreads are fractions (0.05 = 5 %); units stand in the names.
 */
import { z } from 'zod';
import { block, count, durationNs, phase } from './block.ts';
import { BOUNDARIES, tableId } from './case.ts';
import { facts } from './facts.ts';
import { machineLoad, selfCheck } from './self-check.ts';

export { type Block, PHASES, type Phase } from './block.ts';
export type { Answer, Facts, Footprint } from './facts.ts';
export type { LadderFigures, LadderSamples, MachineLoad, SelfCheck } from './self-check.ts';

/** Raised whenever an old reader would misread a new document. There is no migration: old documents are measured again. */
export const SCHEMA_VERSION = 5;

/** Cases of a document: a run of so many takes half a day. Figures of all pairs of them are compared. */
export const MOST_CASES = 5000;
/** Ways to call a plugin that one run tries: they are columns of a table. */
const MOST_PROBES = 100;

const amount = z.number().nonnegative();

const summary = z.strictObject({
  perIteration: z
    .strictObject({
      median: amount.describe('Median over blocks of the median over the samples of a block.'),
      low: amount.describe('Lower end of the interval of the median; its unit is the block.'),
      high: amount.describe('Upper end of that interval.'),
      min: amount.describe('Least single sample.'),
      p75: amount.describe('75th percentile of all samples.'),
      p99: amount.describe('99th percentile of all samples.'),
      mean: amount.describe('Mean of all samples.'),
    })
    .describe('Of one iteration, in the unit of the metric of the table.'),
  confidenceLevel: z
    .number()
    .gte(0)
    .lt(1)
    .describe('Exact level of [low, high]: the step of order statistics nearest to 0.95.'),
  blockCount: z.int().positive(),
  sampleCount: z.int().positive(),
  spread: z.number().nonnegative().describe('1.4826 x median absolute deviation of the block medians / their median.'),
  firstCallNs: durationNs
    .optional()
    .describe('One call after a pause: median over blocks of the block medians. Absent where samples have no lead-in.'),
  phaseMediansNs: z.partialRecord(phase, durationNs).optional().describe('Median over blocks of the block medians.'),
});

export const WARNING_CODES = [
  'few-blocks',
  'wide-interval',
  'near-floor',
  'short-sample',
  'one-call',
  'heavy-tail',
  'incomplete',
  'unsteady',
  'busy-machine',
  'prints',
] as const;
const warning = z.strictObject({ code: z.enum(WARNING_CODES), text: z.string().min(1) });

const caseIdentity = {
  id: z
    .string()
    .min(1)
    .describe('scenario/mechanism, e.g. call/koffi; with @runtime where that is not the host, e.g. call/koffi@bun.'),
  scenario: z.string().min(1),
  parameters: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'Parameter of the scenario -> value, and the function or the metric where they are not the usual ones; cases that differ in it are in different tables.',
    ),
  mechanism: z.string().min(1),
  title: z.string().min(1).describe('Label of the mechanism in tables and charts.'),
  note: z.string().optional().describe('What a reader has to know about the mechanism before comparing it.'),
  group: z.string().min(1).describe('Which runs show the mechanism: core, native, wasm, process or sandbox.'),
  boundary: z
    .enum(BOUNDARIES)
    .optional()
    .describe(
      'What stands between host and plugin: none (no plugin), script or native (nothing: trusted code in the process of the host), sandbox (memory of its own there), process. Absent in older documents.',
    ),
  runtime: z.string().min(1).describe('What executes the loader, e.g. node-20.'),
  callStyle: z.enum(['sync', 'async']),
};

const printed = z
  .string()
  .min(1)
  .optional()
  .describe('The beginning of what the first runner that printed something wrote to standard output and error.');

const caseResult = z.discriminatedUnion('status', [
  z.strictObject({
    ...caseIdentity,
    status: z.literal('measured'),
    rank: count.describe(
      'Among rows of the same scenario and call style, from 1 for the fastest. Rows that cannot be told apart share one. 0: the floor, which is not ranked.',
    ),
    summary,
    blocks: z.array(block).min(1),
    warnings: z.array(warning),
    printed,
  }),
  z.strictObject({ ...caseIdentity, status: z.literal('skipped'), reason: z.string().min(1) }),
  z.strictObject({
    ...caseIdentity,
    status: z.literal('failed'),
    error: z.string().min(1),
    blocks: z.array(block).describe('What had been measured before the failure.'),
    printed,
  }),
]);

const table = z
  .strictObject({
    id: z.string().min(1).describe('scenario, with its parameters where it has any: call, call?function=max.'),
    scenario: z.string().min(1),
    title: z.string().min(1),
    description: z.string().min(1).describe('What exactly is between the two readings.'),
    metric: z.string().min(1).describe('What was read: time, or another meter.'),
    unit: z.string().min(1).describe('Of all values of its cases: ns.'),
    margin: z
      .number()
      .positive()
      .optional()
      .describe('The share up to which the gate accepts a change of its cases; absent: 0.02.'),
    countedBlocks: z
      .int()
      .positive()
      .optional()
      .describe(
        'Set where the metric counts work, which is the same in every process: after so many blocks its cases are not sampled any more.',
      ),
  })
  .describe('Cases that were sampled together, and are ranked and compared with one reference.');

const artifact = z.strictObject({
  kind: z.string().min(1),
  file: z.string().min(1).describe('File name; the folder does not matter to the result.'),
  sizeBytes: count,
  sha256: z.string().length(64),
  builtWith: z.string().min(1).describe('Compiler, target and flags, or "checked in".'),
});

export const environment = z.strictObject({
  platform: z.string(),
  arch: z.string(),
  kernel: z.string(),
  machineDigest: z
    .string()
    .nullable()
    .describe('Digest of the identity that the operating system gave this machine; null where it has none.'),
  cpuModel: z.string(),
  cpuCount: z.int().positive(),
  memoryBytes: count,
  virtualization: z.string().describe('Hypervisor or container as far as it can be seen; "none seen" otherwise.'),
  cpuGovernor: z.string().nullable().describe('Frequency governor of cpu0; null when it cannot be read.'),
  loadAverageAtStart: z.number().nonnegative(),
  loadAverageAtEnd: z.number().nonnegative(),
  runtime: z.string(),
  nodeVersion: z.string(),
  v8Version: z.string(),
  runtimes: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        version: z.string(),
        engine: z.string().describe('What executes JavaScript and WebAssembly there.'),
        engineVersion: z.string(),
        flags: z.array(z.string()),
      }),
    )
    .min(1)
    .describe('What executed the runners; the host first.'),
  flags: z.array(z.string()).describe('Flags of the runners: names, and values that are no paths.'),
  cpuLimit: z
    .number()
    .positive()
    .optional()
    .describe('Processors that a control group lets the run have; absent: no limit.'),
  passedVariables: z
    .array(z.string())
    .optional()
    .describe('Names of variables that runners got besides the usual ones (--env); absent: none.'),
  packages: z.record(z.string(), z.string()).describe('Package -> version, of everything that a loader opened.'),
  timer: z.strictObject({
    name: z.string(),
    resolutionNs: z.number().positive().describe('Smallest step seen between two readings that differ.'),
    costNs: z.number().positive().describe('Median cost of one reading.'),
  }),
});

const settings = z.strictObject({
  seed: z.int().nonnegative().describe('Of the inputs and of the order of runners and samples.'),
  blockCount: z.int().positive().describe('Blocks asked for.'),
  samplesPerBlock: z
    .record(z.string(), z.int().positive())
    .describe('Scenario -> samples that a case gives to a block.'),
  sampleTargetMs: z.number().positive().describe('Shortest sample that calibration aims at.'),
  quick: z.boolean(),
  looks: z
    .array(z.strictObject({ blocks: z.int().positive(), share: z.number().positive().max(1) }))
    .min(1)
    .optional()
    .describe(
      'When the arms of a comparison were looked at, in blocks, and what share of the error each look may spend. Rows that were decided were not measured on. Absent: once, at the end.',
    ),
});

function atMost(count: number): string {
  return `it has more than ${count} entries, which no run has`;
}

/** The whole of a stored run. */
export const resultDocumentSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.strictObject({ name: z.literal('plugin-bench'), version: z.string() }),
    createdAt: z.iso.datetime().describe('When the run began, UTC.'),
    durationSeconds: z.number().nonnegative(),
    commit: z
      .string()
      .nullable()
      .describe('Commit of the working folder, "+changes" when it was not clean; null outside git.'),
    interruption: z
      .string()
      .nullable()
      .describe('Why the run ended before all blocks were measured; null when it did not.'),
    pair: z
      .strictObject({
        id: z.string().min(1),
        arm: z.enum(['base', 'current']),
        pathLength: z
          .number()
          .int()
          .positive()
          .optional()
          .describe('Length of the path of the build in characters; it alone moves set-ups on some machines.'),
      })
      .nullable()
      .describe('Two documents of one id are the arms of one run, sampled side by side; null for a run of one build.'),
    plugin: z
      .strictObject({
        name: z.string().min(1).describe('Of the folder of its config.'),
        sha256: z.string().length(64).describe('Digest of the config.'),
        functions: z.array(z.strictObject({ name: z.string().min(1), signature: z.string().min(1) })).min(1),
      })
      .optional()
      .describe("A plugin of the user's, measured in place of ours; absent: it is ours."),
    settings,
    environment,
    artifacts: z.array(artifact),
    tables: z.array(table).max(MOST_CASES, atMost(MOST_CASES)).describe('In the order of reports.'),
    cases: z.array(caseResult).max(MOST_CASES, atMost(MOST_CASES)),
    leftOut: z
      .array(
        z.strictObject({
          mechanism: z.string().min(1),
          runtime: z.string().min(1).optional().describe('Where, when not everywhere.'),
          title: z.string().min(1),
          reason: z.string().min(1),
        }),
      )
      .describe('Mechanisms that the run knew and did not measure.'),
    facts: z.array(facts).max(MOST_CASES, atMost(MOST_CASES)).describe('What is known of the mechanisms besides time.'),
    machineLoad: z.array(machineLoad).describe('One entry for each scenario of each block, in the order of time.'),
    selfCheck,
    samplesSha256: z.string().length(64).describe('Digest of everything raw, as result/digest.ts computes it.'),
  })
  .superRefine(({ tables, cases, facts: tried }, context) => {
    const probes = new Set(tried.flatMap(({ answers }) => answers.map(({ probe }) => probe)));
    if (probes.size > MOST_PROBES) {
      context.addIssue({ code: 'custom', path: ['facts'], message: `more than ${MOST_PROBES} different probes` });
    }
    const known = new Set(tables.map(({ id }) => id));
    cases.forEach(({ id, ...row }, index) => {
      const name = tableId(row);
      if (known.has(name)) return;
      context.addIssue({
        code: 'custom',
        path: ['cases', index, 'scenario'],
        message: `${id}: there is no table "${name}"`,
      });
    });
  });

export type Summary = z.infer<typeof summary>;
export type Warning = z.infer<typeof warning>;
export type CaseResult = z.infer<typeof caseResult>;
export type MeasuredCase = Extract<CaseResult, { status: 'measured' }>;
export type Table = z.infer<typeof table>;
export type Artifact = z.infer<typeof artifact>;
export type Environment = z.infer<typeof environment>;
export type Settings = z.infer<typeof settings>;
export type ResultDocument = z.infer<typeof resultDocumentSchema>;
