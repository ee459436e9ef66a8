/**
 * Overhead: does a loader, or the loop of the suite, add to what a library costs? Each row is sampled in turn with a loop that
 * was written by hand against the same library and the same plugin, see truth/bare/.
 */
import { formatValue } from '../../report/format.ts';
import type { Batch } from '../../sampling/sample.ts';
import { measuredCases } from '../../statistics/evaluate.ts';
import { pairedRatio } from '../../statistics/ratio.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../document.ts';
import { availableLoaders, evaluateLab, type LabRun, runLab } from '../lab.ts';
import { judgeTie, tieBound } from '../tie.ts';

/** One file each in truth/bare/. */
const MECHANISMS = ['koffi', 'napi', 'quickjs', 'worker-atomics', 'process-pipe'];
/** Many blocks, because what differs here differs between processes: QuickJS and a worker by as much as a tenth. */
const RUN = {
  full: { blocks: 48, samplesPerBlock: 20, warmUpMs: 150 },
  quick: { blocks: 2, samplesPerBlock: 3, warmUpMs: 60 },
};
/** How far a loader may be from a loop by hand, to either side: one that is faster measures something else. */
const LIMITS: Readonly<Record<string, number>> = { 'process-pipe': 0.05 };
const LIMIT = 0.02;
const BY_HAND = ' by hand';
/**
 * Samples that are not sized as those of a run: what anybody would write around a process. The row and the loop by hand both
 * take them, because a process that comes from a pause is faster for a while on a virtual machine (for 15 ms after a pause of
 * 30 ms, for 55 ms after one of 300 ms: 27 us a call, then 35 to 41): samples of 2 and of 70 ms are not of the same state.
 */
const PLAIN: Readonly<Record<string, Batch>> = {
  'process-pipe': { iterationsPerSample: 2000, leadInIterations: 500 },
};

const overhead: Check<LabRun> = {
  name: 'overhead',
  suite: 'truth',
  order: 7,
  title: 'Overhead of the loaders',
  question: 'Would a loop written by hand against the same library be faster?',

  async measure(context) {
    const loaders = availableLoaders(MECHANISMS, context);
    context.say(`${loaders.map(({ mechanism }) => mechanism).join(', ')}, each beside a loop by hand`);
    const rows = loaders.flatMap((loader) => {
      const batch = PLAIN[loader.mechanism];
      const row = { name: loader.mechanism, loader, ...(batch === undefined ? {} : { batch }) };
      const subject = new URL(`../bare/${loader.mechanism}.js`, import.meta.url).href;
      return [row, { ...row, name: loader.mechanism + BY_HAND, subject }];
    });
    return runLab(rows, { ...(context.quick ? RUN.quick : RUN.full), seed: context.seed }, context);
  },

  judge(run): Judgement {
    const rows = measuredCases(evaluateLab(run));
    const named = (name: string) => rows.find(({ title }) => title === name);
    const pairs = rows
      .filter(({ title }) => !title.endsWith(BY_HAND))
      .map((row) => {
        const bare = named(row.title + BY_HAND);
        const limit = LIMITS[row.mechanism] ?? LIMIT;
        return { row, bare, limit, ratio: bare === undefined ? null : pairedRatio(row, bare) };
      });
    return {
      findings: pairs.map(({ row, ratio, limit }) => ({
        claim: `${row.title} costs what a loop by hand costs`,
        bound: `${tieBound(limit)}, by the median of ratios of neighbouring samples`,
        ...judgeTie(ratio, limit),
      })),
      tables: [
        {
          title: 'A row and a loop by hand',
          columns: ['mechanism', 'ns/iter', 'by hand'],
          rows: pairs.map(({ row, bare }) => [
            row.title,
            formatValue(row.summary.perIteration.median),
            bare === undefined ? '' : formatValue(bare.summary.perIteration.median),
          ]),
          note: `${run.rows[0]?.blocks.length ?? 0} blocks, in turn. The loop by hand around a process takes samples of 2,000 calls after 500 untimed ones.`,
        },
      ],
    };
  },
};

export default overhead;
