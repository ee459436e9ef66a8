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

/** What was asked for. */
export interface Extent {
  readonly blocks: number;
  /** Where it is a time instead: how long at most. */
  readonly seconds?: number | undefined;
}

/** @param elapsedSeconds time since the first block began */
export function showProgress(io: Io, { blocks, seconds }: Extent, elapsedSeconds: () => number): ProgressDisplay {
  const timeLeft = ({ done, total }: Pick<Progress, 'done' | 'total'>) =>
    seconds === undefined
      ? `about ${formatSeconds((elapsedSeconds() / done) * (total - done))} left`
      : `at most ${formatSeconds(Math.max(0, seconds - elapsedSeconds()))} left`;
  const blockText = (block: number) => (seconds === undefined ? `block ${block} of ${blocks}` : `block ${block}`);
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
        io.stderr(`${blockText(progress.block + 1)} done, ${timeLeft(progress)}\n`);
        shownAt = elapsedSeconds();
      },
      step(step) {
        const line = (since = '') => io.stderr(`${blockText(step.block + 1)}: ${stepText(step)}${since}\n`);
        clearInterval(timer);
        if (isDue(PACE.log)) line();
        if (step.doing === 'starting') timer = every(PACE.log, (since) => line(`, ${since} s`));
      },
      note() {},
      say: (line) => io.stderr(`${line}\n`),
      stop: () => clearInterval(timer),
    };
  }
  const bar = new SingleBar({
    format: '{bar} {percentage} % · {left} · {block} · {doing}',
    stream: io.stderrStream,
    // What matters comes first: a narrow terminal cuts the end off.
    barsize: io.columns < 100 ? 10 : 20,
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
  /** Of a time, what is over of it is drawn. */
  const draw = (done: number, payload: object) => {
    bar.update(seconds === undefined ? done : Math.min(seconds, elapsedSeconds()), payload);
    bar.render();
  };
  let parts: Pick<Progress, 'done' | 'total'> = { done: 0, total: 0 };
  let left = 'estimating the time';
  let block = 1;
  bar.start(seconds ?? 1, 0, { block: blockText(block), doing: 'starting', left });
  const drawStep = (step: Step, since = '') => {
    // Before the first part is done it is not known how many there are.
    const done = parts.total === 0 ? 0 : parts.done + step.done / step.total;
    block = step.block + 1;
    draw(done, { block: blockText(block), doing: `${stepText(step)}${since}`, left });
    shownAt = elapsedSeconds();
  };
  return {
    update(progress) {
      parts = progress;
      left = timeLeft(progress);
      if (seconds === undefined) bar.setTotal(progress.total);
      block = progress.block + 1;
      draw(progress.done, { block: blockText(block), doing: 'next', left });
      // The next step is shown as soon as there is one.
      shownAt = Number.NEGATIVE_INFINITY;
    },
    step(step) {
      clearInterval(timer);
      if (isDue(PACE.terminal)) drawStep(step);
      if (step.doing === 'starting') timer = every(PACE.terminal, (since) => drawStep(step, `, ${since} s`));
    },
    note(what) {
      draw(parts.done, { block: blockText(block), doing: what, left });
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
