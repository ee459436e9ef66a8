/** What `doctor --full` stores as truth.json: raw samples of every check, and what follows from them. */
import { z } from 'zod';
import { environment } from '../result/document.ts';

export const TRUTH_SCHEMA_VERSION = 4;

export const SUITES = ['truth', 'article'] as const;
export type SuiteName = (typeof SUITES)[number];

const finding = z.strictObject({
  claim: z.string().min(1),
  bound: z.string().min(1).describe('What has to be seen for the claim to hold.'),
  seen: z.string().min(1),
  holds: z.boolean().nullable().describe('null: there are not enough data to say.'),
});

const table = z.strictObject({
  title: z.string().min(1),
  columns: z.array(z.string()).min(1),
  rows: z.array(z.array(z.string())),
  note: z.string().optional(),
  isDetail: z.boolean().optional().describe('Too long for a terminal.'),
});

const ladderChart = z
  .strictObject({
    kind: z.literal('ladder'),
    title: z.string().min(1),
    series: z.array(
      z.strictObject({ name: z.string().min(1), points: z.array(z.strictObject({ x: z.number(), y: z.number() })) }),
    ),
    truth: z.array(z.strictObject({ x: z.number(), y: z.number() })).describe('What the clock of the library says.'),
  })
  .describe('Steps of work in a call -> nanoseconds per call.');

const judgement = z.strictObject({
  findings: z.array(finding).min(1),
  listing: z.array(z.string()).optional().describe('Lines as another tool prints them.'),
  tables: z.array(table),
  chart: ladderChart.optional(),
});

const identity = {
  name: z.string().min(1),
  title: z.string().min(1),
  question: z.string().min(1),
};

const checkResult = z.discriminatedUnion('status', [
  z.strictObject({
    ...identity,
    status: z.literal('measured'),
    seconds: z.number().nonnegative(),
    samples: z.json().describe('Raw; each check has a shape of its own, see truth/checks/.'),
    judgement,
  }),
  z.strictObject({ ...identity, status: z.literal('skipped'), reason: z.string().min(1) }),
  z.strictObject({
    ...identity,
    status: z.literal('failed'),
    error: z.string().min(1),
    stack: z.string().optional().describe('Of a fault of the check itself; absent when what it measured failed.'),
  }),
]);

export const truthDocumentSchema = z.strictObject({
  kind: z.literal('plugin-bench truth'),
  schemaVersion: z.literal(TRUTH_SCHEMA_VERSION),
  suite: z.enum(SUITES).describe('Which questions were asked: of the suite itself, or of the article.'),
  tool: z.strictObject({ name: z.literal('plugin-bench'), version: z.string() }),
  createdAt: z.iso.datetime(),
  durationSeconds: z.number().nonnegative(),
  commit: z.string().nullable(),
  seed: z.int().nonnegative(),
  quick: z.boolean().describe('The short form: every step of every check, on too few samples for its claims.'),
  environment,
  checks: z.array(checkResult),
});

export type Finding = z.infer<typeof finding>;
export type TruthTable = z.infer<typeof table>;
export type LadderChart = z.infer<typeof ladderChart>;
export type Judgement = z.infer<typeof judgement>;
export type CheckResult = z.infer<typeof checkResult>;
export type TruthDocument = z.infer<typeof truthDocumentSchema>;
