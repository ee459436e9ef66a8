/** The measuring half of a run: from a session to samples. Nothing is printed and nothing is written here. */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { isGivenArtifact, remedyOf } from '../artifacts/ensure.ts';
import { freshFiles } from '../artifacts/fresh-files.ts';
import { isFolder } from '../artifacts/kinds.ts';
import { MOST_BLOCKS } from '../gate/looks.ts';
import { DEFAULT_MARGIN } from '../gate/verdict.ts';
import { marginOf, type RunnableCase } from '../plan/cases.ts';
import { tableId } from '../result/case.ts';
import type { MachineLoad, Settings } from '../result/document.ts';
import { type Progress, runBlocks } from '../sampling/lockstep.ts';
import { meterLoad } from '../sampling/machine-load.ts';
import { prepareRequest, WARM_UP_NS } from '../sampling/prepare.ts';
import type { PrepareRequest } from '../sampling/protocol.ts';
import type { Batch } from '../sampling/sample.ts';
import { startRunner } from '../sampling/spawn.ts';
import type { Step } from '../sampling/steps.ts';
import { seededRandom } from '../statistics/random.ts';
import { type BaseBuild, baseArm } from './arms.ts';
import { type Budget, planBudget } from './budget.ts';
import { planBatches, planControl } from './self-check.ts';
import type { Measured, Session } from './session.ts';

const QUICK_WARM_UP_NS = 50e6;

export interface MeasureOptions {
  /** Where fresh copies go; whoever measures removes it. */
  readonly copiesFolder: string;
  /** Another build, to be measured side by side, or null. */
  readonly base: BaseBuild | null;
  /** Set where blocks are measured until all rows are decided, at most for so long. */
  readonly budget: { readonly seconds: number; readonly margin: number | null } | null;
  /** How long a runner may take for one answer. */
  readonly timeLimitMs: number;
  /** Aborting ends the run; what was sampled stays. */
  readonly signal: AbortSignal;
  /** Called after each part of a block with all that has been measured. */
  onProgress(progress: Progress<RunnableCase>, measured: Measured): void;
  /** Told at once when a row fails, and when an answer takes long. */
  say?(line: string): void;
  /** Ends the run early, which keeps what was measured. @param reason why it cannot go on, a sentence */
  stop?(reason: string): void;
  /** Called between two samples. */
  onStep?(step: Step<RunnableCase>): void;
}

