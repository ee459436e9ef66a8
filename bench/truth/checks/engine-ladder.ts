/** Known work through every engine: is a nanosecond of the Rust host a nanosecond, and what does a step cost in each engine? */
import spin from '../../contract/functions/spin.ts';
import { ENGINES, reaches } from '../../loader.ts';
import { gapOf, pathOf } from '../../plan/cases.ts';
import { formatRatio, formatSignificant, formatValue } from '../../report/format.ts';
import { LADDER_LIMITS } from '../../report/self-check.ts';
import type { LadderSamples } from '../../result/document.ts';
import { LADDER_STEPS, measureLadder } from '../../sampling/ladder.ts';
import { launchProgram } from '../../sampling/launch.ts';
import { findRuntimes, HOST } from '../../sampling/runtimes.ts';
import { fitLine, ladderFigures, medianLadderPoints } from '../../statistics/ladder.ts';
import { type Check, CheckGap } from '../check.ts';
import type { Judgement } from '../document.ts';

const COUNTS = { full: { runnerCount: 6, rounds: 20 }, quick: { runnerCount: 1, rounds: 2 } };
/** The mechanism whose steps are the processor's own: machine code of the compiler that also made the clock's. */
const NATIVE = 'libloading@rust';

/** Lines that can be told apart; the others lie on one of them. */
const CHARTED = ['libloading', 'wasmtime', 'wasmtime-component', 'wasmer', 'wasmi'].map((name) => `${name}@rust`);

interface Samples {
  readonly ladders: (LadderSamples & { readonly runtime: string })[];
  readonly withoutSpin: string[];
}

const engineLadder: Check<Samples> = {
  name: 'engine-ladder',
  suite: 'truth',
  order: 3,
  title: 'Known work in the engines',
  question: 'Do the rungs lie on a line in every engine, and what does a step of work cost there?',

  async measure({ loaders, artifacts, seed, signal, say, quick }) {
    const { runnerCount, rounds } = quick ? COUNTS.quick : COUNTS.full;
    const library = artifacts.get('shared-library');
    const rust = (await findRuntimes()).find(({ info }) => info.family === 'rust');
    if (rust === undefined) throw new CheckGap('The engines are not built; run "npm run build:engines".');
    const ladders: Samples['ladders'] = [];
    const engines = loaders.filter(({ group, artifact }) => group === ENGINES && artifact !== null);
    const places = engines
      .filter((loader) => reaches(loader, spin))
      .flatMap((loader) => [rust, HOST].map((runtime) => ({ loader, runtime })));
    for (const { loader, runtime } of places) {
      if (gapOf(loader, artifacts, runtime.info) !== null) continue;
      say(`${loader.mechanism} in ${runtime.name}`);
      const request = {
        mechanism: loader.mechanism,
        artifactPath: pathOf(loader, artifacts),
        libraryPath: library?.state === 'built' ? library.path : null,
        steps: LADDER_STEPS,
        rounds,
        targetNs: 1.5e6,
        seed,
      };
      const launch = runtime === rust ? launchProgram(rust.executable, 'ladder') : undefined;
      const samples = await measureLadder(request, { runnerCount, withRows: false, signal, launch });
      ladders.push({ ...samples, runtime: runtime.name });
    }
    const withoutSpin = engines.filter((loader) => !reaches(loader, spin)).map(({ mechanism }) => mechanism);
    return { ladders, withoutSpin };
  },

  judge({ ladders, withoutSpin }): Judgement {
    const rows = ladders.map((item) => ({
      name: `${item.mechanism}@${item.runtime}`,
      figures: ladderFigures(item),
      points: medianLadderPoints(item),
      line: fitLine(medianLadderPoints(item)),
    }));
    const native = rows.find(({ name }) => name === NATIVE);
    const nativeStep = native?.line.slope;
    const error = native?.figures.slopeError ?? Number.POSITIVE_INFINITY;
    const clock = native?.figures.ownClockNs ?? null;
    return {
      findings: [
        {
          claim: `${NATIVE}: a step takes as long as the library's own clock says`,
          bound: `within ${LADDER_LIMITS.slopeError * 100} %`,
          seen: `${(error * 100).toFixed(2).replace('-', '−')} %`,
          holds: Math.abs(error) <= LADDER_LIMITS.slopeError,
        },
        ...rows.map(({ name, line: { rSquared } }) => ({
          claim: `${name}: the rungs lie on a line`,
          bound: `R² of ${LADDER_LIMITS.rSquared} or more, of the medians`,
          seen: rSquared.toFixed(7),
          holds: rSquared >= LADDER_LIMITS.rSquared,
        })),
      ],
      tables: [
        {
          title: 'What a step of work costs',
          columns: ['engine', 'ns/step', `× ${NATIVE}`, 'R²', 'R² of the fastest', 'spin(x, 0), ns'],
          rows: rows.map(({ name, line, figures, points }) => [
            name,
            formatSignificant(line.slope, 5),
            nativeStep === undefined ? '' : formatRatio(line.slope / nativeStep),
            line.rSquared.toFixed(6),
            figures.rSquared.toFixed(6),
            formatValue(points[0]?.y ?? line.intercept),
          ]),
          note:
            'By medians over samples and processes, because the fastest sample of an interpreter is luck: it runs a third faster while the processor predicts its jumps. ' +
            'The same chain of multiplications, compiled by each engine: above 1× is what its compiler, its interpreter, or its protection (epochs, fuel) adds to work. ' +
            (withoutSpin.length === 0
              ? ''
              : `Without a ladder, because it reaches its own two functions only: ${withoutSpin.join(', ')}.`),
        },
      ],
      chart: {
        kind: 'ladder',
        title: 'Nanoseconds per call over steps of work',
        series: rows.filter(({ name }) => CHARTED.includes(name)).map(({ name, points }) => ({ name, points })),
        truth: clock === null ? [] : LADDER_STEPS.map((x) => ({ x, y: x * clock })),
      },
    };
  },
};

export default engineLadder;
