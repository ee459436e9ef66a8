/** Resolution: what can this clock and this machine tell apart at all? */
import { formatDuration, formatShare } from '../../report/format.ts';
import { measureTimer, systemClock, type Timer } from '../../sampling/clock.ts';
import { FLOOR_MECHANISM } from '../../statistics/evaluate.ts';
import { median, quantile, robustDeviation } from '../../statistics/quantiles.ts';
import { blockFigures, blockMedians, blockMinima, summarize } from '../../statistics/summarize.ts';
import { STEPS_PER_SAMPLE } from '../../statistics/warnings.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../document.ts';
import { availableLoaders, type LabRun, runLab } from '../lab.ts';

const RUN = {
  full: { blocks: 8, samplesPerBlock: 24, warmUpMs: 150 },
  quick: { blocks: 2, samplesPerBlock: 4, warmUpMs: 60 },
};
/** How far runners may differ in what the empty loop costs them, by their fastest samples. */
const FLOOR_SPREAD = 0.02;
const SAMPLE_NS = 2e6;

interface Samples {
  readonly timer: Timer;
  readonly run: LabRun;
}

const floor: Check<Samples> = {
  name: 'floor',
  suite: 'truth',
  order: 1,
  title: 'Clock and floor',
  question: 'What can this clock and this machine tell apart at all?',

  async measure(context) {
    const settings = context.quick ? RUN.quick : RUN.full;
    context.say(`${settings.blocks} runners of the empty loop`);
    const rows = availableLoaders([FLOOR_MECHANISM], context).map((loader) => ({ name: loader.mechanism, loader }));
    return { timer: measureTimer(systemClock), run: await runLab(rows, { ...settings, seed: context.seed }, context) };
  },

  judge({ timer, run }): Judgement {
    const blocks = run.rows[0]?.blocks ?? [];
    const { perIteration, confidenceLevel } = summarize(blocks);
    const noise = noiseOf(blocks);
    const share = (timer.resolutionNs + timer.costNs) / SAMPLE_NS;
    return {
      findings: [
        {
          claim: 'The clock does not show in a sample',
          bound: `a sample of ${formatDuration(SAMPLE_NS)} lasts ${STEPS_PER_SAMPLE} steps or more`,
          seen: `${formatDuration(timer.resolutionNs)} steps, ${formatDuration(timer.costNs)} a reading: ${(share * 100).toFixed(4)} % of a sample`,
          holds: SAMPLE_NS >= STEPS_PER_SAMPLE * timer.resolutionNs,
        },
        {
          claim: 'Runners agree on the floor',
          bound: `fastest samples of ${RUN.full.blocks} runners within ${FLOOR_SPREAD * 100} % (robust deviation)`,
          seen: `${formatShare(noise.ofMinima)}; ${formatDuration(perIteration.median)} [${formatDuration(perIteration.low)}, ${formatDuration(perIteration.high)}] at ${(confidenceLevel * 100).toFixed(1)} %, fastest ${formatDuration(perIteration.min)}`,
          holds: blocks.length < RUN.full.blocks ? null : noise.ofMinima <= FLOOR_SPREAD,
        },
      ],
      tables: [
        {
          title: 'Noise of the empty loop',
          columns: ['between', 'robust deviation'],
          rows: [
            ['medians of runners', formatShare(noise.ofMedians)],
            ['fastest samples of runners', formatShare(noise.ofMinima)],
            ['samples of one runner', formatShare(noise.withinRunner)],
          ],
          note: `The slowest 1 % of samples take ${noise.tail.toFixed(2)} times the median. Tables show medians, which feel what the machine does; the gate compares fastest samples, which mostly do not.`,
        },
      ],
    };
  },
};

export default floor;

function noiseOf(blocks: Parameters<typeof blockMedians>[0]) {
  const spread = (values: readonly number[]) => robustDeviation(values) / median(values);
  const runners = blocks.map(blockFigures);
  return {
    ofMedians: spread(blockMedians(blocks)),
    ofMinima: spread(blockMinima(blocks)),
    withinRunner: median(runners.map(spread)),
    tail: Math.max(...runners.map((samples) => quantile(samples, 0.99) / median(samples))),
  };
}
