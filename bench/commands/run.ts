/** `plugin-bench run`: plan, build, lock, measure, evaluate, write, print. Whatever was measured is kept, however it ends. */
import { setMaxListeners } from 'node:events';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { makeCopiesFolder } from '../artifacts.ts';
import { type BaseBuild, baseArm, baseArtifacts, isBaseArm, ofBase, openBase } from '../base-build.ts';
import { collectFacts } from '../facts/collect.ts';
import { EXIT, type Io } from '../io.ts';
import { type RunnableCase, UsageError } from '../plan.ts';
import { renderReports } from '../report/reports.ts';
import { renderTerminal } from '../report/terminal.ts';
import type { MachineLoad, Settings } from '../result/document.ts';
import { describeCommit } from '../result/environment.ts';
import { prepareFolder, toJson, writeFiles, writeWhole } from '../result/store.ts';
import { takeLock } from '../sampling/lock.ts';
import { type Progress, runBlocks } from '../sampling/lockstep.ts';
import { meterLoad } from '../sampling/machine-load.ts';
import { startRunner } from '../sampling/spawn.ts';
import { climbLadder, planControl } from '../self-check.ts';
import { beginSession, type Measured, type Session, toDocument } from '../session.ts';
import { seededRandom } from '../statistics/random.ts';
import { ensureArtifacts, GIVABLE_KINDS, type GivenArtifacts } from '../toolchain.ts';
import { choose, planRun } from './plan-run.ts';
import { prepareEngines } from './prepare-engines.ts';
import { type ProgressDisplay, showProgress } from './progress.ts';

export interface RunOptions {
  readonly quick: boolean;
  readonly only: readonly string[];
  readonly scenario: readonly string[];
  readonly group: readonly string[];
  /** Names of runtimes besides the host. */
  readonly runtimes: readonly string[];
  readonly blocks: number | undefined;
  readonly seed: number;
  readonly out: string;
  readonly json: boolean;
  readonly timeLimitSeconds: number;
  /** `kind=path` each: artifacts of the user's own to measure in place of ours. */
  readonly artifact: readonly string[];
  /** Folder of another built checkout, to be measured side by side. */
  readonly against: string | undefined;
}

const WARM_UP_MS = { default: 150, quick: 100 };
const PARTIAL_FILE = 'partial.json';
const BASE_FILE = 'base.json';

export async function run(options: RunOptions, io: Io): Promise<number> {
  const asked = await choose(options);
  const base = options.against === undefined ? null : openBase(resolve(io.cwd, options.against));
  const out = resolve(io.cwd, options.out);
  prepareFolder(out);
  const releaseLock = takeLock();
  const copiesFolder = makeCopiesFolder();
  try {
    const say = (line: string) => io.stderr(`${line}\n`);
    const given = givenArtifacts(options.artifact, io.cwd);
    const isReady = await prepareEngines(options, say);
    if (io.signal.aborted) return EXIT.interrupted;
    const choice = isReady ? await choose(options) : asked;
    const artifacts = ensureArtifacts(say, given);
    const plan = planRun(choice, options, artifacts);
    const facts = await collectFacts({ ...plan, artifacts, signal: io.signal, temporaryFolder: copiesFolder });
    const session = beginSession({ ...options, ...plan, artifacts, facts, cwd: io.cwd });
    const ladder = await climbLadder({ ...options, loaders: choice.loaders, artifacts, signal: io.signal });
    const runnable = plan.planned.filter(({ state }) => state === 'runnable').length;
    io.stderr(
      `measuring ${runnable} of ${plan.planned.length} cases in ${session.settings.blockCount} blocks; Ctrl-C keeps what was measured\n`,
    );
    const display = showProgress(io, session.settings.blockCount, session.elapsedSeconds);
    const measured = await measure(session, { ...options, out, copiesFolder, ladder, base }, display, io);
    display.stop();
    if (base !== null) writeBase(session, measured, base, out, io);
    return finish(session, measured, out, options, io);
  } finally {
    rmSync(copiesFolder, { recursive: true, force: true });
    releaseLock();
  }
}

async function measure(
  session: Session,
  options: RunOptions & {
    readonly copiesFolder: string;
    readonly ladder: Measured['ladder'];
    readonly base: BaseBuild | null;
  },
  display: ProgressDisplay,
  io: Io,
): Promise<Measured> {
  const { settings, planned, scenarios } = session;
  const { base } = options;
  const control = planControl(planned);
  const own = planned.flatMap((item) => (item.state === 'runnable' ? [item.runnable] : []));
  const runnable = [
    ...own,
    ...(base === null ? [] : own.map((item) => baseArm(item, base))),
    ...(control === undefined ? [] : [control]),
  ];
  const fixed = {
    control,
    ladder: options.ladder,
    pair: base === null ? null : { id: `${session.createdAt} ${settings.seed}`, arm: 'current' as const },
  };
  const parts = scenarios
    .map(({ name }) => runnable.filter(({ identity }) => identity.scenario === name))
    .filter((part) => part.length > 0);
  const machineLoad: MachineLoad[] = [];
  const random = seededRandom(settings.seed);
  // Every runner of a block listens for the end of the run.
  setMaxListeners(0, io.signal);
  const readLoad = meterLoad();
  const collected = await runBlocks(parts, settings.blockCount, {
    startRunner: (planned, iterationsPerSample) =>
      startRunner(prepareRequest(planned, { iterationsPerSample, settings, copiesFolder: options.copiesFolder }), {
        timeLimitMs: options.timeLimitSeconds * 1000,
        random,
        signal: io.signal,
        command: planned.command,
        ...runnerOf(planned, base),
      }),
    startsAtOnce: availableParallelism(),
    random,
    signal: io.signal,
    onProgress(progress) {
      const scenario = progress.part[0]?.identity.scenario ?? '';
      machineLoad.push({ scenario, block: progress.block, ...readLoad() });
      display.update(progress);
      savePartial(session, { ...fixed, collected: progress.collected, machineLoad }, progress, options.out);
    },
  });
  return { ...fixed, collected, machineLoad };
}

