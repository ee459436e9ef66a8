/**
 * The three benchmarks of the article "Plugins in Rust: Getting Started" (2021-09-05), in both hosts: as published, then fairly.
 *
 * As published is a loop around everything from the host library to the answer. Fairly is three figures: the first load of a
 * fresh process, further loads of files that no cache knows, and a call once the plugin is loaded.
 */
import { discoverScenarios } from '../../discover.ts';
import type { Loader } from '../../loader.ts';
import { gapOf } from '../../plan/cases.ts';
import { formatDuration, formatShare, formatSignificant, formatValue, formatWhole } from '../../report/format.ts';
import { caseId } from '../../result/case.ts';
import type { Block } from '../../result/document.ts';
import { findRuntimes, HOST, type Runtime } from '../../sampling/runtimes.ts';
import type { Scenario } from '../../scenario.ts';
import { median, quantileOfSorted, sorted } from '../../statistics/quantiles.ts';
import { blockFigures, blockMedians, keptBlocks, summarize } from '../../statistics/summarize.ts';
import { type Check, CheckGap } from '../check.ts';
import type { Finding, Judgement, TruthTable } from '../document.ts';
import { type LabRow, runLab } from '../lab.ts';

interface Published {
  readonly name: string;
  readonly mechanism: string;
  /** ns/iter and +/-, as the article prints them. */
  readonly ns: number;
  readonly deviation: number;
  readonly why: string;
}

/** From the article's last section; a laptop of 2021, Wasmer 2.0, libloading 0.7. */
const PUBLISHED: readonly Published[] = [
  {
    name: 'dynamic_simple',
    mechanism: 'dynamic-simple',
    ns: 139_702,
    deviation: 34_699,
    why: 'Both exports are looked up and called. The loop opens and closes one file again and again: its pages are in memory and the linker has seen it. A fresh process pays for the first dlopen, and for the host library where that is loaded too.',
  },
  {
    name: 'wasmer_setup',
    mechanism: 'wasmer',
    ns: 967_633,
    deviation: 203_933,
    why: 'Almost all of it is compiling, once for every iteration; a host compiles a plugin once. Wasmer 2.0 then, the version in the environment now.',
  },
  {
    name: 'wasmtime_setup',
    mechanism: 'wasmtime',
    ns: 988_500,
    deviation: 363_244,
    why: 'The published row never ran Wasmtime: in the repository of the article (pdk-experiments, 33c4045, src/lib.rs) wasmtime_setup calls wasmer_simple::run_plugin, so it is Wasmer on a second build of the plugin. Here it is Wasmtime.',
  },
];

const SCENARIOS = ['as-published', 'setup', 'setup-warm', 'call'] as const;
type ScenarioName = (typeof SCENARIOS)[number];
const SETTINGS = { blocks: 6, samplesPerBlock: 20, warmUpMs: 100 };

interface Row {
  readonly mechanism: string;
  readonly runtime: string;
  readonly scenario: ScenarioName;
  readonly blocks: Block[];
}

interface Samples {
  readonly rows: Row[];
  /** Versions of the crates. */
  readonly crates: Readonly<Record<string, string>>;
}

const article: Check<Samples> = {
  name: 'article',
  suite: 'article',
  order: 1,
  title: "The article's benchmarks",
  question: 'What would the article have printed, had it measured what it said, and what is fair?',

  async measure(context) {
    const rust = (await findRuntimes()).find(({ info }) => info.family === 'rust');
    if (rust === undefined) {
      throw new CheckGap(
        'The Rust host is not built; run "npm run build:engines", which needs Rust (https://rustup.rs).',
      );
    }
    const loaders = PUBLISHED.map(({ mechanism }) => {
      const loader = context.loaders.find((candidate) => candidate.mechanism === mechanism) as Loader;
      const gap = gapOf(loader, context.artifacts);
      if (gap !== null) throw new CheckGap(gap);
      return loader;
    });
    const all = await discoverScenarios();
    const rows: Row[] = [];
    for (const name of SCENARIOS) {
      const scenario = all.find((candidate) => candidate.name === name) as Scenario;
      context.say(`${scenario.title.toLowerCase()}, in both hosts`);
      const labRows = loaders.flatMap((loader) => [rust, HOST].map((runtime) => rowOf(loader, runtime, scenario)));
      const run = await runLab(labRows, { ...SETTINGS, seed: context.seed }, context);
      for (const [index, { blocks }] of run.rows.entries()) {
        const { loader, runtime } = labRows[index] as Required<LabRow>;
        rows.push({ mechanism: loader.mechanism, runtime: runtime.name, scenario: name, blocks });
      }
    }
    return { rows, crates: rust.parts ?? {} };
  },

  judge(samples): Judgement {
    const runtimes = [...new Set(samples.rows.map(({ runtime }) => runtime))];
    const places = runtimes.flatMap((runtime) => PUBLISHED.map((published) => ({ runtime, published })));
    return {
      findings: findingsOf(samples, runtimes),
      listing: listingOf(samples, runtimes),
      tables: [
        {
          title: 'Published, as described, and fairly',
          columns: ['benchmark', 'published, ns', 'as described, ns', 'first load', 'further loads', 'a call'],
          rows: places.map(({ runtime, published: { name, mechanism, ns } }) => {
            const cell = (scenario: ScenarioName, format: (ns: number) => string) => {
              const blocks = keptBlocks(blocksOf(samples, mechanism, runtime, scenario));
              return blocks.length === 0 ? '–' : format(summarize(blocks).perIteration.median);
            };
            return [
              `${runtime}::${name}`,
              formatWhole(ns),
              cell('as-published', () =>
                formatWhole(libtestFigures(blocksOf(samples, mechanism, runtime, 'as-published')).median),
              ),
              cell('setup', formatDuration),
              cell('setup-warm', formatDuration),
              cell('call', (median) => `${formatValue(median)} ns`),
            ];
          }),
          note:
            'dynamic_simple calls twice, and its call is two calls. Published figures are of another machine, a laptop of 2021: compare columns to the right with each other, not with it. ' +
            `Here: ${Object.entries(samples.crates)
              .map(([name, version]) => `${name} ${version}`)
              .join(', ')}.`,
        },
        phaseTable(samples, runtimes),
        {
          title: 'Why they differ',
          columns: ['benchmark', 'what the published figure is'],
          rows: PUBLISHED.map(({ name, why }) => [name, why]),
        },
      ],
    };
  },
};

