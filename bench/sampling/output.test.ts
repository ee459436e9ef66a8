import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { boundedText, splitLines } from './output.ts';

const bytes = Buffer.from('aé漢😀z');

describe('text of a child', () => {
  it('keeps characters whole, wherever a piece ends', () => {
    for (let at = 0; at <= bytes.length; at++) {
      const text = boundedText(100);
      text.add(bytes.subarray(0, at));
      text.add(bytes.subarray(at));
      expect(text.text()).toBe('aé漢😀z');
    }
  });

  it('keeps one end of what is too long', () => {
    const [first, last] = [boundedText(3), boundedText(3, 'end')];
    for (const text of [first, last]) for (const piece of ['ab', 'cd', 'ef']) text.add(Buffer.from(piece));
    expect([first.text(), last.text()]).toEqual(['abc', 'def']);
  });
});

describe('lines of a child', () => {
  const linesOf = async (...pieces: string[]) => {
    const lines: string[] = [];
    for await (const line of splitLines(Readable.from(pieces.map((piece) => Buffer.from(piece))))) lines.push(line);
    return lines;
  };

  it('are put together again', async () => {
    expect(await linesOf('a', 'b\nc\n\nd', '\nunended')).toEqual(['ab', 'c', '', 'd']);
  });

  it('do not grow without end', async () => {
    const piece = 'x'.repeat(700_000);
    expect((await linesOf(piece, piece, piece)).map((line) => line.length)).toEqual([1_400_000]);
  });
});
