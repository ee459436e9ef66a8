/** Progress on standard error: a bar with the time left in a terminal, a plain line per block elsewhere. */
import { SingleBar } from 'cli-progress';
import type { Io } from '../io.ts';
import { formatSeconds } from '../report/format.ts';
import type { Progress } from '../sampling/lockstep.ts';

export interface ProgressDisplay {
  update(progress: Progress): void;
  /** A line of text between. */
  say(line: string): void;
  stop(): void;
}

/** @param elapsedSeconds time since the first block began */
export function showProgress(io: Io, blockCount: number, elapsedSeconds: () => number): ProgressDisplay {
  const timeLeft = ({ done, total }: Progress) => formatSeconds((elapsedSeconds() / done) * (total - done));
  if (!io.isTerminal) {
    return {
      update(progress) {
        if (progress.endsBlock)
          io.stderr(`block ${progress.block + 1} of ${blockCount} done, about ${timeLeft(progress)} left\n`);
      },
      say: (line) => io.stderr(`${line}\n`),
      stop() {},
    };
  }
  const bar = new SingleBar({
    format: 'measuring {bar} {percentage} % · block {block} of {blocks} · {left}',
    stream: io.stderrStream,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    // Redrawn when something is done and at no other time: a timer would wake this process up between samples.
    noTTYOutput: false,
    synchronousUpdate: true,
  });
  bar.start(1, 0, { block: 1, blocks: blockCount, left: 'estimating the time' });
  return {
    update(progress) {
      bar.setTotal(progress.total);
      const block = Math.min(blockCount, progress.block + 1);
      bar.update(progress.done, { block, blocks: blockCount, left: `about ${timeLeft(progress)} left` });
    },
    // In place of the bar, which is drawn again below it with the next block.
    say: (line) => io.stderr(`\r\u001b[K${line}\n`),
    stop: () => bar.stop(),
  };
}
