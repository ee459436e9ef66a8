/**
 * Overhead: does a loader, or the loop of the suite, add to what a library costs? Each row is sampled in turn with a loop that
 * was written by hand against the same library and the same plugin, see truth/bare/.
 */
import { formatChange, formatNs } from '../../report/format.ts';
import { measuredCases } from '../../statistics/evaluate.ts';
import { pairedRatio } from '../../statistics/ratio.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../document.ts';
import { availableLoaders, evaluateLab, type LabRun, runLab } from '../lab.ts';

/** One file each in truth/bare/. */
const MECHANISMS = ['koffi', 'napi', 'quickjs', 'worker-atomics'];
/** Many blocks, because what differs here differs between processes: QuickJS and a worker by as much as a tenth. */
const RUN = { blocks: 48, samplesPerBlock: 20, warmUpMs: 150 };
/** What a loader may add. */
const LIMIT = 0.02;
const BY_HAND = ' by hand';

const overhead: Check<LabRun> = {
  name: 'overhead',
  title: 'Overhead of the loaders',
  question: 'Would a loop written by hand against the same library be faster?',

  async measure(context) {
    const loaders = availableLoaders(MECHANISMS, context);
    context.say(`${loaders.map(({ mechanism }) => mechanism).join(', ')}, each beside a loop by hand`);
    const rows = loaders.flatMap((loader) => [
      { name: loader.mechanism, loader },
      {
        name: loader.mechanism + BY_HAND,
        loader,
        subject: new URL(`../bare/${loader.mechanism}.js`, import.meta.url).href,
      },
    ]);
    return runLab(rows, { ...RUN, seed: context.seed }, context);
  },

  judge(run): Judgement {
    const rows = measuredCases(evaluateLab(run));
    const named = (name: string) => rows.find(({ title }) => title === name);
    const pairs = rows
      .filter(({ title }) => !title.endsWith(BY_HAND))
      .map((row) => {
        const bare = named(row.title + BY_HAND);
        return { row, bare, ratio: bare === undefined ? null : pairedRatio(row, bare) };
      });
    return {
      findings: pairs.map(({ row, ratio }) => ({
        claim: `${row.title} costs what a loop by hand costs`,
        bound: `at most ${LIMIT * 100} % more, by the median of ratios of neighbouring samples`,
        seen:
          ratio === null
            ? 'no loop by hand was measured'
            : `${formatChange(ratio.median)} [${formatChange(ratio.low)}, ${formatChange(ratio.high)}]`,
        holds: ratio !== null && ratio.median <= 1 + LIMIT,
      })),
      tables: [
        {
          title: 'A row and a loop by hand',
          columns: ['mechanism', 'ns/iter', 'by hand'],
          rows: pairs.map(({ row, bare }) => [
            row.title,
            formatNs(row.summary.nsPerIter.median),
            bare === undefined ? '' : formatNs(bare.summary.nsPerIter.median),
          ]),
          note: `${RUN.blocks} blocks of ${RUN.samplesPerBlock} samples, in turn.`,
        },
      ],
    };
  },
};

export default overhead;
