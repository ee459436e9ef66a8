/**
 * One fixed result document for the tests of every reporter and of the gate. Invented, but consistent: samples come from
 * a seed, summaries and warnings from the same statistics as those of a real run. It contains what reports have to cope
 * with: a skipped case, a failed one with some blocks, drift, two modes, a heavy tail, and rows with warnings.
 */
import { digestSamples } from '../result/digest.ts';
import type { Block, CaseResult, Facts, MachineLoad, Phase, ResultDocument, SelfCheck } from '../result/document.ts';
import { judgeBatches, judgeControl } from '../statistics/control.ts';
import { type CaseIdentity, type CollectedCase, evaluate, measuredCases } from '../statistics/evaluate.ts';
import { ladderFigures } from '../statistics/ladder.ts';
import { normal, type Random, seededRandom } from '../statistics/random.ts';

const BLOCK_COUNT = 12;
const SAMPLES_PER_BLOCK = { call: 12, setup: 3, 'setup-warm': 8 } as const;
const TIMER_RESOLUTION_NS = 40;
const SAMPLE_TARGET_NS = 4e6;

type SampleScenario = keyof typeof SAMPLES_PER_BLOCK;
const SCENARIOS = Object.keys(SAMPLES_PER_BLOCK) as SampleScenario[];

/** Typical ns per iteration of one mechanism, and how its set-up splits into phases; `first-call` takes the rest. */
interface SampleMechanism extends Pick<CaseIdentity, 'mechanism' | 'title' | 'boundary' | 'callStyle'> {
  readonly note: string;
  readonly typicalNs: Readonly<Record<SampleScenario, number>>;
  readonly phaseShares: Readonly<Partial<Record<Phase, number>>>;
}

const WASMER_NOTE = "Guest code is compiled by V8 under Wasmer's WASIX runtime, so this is not Wasmer's own engine.";

const MECHANISMS: readonly SampleMechanism[] = [
  {
    mechanism: 'null',
    boundary: 'none',
    title: 'Floor (no plugin)',
    note: 'What the loop and the clock cost by themselves; shown, never subtracted.',
    callStyle: 'sync',
    typicalNs: { call: 0.62, setup: 600, 'setup-warm': 420 },
    phaseShares: { 'host-open': 0.4, load: 0.3 },
  },
  {
    mechanism: 'static-import',
    boundary: 'script',
    title: 'Static import',
    note: 'Not a plugin: V8 inlines the call.',
    callStyle: 'sync',
    typicalNs: { call: 0.96, setup: 900e3, 'setup-warm': 310e3 },
    phaseShares: { 'host-open': 0.01, load: 0.97 },
  },
  {
    mechanism: 'dynamic-import',
    boundary: 'script',
    title: 'Dynamic import',
    note: 'Once loaded, V8 inlines it like a static import.',
    callStyle: 'sync',
    typicalNs: { call: 0.96, setup: 600e3, 'setup-warm': 190e3 },
    phaseShares: { 'host-open': 0.01, load: 0.96 },
  },
  {
    mechanism: 'koffi',
    boundary: 'native',
    title: 'koffi',
    note: 'Foreign function interface: a crash of the plugin ends the host.',
    callStyle: 'sync',
    typicalNs: { call: 35, setup: 6e6, 'setup-warm': 104e3 },
    phaseShares: { 'host-open': 0.93, load: 0.03, resolve: 0.03 },
  },
  {
    mechanism: 'koffi-static',
    boundary: 'native',
    title: 'koffi, static pointer',
    note: 'Reads the pointer variable with_static, then calls through it.',
    callStyle: 'sync',
    typicalNs: { call: 50, setup: 6.3e6, 'setup-warm': 118e3 },
    phaseShares: { 'host-open': 0.91, load: 0.03, resolve: 0.05 },
  },
  {
    mechanism: 'wasm',
    boundary: 'sandbox',
    title: 'WebAssembly in V8',
    note: 'V8 compiles functions lazily: much of the compilation falls into the first call.',
    callStyle: 'sync',
    typicalNs: { call: 3.7, setup: 400e3, 'setup-warm': 64e3 },
    phaseShares: { 'host-open': 0.01, load: 0.24, compile: 0.31, instantiate: 0.2, resolve: 0.02 },
  },
  {
    mechanism: 'wasmer-sdk',
    boundary: 'sandbox',
    title: 'Wasmer SDK, run per call',
    note: `Runs a whole WASI command for each call. ${WASMER_NOTE}`,
    callStyle: 'async',
    typicalNs: { call: 5e6, setup: 320e6, 'setup-warm': 21e6 },
    phaseShares: { 'host-open': 0.57, load: 0.01, compile: 0.29, instantiate: 0.04 },
  },
  {
    mechanism: 'wasmer-sdk-pipe',
    boundary: 'sandbox',
    title: 'Wasmer SDK, pipe',
    note: `One long-lived WASI command, calls as frames over its pipes. ${WASMER_NOTE}`,
    callStyle: 'async',
    typicalNs: { call: 86e3, setup: 331e6, 'setup-warm': 24e6 },
    phaseShares: { 'host-open': 0.55, load: 0.01, compile: 0.27, instantiate: 0.14 },
  },
];

