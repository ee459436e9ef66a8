/** Runs rows of `call` side by side, through the lockstep and the runners of a real run, for checks that need runs of their own. */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import type { PluginFunction } from '../contract/function.ts';
import min from '../contract/functions/min.ts';
import { artifactOf, type Loader } from '../loader.ts';
import { gapOf, pathOf } from '../plan/cases.ts';
import { type CaseParameters, caseId } from '../result/case.ts';
import type { Block, CaseResult, MachineLoad } from '../result/document.ts';
import { launchRunner } from '../sampling/launch.ts';
import { type Collected, type PlannedCase, runBlocks } from '../sampling/lockstep.ts';
import { meterLoad } from '../sampling/machine-load.ts';
import { prepareRequest } from '../sampling/prepare.ts';
import type { Runtime } from '../sampling/runtimes.ts';
import type { Batch } from '../sampling/sample.ts';
import { startRunner } from '../sampling/spawn.ts';
import type { Step } from '../sampling/steps.ts';
import type { Scenario } from '../scenario.ts';
import { evaluate } from '../statistics/evaluate.ts';
import { seededRandom } from '../statistics/random.ts';
import { type CheckContext, CheckGap } from './check.ts';

const SCENARIO = 'call';
const TIME_LIMIT_MS = 60_000;

/** One row of an experiment; several rows may be of one mechanism. */
export interface LabRow {
  readonly name: string;
  readonly loader: Loader;
  /** URL of a module with `loader` and `scenario` in place of the real ones. */
  readonly subject?: string;
  /** Default: `call`. */
  readonly scenario?: Pick<Scenario, 'name' | 'samplesPerRunner' | 'native'> & Partial<Scenario>;
  /** What it asks the plugin; default: `min`. */
  readonly asked?: PluginFunction;
  readonly parameters?: CaseParameters;
  /** Default: the host. */
  readonly runtime?: Runtime;
  /** Default: that of the settings. */
  readonly samplesPerBlock?: number;
  /** Rows of one name have samples of one size. */
  readonly sizedWith?: string;
  /** That size; default: what the first block finds. */
  readonly batch?: Batch;
  /** Sizes of samples as multiples of that; default: 1. */
  readonly sizeFactors?: readonly number[];
}

export interface LabSettings {
  readonly blocks: number;
  readonly samplesPerBlock: number;
  readonly warmUpMs: number;
  readonly seed: number;
}

/** Raw samples of one experiment. */
export interface LabRun {
  readonly rows: {
    readonly name: string;
    readonly mechanism: string;
    readonly blocks: Block[];
    /** Blocks of samples of other sizes. */
    readonly resized: { readonly factor: number; readonly blocks: Block[] }[];
  }[];
  /** Names of rows in the order in which their runners were started, block after block. */
  readonly startOrder: string[];
  readonly machineLoad: MachineLoad[];
}

/** @throws ChildError when a row fails: then there is nothing to judge */
export async function runLab(rows: readonly LabRow[], settings: LabSettings, context: CheckContext): Promise<LabRun> {
  const random = seededRandom(settings.seed);
  const cases = rows.map((row): PlannedCase & LabRow => ({
    ...row,
    id: row.name,
    samplesPerRunner: row.scenario?.samplesPerRunner ?? 'many',
    samplesPerBlock: row.samplesPerBlock ?? settings.samplesPerBlock,
  }));
  setMaxListeners(0, context.signal);
  const startOrder: string[] = [];
  const machineLoad: MachineLoad[] = [];
  const readLoad = meterLoad();
  const collection = await runBlocks([cases], settings.blocks, {
    startRunner(row, batch) {
      startOrder.push(row.name);
      return startRunner(requestOf(row, batch, settings, context), {
        launch: launchRunner(row.runtime, row.loader),
        timeLimitMs: TIME_LIMIT_MS,
        random,
        signal: context.signal,
      });
    },
    startsAtOnce: availableParallelism(),
    random,
    signal: context.signal,
    onStep: (step) => context.tick?.(labText(step, settings.blocks)),
    onProgress: ({ block }) => machineLoad.push({ scenario: SCENARIO, block, ...readLoad() }),
  });
  const collected = collection.get('current') ?? new Map<string, Collected>();
  const failed = [...collected.values()].find(({ error }) => error !== null);
  if (failed?.failure) throw failed.failure;
  context.signal.throwIfAborted();
  return {
    rows: rows.map(({ name, loader }) => ({
      name,
      mechanism: loader.mechanism,
      blocks: collected.get(name)?.blocks ?? [],
      resized: [...(collected.get(name)?.resized ?? [])].map(([factor, blocks]) => ({ factor, blocks })),
    })),
    startOrder,
    machineLoad,
  };
}

function labText({ block, doing, id, done, total }: Step, blocks: number): string {
  return `block ${block + 1} of ${blocks}: ${doing} ${id}, ${done} of ${total} steps`;
}

/** The rows of an experiment as a run would evaluate them. Pure. */
export function evaluateLab({ rows, machineLoad }: LabRun, timerResolutionNs = 1): CaseResult[] {
  const collected = rows.map(({ name, mechanism, blocks }) => ({
    identity: {
      id: caseId({ scenario: SCENARIO, mechanism: name, runtime: null }),
      scenario: SCENARIO,
      mechanism,
      title: name,
      group: 'core',
      runtime: 'here',
      callStyle: 'sync' as const,
    },
    outcome: 'sampled' as const,
    blocks,
  }));
  const plannedBlocks = Math.max(0, ...rows.map(({ blocks }) => blocks.length));
  return evaluate(collected, { plannedBlocks, timerResolutionNs, machineLoad });
}

/** Those of the mechanisms that can be measured here. @throws CheckGap when none can */
export function availableLoaders(mechanisms: readonly string[], { loaders, artifacts }: CheckContext): Loader[] {
  const wanted = loaders.filter(({ mechanism }) => mechanisms.includes(mechanism));
  const available = wanted.filter((loader) => gapOf(loader, artifacts) === null);
  if (available.length > 0) return available;
  const [first] = wanted;
  throw new CheckGap((first && gapOf(first, artifacts)) ?? `There is none of ${mechanisms.join(', ')}.`);
}

function requestOf(
  { loader, subject, scenario, asked = min, parameters = {}, samplesPerBlock: ownCount, sizeFactors = [1] }: LabRow,
  batch: Batch | null,
  { samplesPerBlock, warmUpMs, seed }: LabSettings,
  { artifacts, temporaryFolder }: CheckContext,
) {
  const artifactKind = artifactOf(loader, asked);
  return prepareRequest({
    function: asked,
    parameters,
    scenario: scenario ?? { name: SCENARIO },
    mechanism: loader.mechanism,
    ...(subject === undefined ? {} : { subject }),
    artifactKind,
    artifactPath: pathOf(loader, artifacts, artifactKind),
    copiesFolder: temporaryFolder,
    inputSeed: seed,
    warmUpNs: warmUpMs * 1e6,
    batch,
    sampleCount: scenario?.samplesPerRunner === 'one' ? 1 : (ownCount ?? samplesPerBlock) * sizeFactors.length,
  });
}
