import { describe, expect, it } from 'vitest';
import { seededRandom } from '../statistics/random.ts';
import { decodeRequest, encode, PROTOCOL_VERSION, type Reply } from './protocol.ts';
import { parseReply } from './replies.ts';

const sample: Reply = {
  type: 'sample',
  iterations: 8,
  sample: { durationNs: 5, phasesNs: { load: 5 }, firstCallNs: 0 },
  tier: 'loop turbofan',
};
const ready: Reply = {
  type: 'ready',
  protocol: PROTOCOL_VERSION,
  batch: { iterationsPerSample: 8, leadInIterations: 0 },
};

describe('the runner protocol', () => {
  it.each<Reply>([
    sample,
    ready,
    { type: 'finished' },
    { type: 'failed', error: 'no', guard: 'contract' },
  ])('is one JSON object a line: %j', (reply) => {
    expect(encode(reply)).toMatch(/^[^\n]*\n$/);
    expect(parseReply(encode(reply))).toEqual(reply);
  });

  it.each(['hello from a plugin', '{"type":"launch"}', '[]', '42', '', '{"type":', 'null'])('rejects %j', (line) => {
    expect(() => decodeRequest(line)).toThrow(/is no request of the runner protocol/);
    expect(parseReply(line)).toMatchObject({ type: 'invalid', reason: expect.stringContaining(line.slice(0, 80)) });
  });

  it.each([
    ['a sample without figures', { type: 'sample', q: 1 }],
    ['a negative duration', { ...sample, sample: { durationNs: -200, phasesNs: {} } }],
    ['a duration that is no number', { ...sample, sample: { durationNs: '5', phasesNs: {} } }],
    ['an endless duration', '{"type":"sample","iterations":8,"sample":{"durationNs":1e999,"phasesNs":{}}}'],
    ['a negative phase', { ...sample, sample: { durationNs: 5, phasesNs: { load: -5 } } }],
    ['a phase that nobody knows', { ...sample, sample: { durationNs: 5, phasesNs: { lunch: 5 } } }],
    ['no iterations', { ...sample, iterations: 0 }],
    ['half an iteration', { ...ready, batch: { iterationsPerSample: 0.5, leadInIterations: 0 } }],
    ['a runner without a version', { type: 'ready', batch: { iterationsPerSample: 8, leadInIterations: 0 } }],
    ['a guard that nobody knows', { type: 'failed', error: 'no', guard: 'dog' }],
  ])('does not believe %s', (_what, reply) => {
    const line = typeof reply === 'string' ? reply : JSON.stringify(reply);
    expect(parseReply(line)).toMatchObject({ type: 'invalid', reason: expect.stringMatching(/: /) });
  });

  it('survives 10,000 replies with a changed byte: each is refused in a sentence, or is a reply again', () => {
    const random = seededRandom(7);
    const lines = [sample, ready].map((reply) => JSON.stringify(reply));
    let refused = 0;
    for (let time = 0; time < 10_000; time++) {
      const bytes = Buffer.from(lines[time % 2] as string);
      for (let change = 0; change <= time % 3; change++) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      const reply = parseReply(bytes.toString('utf8'));
      if (reply.type === 'invalid') {
        refused++;
        expect(reply.reason).toMatch(/^".*"(:| is not JSON)/s);
      } else if (reply.type === 'sample') {
        expect(reply.sample.durationNs).toBeGreaterThanOrEqual(0);
        expect(Number.isSafeInteger(reply.iterations)).toBe(true);
      }
    }
    expect(refused).toBeGreaterThan(5000);
  });
});
