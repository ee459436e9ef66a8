/** What is known of a mechanism besides time, each item found by trying or counting, none typed in. */
import { z } from 'zod';
import { count } from './block.ts';

/** What became of one way to call the plugin. */
export const answer = z.strictObject({
  probe: z.string().min(1).describe('What was tried; see facts/probes.ts.'),
  outcome: z.enum(['value', 'error', 'impossible']),
  text: z.string().describe('The value as JavaScript writes it, the error, or why it cannot be tried.'),
});

const footprint = z.strictObject({
  artifactBytes: count.nullable().describe('Size of the built plugin, with generated glue; null when there is none.'),
  builtWith: z.string().nullable(),
  packages: z
    .array(z.strictObject({ name: z.string(), version: z.string() }))
    .describe('What the loader imports, without what those packages pull in.'),
  installedPackages: count.describe('Packages of node_modules that are needed, with all they depend on.'),
  installedBytes: count.describe('Sum of the sizes of their files.'),
  glueLines: count.describe('Lines of code of the loader, without comments, types and blank lines.'),
  platforms: z.string().min(1).describe('Where the packages bring what they need.'),
});

export const facts = z.strictObject({
  mechanism: z.string().min(1),
  title: z.string().min(1),
  runtime: z.string().min(1),
  footprint,
  answers: z.array(answer).describe('Empty when the mechanism cannot run here.'),
  gap: z.string().nullable().describe('Why nothing was tried; null when something was.'),
});

export type Answer = z.infer<typeof answer>;
export type Footprint = z.infer<typeof footprint>;
export type Facts = z.infer<typeof facts>;
