/** What a runner may answer, checked on arrival by the parent: nothing that a runner says is believed unseen. */
import { z } from 'zod';
import { PHASES } from '../result/block.ts';
import type { Reply } from './protocol.ts';

const durationNs = z.number().nonnegative();
const count = z.int().nonnegative();
const batch = z.object({ iterationsPerSample: count.min(1), leadInIterations: count });
const sample = z.object({
  durationNs,
  phasesNs: z.partialRecord(z.enum(PHASES), durationNs),
  firstCallNs: durationNs.optional(),
  reading: z.number().nonnegative().optional(),
});
const tier = z.string().max(200).optional();

const reply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), protocol: count, batch, tier }),
  z.object({ type: z.literal('sample'), iterations: count.min(1), sample, tier }),
  z.object({ type: z.literal('finished') }),
  z.object({
    type: z.literal('failed'),
    error: z.string(),
    guard: z.enum(['contract', 'checksum']).optional(),
    before: z.literal('plugin').optional(),
  }),
]);

/** Longest part of a line that is quoted. */
const QUOTED = 80;

/** @returns the reply, or what is wrong with it */
export function parseReply(line: string): Reply | { readonly type: 'invalid'; readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { type: 'invalid', reason: `"${line.slice(0, QUOTED)}" is not JSON` };
  }
  const parsed = reply.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') || 'type';
  return { type: 'invalid', reason: `"${line.slice(0, QUOTED)}": ${place}: ${issue?.message ?? 'unknown'}` };
}
