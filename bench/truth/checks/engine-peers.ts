/**
 * Do the rows of the Rust host say what Criterion says of loops written by hand? The loops are in
 * `plugins-native/host/peers`; they and the runners of the suite take turns.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ENGINE_FILES } from '../../artifacts/engines.ts';
import type { Loader } from '../../loader.ts';
import { pathOf } from '../../plan/cases.ts';
import { formatChange, formatValue } from '../../report/format.ts';
import { runChild } from '../../sampling/child.ts';
import { launchProgram } from '../../sampling/launch.ts';
import { findRuntimes } from '../../sampling/runtimes.ts';
import { STEADY } from '../../scenario.ts';
import { median, quantile } from '../../statistics/quantiles.ts';
import { blockFigures, keptBlocks } from '../../statistics/summarize.ts';
import { type Check, CheckGap } from '../check.ts';
import type { Judgement } from '../document.ts';
import { type LabRow, runLab } from '../lab.ts';

/** Many and short: on a shared machine a round may fall into another of its speeds than the loop by hand beside it. */
const ROUNDS = { full: 40, quick: 1 };
const CRITERION = ['--bench', '--noplot', '--warm-up-time', '0.1', '--measurement-time', '0.4', '--sample-size', '20'];
const TIME_LIMIT_MS = 120_000;

/** A row of the suite, the loop by hand of that name, and how far apart they may be. */
const PAIRS = [
  { name: 'libloading_call', mechanism: 'libloading', scenario: 'call', kind: 'steady', limit: { ns: 0.5 } },
  { name: 'wasmtime_call', mechanism: 'wasmtime', scenario: 'call', kind: 'steady', limit: { share: 0.1 } },
  {
    name: 'wasmtime_instantiate',
    mechanism: 'wasmtime',
    scenario: 'instantiate',
    kind: 'instances',
    limit: { share: 0.1 },
  },
] as const;

/** Nanoseconds per iteration, sample by sample, of each pair in the order of PAIRS. */
interface Round {
  readonly suiteNs: number[][];
  readonly criterionNs: number[][];
}

interface Samples {
  readonly rounds: Round[];
}

const enginePeers: Check<Samples> = {
  name: 'engine-peers',
  suite: 'truth',
  order: 13,
  title: 'Criterion beside the Rust host',
  question: 'Does a loop written by hand and timed by another harness give the same figures?',

  async measure(context) {
    const rust = (await findRuntimes()).find(({ info }) => info.family === 'rust');
    if (rust === undefined) throw new CheckGap('The engines are not built; run "npm run build:engines".');
    const peers = join(dirname(rust.executable), ENGINE_FILES.peers);
    if (!existsSync(peers))
      throw new CheckGap('These engines came without the loops by hand; run "npm run build:engines".');
    const loader = (name: string) => context.loaders.find(({ mechanism }) => mechanism === name) as Loader;
    const rows = PAIRS.map(
      ({ name, mechanism, scenario, kind }): LabRow => ({
        name,
        loader: loader(mechanism),
        runtime: rust,
        scenario: {
          name: scenario,
          samplesPerRunner: 'many',
          native: { ...STEADY, kind },
        },
      }),
    );
    const env = {
      PLUGIN_LIBRARY: pathOf(loader('libloading'), context.artifacts),
      PLUGIN_MODULE: pathOf(loader('wasmtime'), context.artifacts),
      CRITERION_HOME: context.temporaryFolder,
    };
    const rounds: Round[] = [];
    const roundCount = context.quick ? ROUNDS.quick : ROUNDS.full;
    for (let round = 0; round < roundCount; round++) {
      context.say(`round ${round + 1} of ${roundCount}`);
      const settings = { blocks: 1, samplesPerBlock: 24, warmUpMs: 150, seed: context.seed + round };
      const run = await runLab(rows, settings, context);
      await runChild(launchProgram(peers, ...CRITERION), '', {
        env,
        signal: context.signal,
        timeLimitMs: TIME_LIMIT_MS,
      });
      rounds.push({
        suiteNs: run.rows.map(({ blocks }) => keptBlocks(blocks).flatMap(blockFigures)),
        criterionNs: PAIRS.map(({ name }) => readCriterion(context.temporaryFolder, name)),
      });
    }
    return { rounds };
  },

  judge({ rounds }): Judgement {
    const figures = PAIRS.map(({ name, mechanism, scenario, limit }, index) => {
      const of = (samples: 'suiteNs' | 'criterionNs') => rounds.map((round) => round[samples][index] as number[]);
      const [suite, criterion] = [of('suiteNs').map(median), of('criterionNs').map(median)];
      const fastest = [of('suiteNs'), of('criterionNs')].map((samples) => Math.min(...samples.flat())) as [
        number,
        number,
      ];
      const differences = suite.map((ns, round) => ns - (criterion[round] as number));
      const ratios = suite.map((ns, round) => ns / (criterion[round] as number));
      return { name, row: `${scenario}/${mechanism}@rust`, limit, suite, criterion, fastest, differences, ratios };
    });
    return {
      findings: figures.map(({ row, limit, differences, ratios }) => {
        const isNs = 'ns' in limit;
        const off = isNs ? Math.abs(median(differences)) : Math.abs(median(ratios) - 1);
        return {
          claim: `${row} is what Criterion says of a loop by hand`,
          bound: isNs
            ? `within ${limit.ns} ns, by the median of ${rounds.length} rounds`
            : `within ${limit.share * 100} %, by the median of ${rounds.length} rounds`,
          seen: isNs ? `${median(differences).toFixed(3).replace('-', '−')} ns` : formatChange(median(ratios)),
          holds: off <= (isNs ? limit.ns : limit.share),
        };
      }),
      tables: [
        {
          title: 'Side by side, round after round',
          columns: ['row', 'suite, ns', 'Criterion, ns', 'rounds, quartiles', 'fastest samples', 'Criterion', 'apart'],
          rows: figures.map(({ row, suite, criterion, ratios, fastest: [ours, theirs] }) => [
            row,
            formatValue(median(suite)),
            formatValue(median(criterion)),
            [0.25, 0.75].map((share) => formatChange(quantile(ratios, share))).join(' to '),
            formatValue(ours),
            formatValue(theirs),
            formatChange(ours / theirs),
          ]),
          note: 'Medians of rounds, and the fastest sample of all: on a machine of two speeds, medians say which of them prevailed. The loops are in plugins-native/host/peers, for Wasmtime in the manner of its own benches, against the same versions.',
        },
      ],
    };
  },
};

export default enginePeers;

/** Nanoseconds per iteration of every sample that Criterion kept: `<home>/<bench>/new/sample.json`. */
function readCriterion(home: string, name: string): number[] {
  const path = join(home, name, 'new', 'sample.json');
  if (!existsSync(path)) throw new Error(`Criterion left no ${name}/new/sample.json.`);
  const { iters, times } = JSON.parse(readFileSync(path, 'utf8')) as { iters: number[]; times: number[] };
  return times.map((time, index) => time / (iters[index] as number));
}