/** Relative behaviour of a case at a sample. Without an entry: quiet. */
const CHARACTERS: Readonly<Record<string, (random: Random, block: number) => number>> = {
  'call/dynamic-import': (random) => (random() < 0.35 ? 1.06 : 1),
  'call/wasm': (_random, block) => 1 + 0.008 * block,
  'call/wasmer-sdk': (random) => (random() < 0.05 ? 1.5 + 2 * random() : 1 + 0.05 * random()),
  'setup/koffi': (random) => 1 + 0.3 * Math.abs(normal(random)),
  'setup/wasmer-sdk': (random) => 1 + 0.12 * normal(random) ** 2,
  'setup-warm/static-import': (random, block) => (block % 3 === 0 ? 1.4 : 1) * (1 + 0.1 * random()),
};

/** The document: equal at every call, and a fresh copy, so that a test may change it. */
export function sampleDocument(): ResultDocument {
  const cases = sampleCases();
  const raw = { cases, machineLoad: sampleLoad(), selfCheck: sampleSelfCheck(cases) };
  return {
    schemaVersion: 5,
    tool: { name: 'plugin-bench', version: '0.1.0' },
    createdAt: '2025-11-22T13:50:07Z',
    durationSeconds: 263.4,
    commit: 'faad731f2c1d4e0b9a8c7d6e5f40312233445566',
    interruption: null,
    pair: null,
    settings: {
      seed: 20251122,
      blockCount: BLOCK_COUNT,
      samplesPerBlock: { ...SAMPLES_PER_BLOCK },
      sampleTargetMs: 3,
      quick: false,
    },
    environment: sampleEnvironment(),
    artifacts: sampleArtifacts(),
    tables: sampleTables(),
    cases,
    leftOut: [{ mechanism: 'quickjs', title: 'QuickJS', reason: 'it would make the run longer than five minutes.' }],
    facts: sampleFacts(),
    machineLoad: raw.machineLoad,
    selfCheck: raw.selfCheck,
    samplesSha256: digestSamples(raw),
  };
}

function sampleCases(): CaseResult[] {
  const random = seededRandom(1);
  const collected = SCENARIOS.flatMap((scenario) => MECHANISMS.map((item) => collectCase(scenario, item, random)));
  return evaluate(collected, {
    plannedBlocks: BLOCK_COUNT,
    timerResolutionNs: TIMER_RESOLUTION_NS,
    machineLoad: sampleLoad(),
  });
}

/** One mechanism with every kind of outcome, and one that cannot run. */
function sampleFacts(): Facts[] {
  const footprint = {
    artifactBytes: 285_176,
    builtWith: 'rustc 1.95.0',
    packages: [{ name: 'koffi', version: '3.3.4' }],
    installedPackages: 2,
    installedBytes: 4_900_000,
    glueLines: 21,
    platforms: 'prebuilt for 2 platforms: darwin-arm64, linux-x64',
  };
  return [
    {
      mechanism: 'koffi',
      title: 'koffi',
      runtime: 'node-20',
      footprint,
      answers: [
        { probe: 'min(2**40, 5)', outcome: 'value', text: '0' },
        { probe: "min('3', 5)", outcome: 'error', text: 'TypeError: Unexpected String value, expected number' },
        { probe: 'an export that is missing', outcome: 'impossible', text: 'the host names no export' },
      ],
      gap: null,
    },
    {
      mechanism: 'koffi-static',
      title: 'koffi, static pointer',
      runtime: 'node-20',
      footprint: { ...footprint, artifactBytes: null, builtWith: null },
      answers: [],
      gap: 'koffi 2.0 has no decode(); install koffi 3 or newer.',
    },
  ];
}

