import { describe, expect, it } from 'vitest';
import { framedCalls } from './frames.ts';

/** A plugin at the other end, which answers in pieces of the given size. */
function connect(pieceBytes: number) {
  const calls = framedCalls((frame) => {
    const question = new DataView(frame.slice().buffer);
    expect(question.getUint32(0, true)).toBe(8);
    const answer = new DataView(new ArrayBuffer(8));
    answer.setUint32(0, 4, true);
    answer.setInt32(4, Math.min(question.getInt32(4, true), question.getInt32(8, true)), true);
    const bytes = new Uint8Array(answer.buffer);
    for (let at = 0; at < bytes.length; at += pieceBytes) calls.receive(bytes.subarray(at, at + pieceBytes));
  });
  return calls;
}

describe('framed calls', () => {
  it.each([1, 3, 8])('are answered whatever the pieces are (%d bytes)', async (pieceBytes) => {
    const { call } = connect(pieceBytes);
    expect(await call(3, -4)).toBe(-4);
    expect(await call(-(2 ** 31), 2 ** 31 - 1)).toBe(-(2 ** 31));
  });

  it('that wait are rejected when the other side goes, and so are later ones', async () => {
    const calls = framedCalls(() => {});
    const waiting = calls.call(1, 2);
    calls.fail('It is gone.');
    await expect(waiting).rejects.toThrow('It is gone.');
    await expect(calls.call(1, 2)).rejects.toThrow('It is gone.');
  });
});
