/** Progress on standard error: a bar with the time left in a terminal, a plain line per block and every ten seconds elsewhere. */
import { SingleBar } from 'cli-progress';
import type { Io } from '../io.ts';
import { formatSeconds } from '../report/format.ts';
import type { Progress } from '../sampling/lockstep.ts';
import type { Step } from '../sampling/steps.ts';

export interface ProgressDisplay {
  update(progress: Progress): void;
  /** A line of text between. */
  say(line: string): void;
  /** Within a part of a block; called after every sample, and shows one a second. */
  step(step: Step): void;
  /** What is done between two parts, and blocks this process. */
  note(what: string): void;
  stop(): void;
}

/** Seconds between two signs of life. */
const PACE = { terminal: 1, log: 10 };

/** @param elapsedSeconds time since the first block began */
export function showProgress(io: Io, blockCount: number, elapsedSeconds: () => number): ProgressDisplay {
  const timeLeft = ({ done, total }: Pick<Progress, 'done' | 'total'>) =>
    `about ${formatSeconds((elapsedSeconds() / done) * (total - done))} left`;
  let shownAt = elapsedSeconds();
  const isDue = (pace: number) => {
    if (elapsedSeconds() - shownAt < pace) return false;
    shownAt = elapsedSeconds();
    return true;
  };
  // A runner that gets warm takes seconds. No sample is taken meanwhile, so that here a timer may wake this process up.
  let timer: NodeJS.Timeout | undefined;
  if (!io.isTerminal) {
    return {
      update(progress) {
        if (!progress.endsBlock) return;
        io.stderr(`block ${progress.block + 1} of ${blockCount} done, ${timeLeft(progress)}\n`);
        shownAt = elapsedSeconds();
      },
      step(step) {
        const line = (seconds = '') =>
          io.stderr(`block ${step.block + 1} of ${blockCount}: ${stepText(step)}${seconds}\n`);
        clearInterval(timer);
        if (isDue(PACE.log)) line();
        if (step.doing === 'starting') timer = every(PACE.log, (seconds) => line(`, ${seconds} s`));
      },
      note() {},
      say: (line) => io.stderr(`${line}\n`),
      stop: () => clearInterval(timer),
    };
  }
  const bar = new SingleBar({
    format: 'measuring {bar} {percentage} % · block {block} of {blocks} · {doing} · {left}',
    stream: io.stderrStream,
    barsize: 20,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    noTTYOutput: false,
    // Drawn when something is done and at no other time: the timer of the library would wake this process up, ten times a second, while
    // something is sampled. It cannot be turned off, so it is set to eleven days.
    fps: 1e-6,
    synchronousUpdate: false,
  });
  const draw = (done: number, payload: object) => {
    bar.update(done, payload);
    bar.render();
  };
  let parts: Pick<Progress, 'done' | 'total'> = { done: 0, total: 0 };
  let left = 'estimating the time';
  let block = 1;
  bar.start(1, 0, { block, blocks: blockCount, doing: 'starting', left });
  const drawStep = (step: Step, seconds = '') => {
    // Before the first part is done it is not known how many there are.
    const done = parts.total === 0 ? 0 : parts.done + step.done / step.total;
    draw(done, { block: step.block + 1, blocks: blockCount, doing: `${stepText(step)}${seconds}`, left });
    shownAt = elapsedSeconds();
  };
  return {
    update(progress) {
      parts = progress;
      left = timeLeft(progress);
      bar.setTotal(progress.total);
      block = Math.min(blockCount, progress.block + 1);
      draw(progress.done, { block, blocks: blockCount, doing: 'next', left });
      // The next step is shown as soon as there is one.
      shownAt = Number.NEGATIVE_INFINITY;
    },
    step(step) {
      clearInterval(timer);
      if (isDue(PACE.terminal)) drawStep(step);
      if (step.doing === 'starting') timer = every(PACE.terminal, (seconds) => drawStep(step, `, ${seconds} s`));
    },
    note(what) {
      draw(parts.done, { block, blocks: blockCount, doing: what, left });
    },
    stop() {
      clearInterval(timer);
      bar.stop();
    },
    // In place of the bar, which is drawn again below it with the next step.
    say: (line) => io.stderr(`\r\u001b[K${line}\n`),
  };
}

/** @param tell called again and again with the seconds since it began */
function every(pace: number, tell: (seconds: number) => void): NodeJS.Timeout {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += pace;
    tell(seconds);
  }, 1000 * pace);
  return timer.unref();
}

/** `starting call/koffi, 3 of 200 steps`. */
export function stepText({ doing, id, done, total }: Step): string {
  return `${doing} ${id}, ${done} of ${total} steps`;
}
