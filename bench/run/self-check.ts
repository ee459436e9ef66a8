/** The part of a run that measures the run itself: which case is measured twice, which in samples of two sizes, and which climbs the ladder. */
import type { ArtifactState } from '../artifacts/files.ts';
import type { ArtifactKind, Loader } from '../loader.ts';
import { gapOf, NOT_ASKED_AGAIN, type Planned, pathOf, type RunnableCase } from '../plan/cases.ts';
import { idOfAnyFunction, tableId } from '../result/case.ts';
import type { MeasuredCase, SelfCheck, Settings } from '../result/document.ts';
import { LADDER_STEPS, measureLadder } from '../sampling/ladder.ts';
import type { Collection } from '../sampling/lockstep.ts';
import { ChildError, isOutcome } from '../sampling/outcome.ts';
import { judgeBatches, judgeControl } from '../statistics/control.ts';
import { isFloor } from '../statistics/evaluate.ts';
import { ladderFigures } from '../statistics/ladder.ts';

/** Where there is a choice: a real boundary that every machine has. */
const PREFERRED_MECHANISM = 'wasm';
const CONTROLLED_TABLE = tableId({ scenario: 'call' });
/** A quick run has a second for its self-check: fewer rungs. */
const LADDER = { default: { steps: LADDER_STEPS, rounds: 24 }, quick: { steps: [0, 4, 64, 256], rounds: 6 } };

/** What could be measured once more: rows of the call scenario that call a plugin. */
function candidatesOf(planned: readonly Planned[], callStyle: 'sync' | 'async'): RunnableCase[] {
  const tables = planned.map(({ identity }) => tableId(identity));
  const controlled = idOfAnyFunction(tables, CONTROLLED_TABLE);
  return planned.flatMap((item) => {
    const { callStyle: style } = item.identity;
    const isCandidate = tableId(item.identity) === controlled && style === callStyle && !isFloor(item.identity);
    return item.state === 'runnable' && isCandidate ? [item.runnable] : [];
  });
}

/** The case that is measured a second time, under another name; undefined when the run has no row that could be. */
export function planControl(planned: readonly Planned[]): RunnableCase | undefined {
  const candidates = candidatesOf(planned, 'sync');
  const original = candidates.find(({ identity }) => identity.mechanism === PREFERRED_MECHANISM) ?? candidates[0];
  return original && { ...original, arm: 'control' };
}

/** Where there is a choice: rows that feel a pause most; a run of `core` has the first one with Rust, the second one without. */
const PREFERRED_ASYNC = ['process-pipe', 'wasmer-sdk-pipe'];
const BATCH_FACTOR = 8;
const BATCH_SAMPLES = 6;

/** The asynchronous case that is measured once more, in samples of two sizes; undefined when the run has none. */
export function planBatches(planned: readonly Planned[]): RunnableCase | undefined {
  const candidates = candidatesOf(planned, 'async');
  const preferred = PREFERRED_ASYNC.flatMap((name) => candidates.filter(({ identity }) => identity.mechanism === name));
  const original = preferred[0] ?? candidates[0];
  return (
    original && {
      ...original,
      arm: 'batches',
      sizeFactors: [1, BATCH_FACTOR],
      samplesPerBlock: Math.min(BATCH_SAMPLES, original.samplesPerBlock),
    }
  );
}

export function batchesResult(
  planned: RunnableCase | undefined,
  collected: Collection,
  { quick, looks }: Pick<Settings, 'quick' | 'looks'>,
): SelfCheck['batches'] {
  if (looks !== undefined)
    return { status: 'skipped', reason: 'A comparison gives its time to its rows; "plugin-bench run" judges this.' };
  if (quick) return { status: 'skipped', reason: 'A quick run has too few blocks to judge this; run without --quick.' };
  if (planned === undefined)
    return { status: 'skipped', reason: 'The run has no asynchronous row of the call scenario.' };
  const state = collected.get('batches')?.get(planned.id);
  const [small, large] = [[...(state?.blocks ?? [])], [...(state?.resized.get(BATCH_FACTOR) ?? [])]];
  const judged = judgeBatches({ small, large });
  const of = planned.identity.id;
  if (judged === null)
    return { status: 'skipped', reason: state?.error ?? `No block of ${of} has samples of both sizes.` };
  return { status: 'measured', of, factor: BATCH_FACTOR, small, large, ...judged };
}

export function controlResult(
  control: RunnableCase | undefined,
  collected: Collection,
  measured: readonly MeasuredCase[],
): SelfCheck['control'] {
  if (control === undefined)
    return { status: 'skipped', reason: 'The run has no synchronous row of the call scenario.' };
  const { blocks, error } = collected.get('control')?.get(control.id) ?? { blocks: [], error: null };
  const of = control.identity.id;
  const original = measured.find(({ id }) => id === of);
  const judged = original === undefined ? null : judgeControl({ blocks }, original);
  if (judged === null) return { status: 'skipped', reason: error ?? `${of} and its control share no block.` };
  return { status: 'measured', of, blocks: [...blocks], ...judged };
}

/** Kinds of artifacts that have given a row no answer in time: what hung there hangs everywhere, each time until its limit. */
export function silentKinds(planned: readonly Planned[], collected: Collection): Set<ArtifactKind> {
  const rows = planned.flatMap((item) => (item.state === 'runnable' ? [item.runnable] : []));
  const late = rows.filter(({ id }) => isOutcome(collected.get('current')?.get(id)?.failure, 'late'));
  return new Set(late.flatMap(({ artifactKind }) => artifactKind ?? []));
}

export interface LadderInput {
  readonly loaders: readonly Loader[];
  readonly artifacts: ReadonlyMap<ArtifactKind, ArtifactState>;
  readonly quick: boolean;
  readonly seed: number;
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
  /** Kinds of artifacts that gave a row no answer in time: they are not asked again. */
  readonly silent: ReadonlySet<ArtifactKind>;
  /** Told when it takes long. */
  readonly say: (line: string) => void;
}

export async function climbLadder({
  loaders,
  artifacts,
  quick,
  seed,
  timeLimitMs,
  signal,
  silent,
  say,
}: LadderInput): Promise<SelfCheck['ladder']> {
  if (signal.aborted) return { status: 'skipped', reason: 'The run was interrupted.' };
  const loader = loaders.find(({ mechanism }) => mechanism === PREFERRED_MECHANISM);
  const gap = loader === undefined ? `There is no mechanism ${PREFERRED_MECHANISM}.` : gapOf(loader, artifacts);
  if (loader === undefined || gap !== null) return { status: 'skipped', reason: gap ?? '' };
  if (loader.artifact !== null && silent.has(loader.artifact)) return { status: 'skipped', reason: NOT_ASKED_AGAIN };
  const library = silent.has('shared-library') ? undefined : artifacts.get('shared-library');
  const request = {
    mechanism: loader.mechanism,
    artifactPath: pathOf(loader, artifacts),
    libraryPath: library?.state === 'built' ? library.path : null,
    ...(quick ? LADDER.quick : LADDER.default),
    targetNs: 1e6,
    seed,
  };
  try {
    const samples = await measureLadder(request, { runnerCount: 1, withRows: false, timeLimitMs, signal, say });
    return { status: 'measured', samples, figures: ladderFigures(samples) };
  } catch (error) {
    if (!(error instanceof ChildError)) throw error;
    return { status: 'skipped', reason: error.message };
  }
}