/** Which script the command runs, when it is not the runner of this build. */
function runnerOf(planned: RunnableCase, base: BaseBuild | null): { runnerPath?: string | null } {
  if (planned.isRunner) return { runnerPath: null };
  return base !== null && isBaseArm(planned) ? { runnerPath: base.runnerPath } : {};
}

function prepareRequest(
  planned: RunnableCase,
  {
    iterationsPerSample,
    settings,
    copiesFolder,
  }: { iterationsPerSample: number | null; settings: Settings; copiesFolder: string },
) {
  return {
    type: 'prepare',
    scenario: planned.identity.scenario,
    mechanism: planned.identity.mechanism,
    artifactKind: planned.artifactKind,
    artifactPath: planned.artifactPath,
    copiesFolder,
    inputSeed: settings.seed,
    warmUpNs: (settings.quick ? WARM_UP_MS.quick : WARM_UP_MS.default) * 1e6,
    targetNs: settings.sampleTargetMs * 1e6,
    iterationsPerSample,
    sampleCount: planned.samplesPerRunner === 'one' ? 1 : planned.samplesPerBlock,
  } as const;
}

/** The other arm is a document of its own, for the gate: same run, same rounds, other build. */
function writeBase(session: Session, measured: Measured, base: BaseBuild, out: string, io: Io): void {
  const interruption = io.signal.aborted ? 'The run was interrupted.' : null;
  const pair = measured.pair && { ...measured.pair, arm: 'base' as const };
  const document = toDocument(
    session,
    { ...measured, collected: ofBase(measured.collected), control: undefined, pair },
    interruption,
  );
  const described = {
    ...document,
    tool: { ...document.tool, version: base.version },
    artifacts: baseArtifacts(session.artifacts, base),
    commit: describeCommit(base.folder),
  };
  const folder = writeFiles(out, new Map([[BASE_FILE, toJson(described)]]));
  io.stderr(
    `The other build: ${join(folder, BASE_FILE)}; "plugin-bench gate --baseline ${join(folder, BASE_FILE)}" compares.\n`,
  );
}

/** After each block the document so far is on disk: a run that is killed loses one block at most. */
function savePartial(
  session: Session,
  measured: Measured,
  { done, total, endsBlock }: Progress<RunnableCase>,
  out: string,
): void {
  if (!endsBlock || done === total) return;
  const document = toDocument(session, measured, 'The run is not finished, or its process was killed.');
  try {
    writeWhole(join(out, PARTIAL_FILE), toJson(document));
  } catch {
    // A copy for emergencies must not cause one: the samples are in memory, and the end of the run finds them a place.
  }
}

function finish(session: Session, results: Measured, out: string, options: RunOptions, io: Io): number {
  const interruption = io.signal.aborted
    ? `The run was interrupted after ${session.elapsedSeconds().toFixed(0)} s.`
    : null;
  const document = toDocument(session, results, interruption);
  const measured = document.cases.filter(({ status }) => status === 'measured').length;
  const failed = document.cases.filter(({ status }) => status === 'failed').length;
  if (interruption !== null && measured === 0) {
    io.stderr('Interrupted before anything was measured; reports are left as they were.\n');
    return EXIT.interrupted;
  }
  // Raw samples first: whatever a renderer may run into, they are safe.
  writeFiles(out, new Map([['latest.json', toJson(document)]]));
  const folder = writeFiles(out, renderReports(document, 'latest'));
  rmSync(join(out, PARTIAL_FILE), { force: true });
  io.stdout(options.json ? toJson(document) : renderTerminal(document, io));
  io.stderr(`Reports: ${join(folder, 'latest.html')} and latest.{json,md,csv,txt} beside it (seed ${options.seed}).\n`);
  if (folder !== out) io.stderr(`${out} could not be written, so they are in ${folder}.\n`);
  if (interruption !== null) return EXIT.interrupted;
  return failed > 0 || measured === 0 ? EXIT.couldNotMeasure : EXIT.ok;
}

function givenArtifacts(pairs: readonly string[], cwd: string): GivenArtifacts {
  return Object.fromEntries(
    pairs.map((pair) => {
      const kind = GIVABLE_KINDS.find((known) => pair.startsWith(`${known}=`));
      if (kind === undefined) {
        throw new UsageError(`"${pair}" is not KIND=PATH; kinds are ${GIVABLE_KINDS.join(', ')}.`);
      }
      return [kind, resolve(cwd, pair.slice(kind.length + 1))];
    }),
  );
}
