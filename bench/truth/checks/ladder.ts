/** Known work: does the suite see a step of `spin` as long as the library's own clock does, and every rung on one line? */
import spin from '../../contract/functions/spin.ts';
import { reaches } from '../../loader.ts';
import { gapOf, pathOf } from '../../plan/cases.ts';
import { formatChange, formatSignificant, formatValue } from '../../report/format.ts';
import { LADDER_LIMITS } from '../../report/self-check.ts';
import type { LadderFigures, LadderSamples } from '../../result/document.ts';
import { LADDER_STEPS, measureLadder } from '../../sampling/ladder.ts';
import { emptySpinRowNs, ladderFigures, ladderPoints } from '../../statistics/ladder.ts';
import { type Check, CheckGap } from '../check.ts';
import type { Finding, Judgement } from '../document.ts';

const COUNTS = { full: { runnerCount: 16, rounds: 20 }, quick: { runnerCount: 2, rounds: 2 } };
/**
 * An empty spin costs the same as a rung of a ladder and as a row of a run: within this, or within that share. Against `min` it
 * would be another question: the two are a few instructions apart, and so is what they cost.
 */
const EMPTY_LIMIT = { ns: 0.3, share: 0.02 };

interface Samples {
  readonly ladders: LadderSamples[];
  /** Mechanisms that reach one function of the plugin and no second one. */
  readonly withoutSpin: string[];
}

const ladder: Check<Samples> = {
  name: 'ladder',
  suite: 'truth',
  order: 2,
  title: 'Known work',
  question: 'Is a nanosecond in these tables a nanosecond?',

  async measure({ loaders, artifacts, seed, signal, say, quick }) {
    const { runnerCount, rounds } = quick ? COUNTS.quick : COUNTS.full;
    const library = artifacts.get('shared-library');
    if (library?.state !== 'built') throw new CheckGap(library?.reason ?? 'There is no native library.');
    const climbing = loaders.filter(
      (loader) =>
        loader.callStyle === 'sync' &&
        loader.group === 'core' &&
        loader.artifact !== null &&
        // Interpreted, a chain is other work than by the processor's instructions.
        loader.artifact !== 'script' &&
        gapOf(loader, artifacts) === null,
    );
    const ladders: LadderSamples[] = [];
    for (const loader of climbing.filter((candidate) => reaches(candidate, spin))) {
      say(`${loader.mechanism}, ${LADDER_STEPS.length} rungs`);
      const request = {
        mechanism: loader.mechanism,
        artifactPath: pathOf(loader, artifacts),
        libraryPath: library.path,
        steps: LADDER_STEPS,
        rounds,
        targetNs: 1.5e6,
        seed,
      };
      ladders.push(await measureLadder(request, { runnerCount, withRows: true, signal }));
    }
    const withoutSpin = climbing.filter((loader) => !reaches(loader, spin)).map(({ mechanism }) => mechanism);
    return { ladders, withoutSpin };
  },

  judge({ ladders: samples, withoutSpin }): Judgement {
    const ladders = samples.map((item) => ({
      mechanism: item.mechanism,
      figures: ladderFigures(item),
      rowNs: emptySpinRowNs(item),
      item,
    }));
    return {
      findings: ladders.flatMap(findingsOf),
      tables: [
        {
          title: 'A line through the undisturbed time of every rung',
          columns: [
            'mechanism',
            'slope, ns/step',
            "library's clock, ns/step",
            'error',
            'R²',
            'spin(x, 0), ns',
            'as a row, ns',
            'min, ns',
            'intercept, ns',
          ],
          rows: ladders.map(({ mechanism, figures, rowNs }) => [
            mechanism,
            formatSignificant(figures.slopeNs, 5),
            figures.ownClockNs === null ? '' : formatSignificant(figures.ownClockNs, 5),
            figures.slopeError === null ? '' : formatChange(1 + figures.slopeError),
            figures.rSquared.toFixed(6),
            formatValue(figures.emptySpinNs),
            rowNs === null ? '' : formatValue(rowNs),
            figures.callNs === null ? '' : formatValue(figures.callNs),
            formatValue(figures.interceptNs),
          ]),
          note:
            (withoutSpin.length === 0
              ? ''
              : `Without a ladder, because it reaches one function only: ${withoutSpin.join(', ')}. `) +
            'A step is 16 multiplications and 16 exclusive ors, each of which needs the result of the one before. Where the intercept is below ' +
            'spin(x, 0), the processor worked on the next call while the chain of this one was still running: costs of a call that hide behind work are real, and so is hiding.',
        },
      ],
      chart: chartOf(
        ladders.map(({ item }) => item),
        ladders[0]?.figures,
      ),
    };
  },
};

export default ladder;

interface Ladder {
  readonly mechanism: string;
  readonly figures: LadderFigures;
  /** `spin(x, 0)` as a row. */
  readonly rowNs: number | null;
}

function findingsOf({ mechanism, figures, rowNs }: Ladder): Finding[] {
  const { slopeError, rSquared, emptySpinNs } = figures;
  const off = rowNs === null ? Number.POSITIVE_INFINITY : Math.abs(emptySpinNs - rowNs);
  const slope = Math.abs(slopeError ?? Number.POSITIVE_INFINITY);
  return [
    {
      claim: `${mechanism}: a step takes as long as the library's own clock says`,
      bound: `within ${LADDER_LIMITS.slopeError * 100} %`,
      seen: slopeError === null ? 'no clock' : `${(slopeError * 100).toFixed(2).replace('-', '−')} %`,
      holds: slope <= LADDER_LIMITS.slopeError,
    },
    {
      claim: `${mechanism}: the rungs lie on a line`,
      bound: `R² of ${LADDER_LIMITS.rSquared} or more`,
      seen: rSquared.toFixed(7),
      holds: rSquared >= LADDER_LIMITS.rSquared,
    },
    {
      claim: `${mechanism}: a call without work costs the same as a rung and as a row`,
      bound: `within ${EMPTY_LIMIT.ns} ns or ${EMPTY_LIMIT.share * 100} %`,
      seen: `${formatValue(emptySpinNs)} and ${formatValue(rowNs ?? Number.NaN)} ns`,
      holds: off <= EMPTY_LIMIT.ns || off <= EMPTY_LIMIT.share * (rowNs ?? 0),
    },
  ];
}

function chartOf(samples: readonly LadderSamples[], figures: LadderFigures | undefined) {
  const series = samples.map((item) => ({ name: item.mechanism, points: ladderPoints(item) }));
  const clock = figures?.ownClockNs ?? null;
  const steps = series[0]?.points.map(({ x }) => x) ?? [];
  return {
    kind: 'ladder' as const,
    title: 'Nanoseconds per call over steps of work',
    series,
    truth: clock === null ? [] : steps.map((x) => ({ x, y: x * clock })),
  };
}
