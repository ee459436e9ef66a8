import { describe, expect, it } from 'vitest';
import { decode, encode, REPLY_TYPES, type Reply } from './protocol.ts';

describe('the runner protocol', () => {
  it('is one JSON object a line', () => {
    const reply: Reply = { type: 'sample', sample: { durationNs: 5, phasesNs: { load: 5 } } };
    expect(encode(reply)).toMatch(/^[^\n]*\n$/);
    expect(decode<Reply>(encode(reply), REPLY_TYPES)).toEqual(reply);
  });

  it.each(['hello from a plugin', '{"type":"launch"}', '[]', '42', '', '{"type":'])('rejects %j', (line) => {
    expect(() => decode<Reply>(line, REPLY_TYPES)).toThrow(/not a message of the runner protocol/);
  });
});