export default article;

function rowOf(loader: Loader, runtime: Runtime, scenario: Scenario): LabRow {
  return {
    name: caseId({ scenario: scenario.name, mechanism: loader.mechanism, runtime: runtime.name }),
    loader,
    runtime,
    scenario,
    samplesPerBlock: Math.min(scenario.samplesPerBlock.default, SETTINGS.samplesPerBlock),
  };
}

function blocksOf({ rows }: Samples, mechanism: string, runtime: string, scenario: ScenarioName): Block[] {
  const asked = caseId({ scenario, mechanism, runtime });
  return rows.find((row) => caseId(row) === asked)?.blocks ?? [];
}

/**
 * What libtest prints, in whole nanoseconds: the median of the samples, and after +/- the distance between the largest and the smallest one, once the
 * outer 5 % on each side are drawn in (rust-lang/rust, library/test/src/bench.rs and stats.rs, `winsorize`).
 */
function libtestFigures(blocks: readonly Block[]): { median: number; deviation: number } {
  const values = sorted(keptBlocks(blocks).flatMap(blockFigures));
  return {
    median: Math.round(quantileOfSorted(values, 0.5)),
    deviation: Math.round(quantileOfSorted(values, 0.95) - quantileOfSorted(values, 0.05)),
  };
}

/** The article's own lines, then the same benchmark here. */
function listingOf(samples: Samples, runtimes: readonly string[]): string[] {
  const published = PUBLISHED.map(({ name, ns, deviation }) => libtestLine('test', name, ns, deviation, 'published'));
  const here = runtimes.flatMap((runtime) =>
    PUBLISHED.flatMap(({ name, mechanism }) => {
      const blocks = keptBlocks(blocksOf(samples, mechanism, runtime, 'as-published'));
      if (blocks.length === 0) return [];
      const { median, deviation } = libtestFigures(blocks);
      return [libtestLine(runtime, name, median, deviation, 'here, as described')];
    }),
  );
  return [...published, ...here];
}

function libtestLine(module: string, name: string, ns: number, deviation: number, where: string): string {
  const path = `${module}::${name}`.padEnd(26);
  return `test ${path} ... bench: ${formatWhole(ns).padStart(11)} ns/iter (+/- ${formatWhole(deviation)})  ${where}`;
}

/** Where the time of a first load goes. */
function phaseTable(samples: Samples, runtimes: readonly string[]): TruthTable {
  const phases = ['host-open', 'load', 'compile', 'instantiate', 'resolve', 'first-call'] as const;
  return {
    title: 'Phases of the first load of a process',
    columns: ['benchmark', ...phases],
    rows: runtimes.flatMap((runtime) =>
      PUBLISHED.map(({ name, mechanism }) => {
        const blocks = keptBlocks(blocksOf(samples, mechanism, runtime, 'setup'));
        const { phaseMediansNs = {} } = blocks.length === 0 ? {} : summarize(blocks);
        const total = Object.values(phaseMediansNs).reduce((sum, ns) => sum + ns, 0);
        return [
          `${runtime}::${name}`,
          ...phases.map((phase) => {
            const ns = phaseMediansNs[phase];
            return ns === undefined ? '–' : `${formatDuration(ns)} (${formatShare(ns / total)})`;
          }),
        ];
      }),
    ),
  };
}

function findingsOf(samples: Samples, runtimes: readonly string[]): Finding[] {
  const counted = samples.rows.filter(({ blocks }) => keptBlocks(blocks).length > 0).length;
  const expected = PUBLISHED.length * runtimes.length * SCENARIOS.length;
  const ratio = (mechanism: string, over: ScenarioName, under: ScenarioName) => {
    const [numerator = [], denominator = []] = [over, under].map((scenario) =>
      blockMedians(blocksOf(samples, mechanism, 'rust', scenario)),
    );
    if (numerator.length === 0 || denominator.length === 0) return Number.NaN;
    return median(numerator) / median(denominator);
  };
  return [
    {
      claim: 'every row answers the contract in both hosts',
      bound: 'test vectors before, a checksum of all answers after every sample; all rows measured',
      seen: `${counted} of ${expected} rows`,
      holds: counted === expected,
    },
    ...PUBLISHED.map(({ name, mechanism }) => {
      const times = ratio(mechanism, 'as-published', 'call');
      return {
        claim: `${name} says nothing of the cost of a call`,
        bound: 'in Rust, an iteration of it is over 100 calls',
        seen: Number.isFinite(times) ? `${formatSignificant(times, 3)} calls` : 'not measured',
        holds: times > 100,
      };
    }),
  ];
}