/** A neighbour in the last scenario, a quiet machine before. */
function sampleLoad(): MachineLoad[] {
  return Array.from({ length: BLOCK_COUNT }, (_, block) =>
    SCENARIOS.map((scenario) => ({
      scenario,
      block,
      seconds: 4,
      foreignCpuSeconds: scenario === 'setup-warm' && block % 2 === 0 ? 1.2 : 0.04,
      stolenCpuSeconds: 0.01 * (block % 3),
    })),
  ).flat();
}

function sampleSelfCheck(cases: readonly CaseResult[]): SelfCheck {
  const random = seededRandom(2);
  const original = measuredCases(cases).find(({ id }) => id === 'call/wasm');
  if (original === undefined) throw new Error('The sample document has no call/wasm.');
  const blocks = original.blocks.map((block) => ({
    ...block,
    sampleValues: block.sampleValues.map((ns) => Math.round(ns * (1 + 0.004 * normal(random)))),
  }));
  const judged = judgeControl({ blocks }, original);
  if (judged === null) throw new Error('The control shares no block with its original.');
  const samples = {
    mechanism: 'wasm',
    linksPerStep: 16,
    runners: [
      {
        rungs: [0, 1, 2, 4, 8, 16, 32, 64, 128, 256].map((steps) => ladderRung(steps, 3.1 + 17.3 * steps, random)),
        call: null,
        ownClock: {
          stepsPerReading: 100_000,
          readingsNs: Array.from({ length: 8 }, () => Math.round(1.73e6 * (1 + 0.01 * random()))),
        },
      },
    ],
  };
  return {
    control: { status: 'measured', of: original.id, blocks, ...judged },
    batches: sampleBatches(cases, random),
    ladder: { status: 'measured', samples, figures: ladderFigures(samples) },
  };
}

function sampleBatches(cases: readonly CaseResult[], random: Random): SelfCheck['batches'] {
  const original = measuredCases(cases).find(({ callStyle, scenario }) => scenario === 'call' && callStyle === 'async');
  if (original === undefined) throw new Error('The sample document has no asynchronous call.');
  const factor = 8;
  const small = original.blocks;
  const large = small.map((block) => ({
    ...block,
    iterationsPerSample: factor * block.iterationsPerSample,
    sampleValues: block.sampleValues.map((ns) => Math.round(factor * ns * (1 + 0.004 * normal(random)))),
  }));
  const judged = judgeBatches({ small, large });
  if (judged === null) throw new Error('Samples of two sizes share no block.');
  return { status: 'measured', of: original.id, factor, small, large, ...judged };
}

function ladderRung(steps: number, ns: number, random: Random) {
  const iterationsPerSample = Math.ceil(1e6 / ns);
  const sampleDurationsNs = Array.from({ length: 8 }, () =>
    Math.round(ns * iterationsPerSample * (1 + 0.01 * random())),
  );
  return { steps, iterationsPerSample, sampleDurationsNs };
}

function collectCase(scenario: SampleScenario, item: SampleMechanism, random: Random): CollectedCase {
  const { mechanism, title, note, boundary, callStyle } = item;
  const id = `${scenario}/${mechanism}`;
  const identity: CaseIdentity = {
    ...{ id, scenario, mechanism, title, note, group: 'core', boundary, runtime: 'node-20', callStyle },
  };
  const blocks = Array.from({ length: BLOCK_COUNT }, (_, block) => makeBlock(block, scenario, item, random));
  switch (id) {
    case 'call/koffi-static':
      return {
        identity,
        blocks: [],
        outcome: 'skipped',
        reason: 'koffi 2.0 has no decode(); install koffi 3 or newer.',
      };
    case 'setup/wasmer-sdk-pipe':
      return { identity, blocks: blocks.slice(0, 4), outcome: 'failed', error: 'The runner gave no answer for 20 s.' };
    case 'setup-warm/koffi-static':
      return { identity, blocks: blocks.slice(0, 5), outcome: 'sampled' };
    default:
      return { identity, blocks, outcome: 'sampled' };
  }
}