export async function measure(session: Session, options: MeasureOptions): Promise<Measured> {
  const { settings, planned } = session;
  const { base, budget: limits, signal, say } = options;
  const [control, batches] = [
    planControl(planned),
    settings.quick || limits !== null ? undefined : planBatches(planned),
  ];
  const own = planned.flatMap((item) => (item.state === 'runnable' ? [item.runnable] : []));
  const runnable = [
    ...own,
    ...(base === null ? [] : own.map((item) => baseArm(item, base, session.folder))),
    ...[control, batches].filter((item) => item !== undefined),
  ];
  const fixed = {
    control,
    batches,
    ladder: { status: 'skipped', reason: 'It is climbed when all rows are measured.' } as const,
    facts: [],
    pair: base === null ? null : pairOf(session),
  };
  const tables = new Set(runnable.map(({ identity }) => tableId(identity)));
  const parts = [...tables].map((table) => runnable.filter(({ identity }) => tableId(identity) === table));
  const machineLoad: MachineLoad[] = [];
  const random = seededRandom(settings.seed);
  // Every runner of a block listens for the end of the run.
  setMaxListeners(0, signal);
  const readLoad = meterLoad();
  const freshFile = freshFiles(options.copiesFolder);
  const copyOf: typeof freshFile = (...file) => {
    try {
      return freshFile(...file);
    } catch (error) {
      // Not the fault of a row, and every other one would fail for it.
      options.stop?.(noCopies(options.copiesFolder, error));
      throw error;
    }
  };
  const budget =
    limits &&
    planBudget({
      cases: runnable,
      budgetSeconds: limits.seconds,
      elapsedSeconds: session.elapsedSeconds,
      marginOf: ({ scenario, metric }) => limits.margin ?? marginOf(scenario, metric) ?? DEFAULT_MARGIN,
    });
  const collected = await runBlocks(parts, budget === null ? settings.blockCount : MOST_BLOCKS + 1, {
    ...(budget === null ? {} : { select: budget.select }),
    async startRunner(planned, batch, block) {
      const artifact = planned.artifactKind === null ? undefined : session.artifacts.get(planned.artifactKind);
      const item = fromFreshFiles(planned, (path) => copyOf(path, block, isGivenArtifact(artifact)));
      const { launch } = item;
      const { timeLimitMs, copiesFolder } = options;
      const request = requestOf(item, { batch, settings, copiesFolder });
      return startRunner(request, {
        ...{ launch, timeLimitMs, signal, remedy: remedyOf(artifact), say },
        random: planned.isUndisturbed ? () => 0 : random,
      });
    },
    startsAtOnce: availableParallelism(),
    ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
    random,
    signal,
    onFailure({ identity, arm = 'current' }, sentence) {
      // Copies are no rows.
      if (arm === 'current') say?.(`${identity.id} failed: ${sentence}`);
      if (arm === 'base') say?.(`${identity.id} of the other build failed: ${sentence}`);
    },
    onProgress(progress) {
      const [first] = progress.part;
      const table = first === undefined ? '' : tableId(first.identity);
      machineLoad.push({ scenario: table, block: progress.block, ...readLoad() });
      options.onProgress(progress, { ...fixed, ...looksOf(budget), collected: progress.collected, machineLoad });
    },
  });
  return { ...fixed, ...looksOf(budget), collected, machineLoad };
}

function looksOf(budget: Budget<RunnableCase> | null): Pick<Measured, 'looks'> {
  return budget === null ? {} : { looks: [...budget.looks()] };
}

function noCopies(folder: string, error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  return `Plugins cannot be copied to ${dirname(folder)} any more (${code}): free some space, or set TMPDIR to another folder.`;
}

/** Machine code is loaded from copies of this block; text is read into memory anyway, where its file does not matter. */
function fromFreshFiles(planned: RunnableCase, copyOf: (path: string) => string): RunnableCase {
  const { artifactKind, artifactPath, launch } = planned;
  const isText = artifactKind === null || artifactKind === 'script' || isFolder(artifactKind);
  return {
    ...planned,
    artifactPath: isText ? artifactPath : copyOf(artifactPath),
    launch: launch.script === null ? { ...launch, executable: copyOf(launch.executable) } : launch,
  };
}

function pairOf({ createdAt, settings, folder }: Session): Measured['pair'] {
  return { id: `${createdAt} ${settings.seed}`, arm: 'current', pathLength: folder.length };
}

interface PrepareContext {
  readonly batch: Batch | null;
  readonly settings: Settings;
  readonly copiesFolder: string;
}

function requestOf(planned: RunnableCase, { batch, settings, copiesFolder }: PrepareContext): PrepareRequest {
  return prepareRequest({
    scenario: planned.scenario,
    mechanism: planned.identity.mechanism,
    function: planned.function,
    metric: planned.metric.name,
    parameters: planned.identity.parameters ?? {},
    artifactKind: planned.artifactKind,
    artifactPath: planned.artifactPath,
    copiesFolder,
    inputSeed: settings.seed,
    warmUpNs: settings.quick ? QUICK_WARM_UP_NS : WARM_UP_NS,
    targetNs: settings.sampleTargetMs * 1e6,
    batch,
    sampleCount: sampleCountOf(planned),
  });
}

function sampleCountOf({ samplesPerRunner, samplesPerBlock, sizeFactors = [1] }: RunnableCase): number {
  return samplesPerRunner === 'one' ? 1 : samplesPerBlock * sizeFactors.length;
}
