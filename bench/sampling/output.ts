/** What children write, bounded and decoded: bytes arrive in pieces that may end within a character, and without end. */
import type { Readable } from 'node:stream';

export interface BoundedText {
  add(piece: Uint8Array): void;
  text(): string;
}

/** @param keep which end of what is too long is kept */
export function boundedText(limit: number, keep: 'beginning' | 'end' = 'beginning'): BoundedText {
  const decoder = new TextDecoder();
  let text = '';
  return {
    add(piece) {
      if (keep === 'beginning' && text.length >= limit) return;
      // One character is three bytes at most for each unit of the text that is kept.
      const most = 4 * limit;
      const part = keep === 'beginning' ? piece.subarray(0, most) : piece.subarray(-most);
      text += decoder.decode(part, { stream: true });
      text = keep === 'beginning' ? text.slice(0, limit) : text.slice(-limit);
    },
    text: () => text.trim(),
  };
}

/** Longest line that is waited for: a reply has a few hundred characters. */
const LONGEST_LINE = 1_000_000;

/** Lines of a stream, without their ends; what goes on without one is given as a line when it has become too long. */
export async function* splitLines(stream: Readable): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let begun = '';
  try {
    for await (const piece of stream) {
      begun += decoder.decode(piece as Uint8Array, { stream: true });
      const lines = begun.split('\n');
      begun = lines.pop() ?? '';
      yield* lines;
      if (begun.length > LONGEST_LINE) {
        yield begun;
        return;
      }
    }
  } catch {
    // The pipe of a process that was killed.
  }
}