function makeBlock(block: number, scenario: SampleScenario, item: SampleMechanism, random: Random): Block {
  const typical = item.typicalNs[scenario];
  const iterationsPerSample = scenario === 'call' ? Math.max(1, Math.round(SAMPLE_TARGET_NS / typical)) : 1;
  const noise = scenario === 'call' ? 0.004 : 0.03;
  const character = CHARACTERS[`${scenario}/${item.mechanism}`] ?? (() => 1);
  const level = 1 + 1.5 * noise * normal(random);
  const sampleValues = Array.from({ length: SAMPLES_PER_BLOCK[scenario] }, () => {
    const factor = level * character(random, block) * (1 + noise * normal(random));
    return Math.round(typical * factor * iterationsPerSample);
  });
  if (scenario === 'call') {
    const leadInIterations = Math.ceil(iterationsPerSample / 4);
    const firstCallsNs = sampleValues.map((_, index) => 40 * typical + index);
    return { block, iterationsPerSample, leadInIterations, sampleValues, firstCallsNs };
  }
  return {
    block,
    iterationsPerSample,
    sampleValues,
    phaseDurationsNs: splitPhases(scenario, item, sampleValues),
  };
}

function splitPhases(
  scenario: SampleScenario,
  { phaseShares }: SampleMechanism,
  sampleValues: readonly number[],
): Partial<Record<Phase, number[]>> {
  // An open host has no host-open phase; what it took in `setup` is spread over the others.
  const entries = (Object.entries(phaseShares) as [Phase, number][]).filter(
    ([phase]) => scenario === 'setup' || phase !== 'host-open',
  );
  const scale = scenario === 'setup' ? 1 : 1 / (1 - (phaseShares['host-open'] ?? 0));
  const phases: Partial<Record<Phase, number[]>> = {};
  for (const [phase, share] of entries) {
    phases[phase] = sampleValues.map((duration) => Math.floor(duration * share * scale));
  }
  const marked = Object.values(phases);
  phases['first-call'] = sampleValues.map((duration, index) =>
    marked.reduce((rest, durations) => rest - (durations[index] as number), duration),
  );
  return phases;
}

function sampleEnvironment(): ResultDocument['environment'] {
  return {
    platform: 'linux',
    arch: 'x64',
    kernel: '6.1.0-28-cloud-amd64',
    cpuModel: 'Intel(R) Xeon(R) Processor @ 2.60GHz',
    cpuCount: 2,
    memoryBytes: 8_345_120_768,
    machineDigest: '0123456789abcdef',
    virtualization: 'kvm',
    cpuGovernor: null,
    loadAverageAtStart: 0.31,
    loadAverageAtEnd: 1.12,
    runtime: 'node-20',
    nodeVersion: '20.20.2',
    runtimes: [
      {
        name: 'node-20',
        version: '20.20.2',
        engine: 'V8',
        engineVersion: '11.3.244.8-node.33',
        flags: ['--allow-natives-syntax'],
      },
    ],
    v8Version: '11.3.244.8-node.33',
    flags: ['--no-warnings'],
    packages: { '@wasmer/sdk': '0.16.0', koffi: '3.3.4' },
    timer: { name: 'process.hrtime.bigint', resolutionNs: TIMER_RESOLUTION_NS, costNs: 58 },
  };
}

function sampleTables(): ResultDocument['tables'] {
  const texts = [
    {
      name: 'call',
      title: 'Call',
      description:
        'Steady nanoseconds per call of min. Each result feeds the next call, and a checksum of all answers is verified after every sample.',
    },
    {
      name: 'setup',
      title: 'First load, in a fresh process',
      description:
        'From nothing to the first answer: import and start the host library, load the plugin, call min once. Every sample is the first load of a fresh process.',
    },
    {
      name: 'setup-warm',
      title: 'Further loads, host open',
      description:
        'From an open host library to the first answer of one more plugin. Every load is of a fresh copy, never a cache hit.',
    },
  ];
  return texts.map(({ name, ...text }) => ({ id: name, scenario: name, ...text, metric: 'time', unit: 'ns' }));
}

function sampleArtifacts(): ResultDocument['artifacts'] {
  const rust = 'rustc 1.91.1, -C opt-level=3 -C lto=fat -C panic=abort';
  return [
    { kind: 'javascript', file: 'min.js', sizeBytes: 175, sha256: digest('a1'), builtWith: 'TypeScript 7.0.2' },
    { kind: 'shared-library', file: 'libplugin_min.so', sizeBytes: 14_376, sha256: digest('b2'), builtWith: rust },
    { kind: 'wasm-module', file: 'min.wasm', sizeBytes: 221, sha256: digest('c3'), builtWith: rust },
    {
      kind: 'wasi-command',
      file: 'min-command.wasm',
      sizeBytes: 76_612,
      sha256: digest('d4'),
      builtWith: 'checked in',
    },
  ];
}

function digest(pair: string): string {
  return pair.repeat(32);
}
