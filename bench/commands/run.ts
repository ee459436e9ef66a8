/** `plugin-bench run`: plan, build, lock, measure, evaluate, write, print. Whatever was measured is kept, however it ends. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { restoreEngines } from '../artifacts/engine-cache.ts';
import { findEngines } from '../artifacts/engines.ts';
import { ensureArtifacts } from '../artifacts/ensure.ts';
import { checkTemporaryFolder, makeCopiesFolder, removeLeftCopies } from '../artifacts/files.ts';
import { ownArtifacts } from '../config/artifacts.ts';
import { loadConfig } from '../config/load.ts';
import { collectFacts } from '../facts/collect.ts';
import { EXIT, type Io } from '../io.ts';
import type { RunnableCase } from '../plan/cases.ts';
import { choose } from '../plan/choice.ts';
import { planRun } from '../plan/plan-run.ts';
import type { RunRequest } from '../plan/run-request.ts';
import { formatSeconds } from '../report/format.ts';
import { renderFormat, renderReports, TABLE } from '../report/reports.ts';
import { renderTerminal } from '../report/terminal.ts';
import { prepareFolder, toJson } from '../result/store.ts';
import { showActivity } from '../run/activity.ts';
import { type BaseBuild, openBase, openOther, pathNote } from '../run/arms.ts';
import { type EndedEarly, earlyEnd } from '../run/early-end.ts';
import { type Ending, openRunFolder, type RunFolder, removeLeftovers } from '../run/history.ts';
import { measure } from '../run/measure.ts';
import { showProgress } from '../run/progress.ts';
import { climbLadder, silentKinds } from '../run/self-check.ts';
import { baseDocument, beginSession, type Measured, redactorOf, type Session, toDocument } from '../run/session.ts';
import { watchSpace } from '../run/space.ts';
import { passVariables, withholdsNodeOptions } from '../sampling/environment.ts';
import { takeLock } from '../sampling/lock.ts';
import type { Progress } from '../sampling/lockstep.ts';
import { keep } from './keep.ts';
import { shownPath } from './shown-path.ts';

const WITHOUT_ENGINES =
  'Without Wasmtime, Wasmer, wasmi and the host in Rust: "npm run build:engines" builds them (ten minutes on two cores, once; 100 MB; needs Rust).\n';
const BASE_FILE = 'base.json';

export async function run(request: RunRequest, io: Io): Promise<number> {
  const { out, against, env } = request;
  passVariables(env);
  const activity = showActivity(io);
  const own = request.config === null ? null : await loadConfig(request.config);
  const asked = await activity.wait('looking for runtimes', choose(request, own));
  const isOfHarness = against !== null && own === null;
  const otherBuild = isOfHarness ? await activity.wait('looking at the other build', openBase(against)) : null;
  prepareFolder(out);
  checkTemporaryFolder();
  const lock = takeLock('building');
  const copiesFolder = makeCopiesFolder();
  try {
    removeLeftovers(out);
    removeLeftCopies();
    const { say } = activity;
    // Names of one length, as everything that two arms differ in.
    const [mine, theirs] = ['head', 'base'].map((name) => join(copiesFolder, name)) as [string, string];
    const base = own === null || against === null ? otherBuild : openOther(own, against, theirs);
    if (withholdsNodeOptions()) {
      say('NODE_OPTIONS is not passed to runners; "--env NODE_OPTIONS" passes it.');
    }
    const note = base === null ? null : pathNote(base);
    if (note !== null) say(note);
    // Under the lock: another run may have the old ones open.
    const isRestored =
      findEngines().state === 'missing' && activity.block('looking for engines in the cache', restoreEngines);
    const choice = isRestored ? await choose(request, own) : asked;
    // Known work is in our plugin, whichever is measured.
    const ours = ensureArtifacts(say, request.given, 'timed', activity.block);
    const artifacts = own === null ? ours : ownArtifacts(own, mine);
    lock.says('measuring');
    const plan = planRun(choice, request, artifacts);
    const session = beginSession({
      ...plan,
      functions: choice.functions,
      artifacts,
      own,
      request,
      cwd: own?.folder ?? io.cwd,
    });
    const runnable = plan.planned.filter(({ state }) => state === 'runnable').length;
    io.stderr(
      `measuring ${runnable} of ${plan.planned.length} cases ${extentOf(request)}; Ctrl-C keeps what was measured\n`,
    );
    const folder = openRunFolder(out, session);
    const display = showProgress(
      io,
      { blocks: session.settings.blockCount, seconds: request.budget?.seconds },
      session.elapsedSeconds,
    );
    const saveSoFar = saver(session, folder, display.say);
    // What children say is shown at once, as it will be in the document: logs of CI are published too.
    const redact = redactorOf(session);
    const tell = (line: string) => display.say(redact(line));
    const checkSpace = watchSpace({ reports: out, copies: copiesFolder }, display.say);
    const end = earlyEnd(io.signal);
    const sampled = await measure(session, {
      copiesFolder,
      base,
      budget: request.budget,
      timeLimitMs: request.timeLimitMs,
      signal: end.signal,
      say: tell,
      stop: end.stop,
      onProgress(progress, soFar) {
        checkSpace();
        display.note('writing what was measured');
        // Who reads that a block is done may rely on it.
        saveSoFar(progress, soFar);
        display.update(progress);
      },
      onStep: display.step,
    });
    display.stop();
    // Whoever interrupts what follows has all samples.
    const ended = end.state();
    if (ended === null) say('all is measured; known work and facts are left');
    const { timeLimitMs } = request;
    const silent = silentKinds(session.planned, sampled.collected);
    const common = { artifacts, signal: end.signal, timeLimitMs, silent, say: (line: string) => say(redact(line)) };
    // What is no figure of a row comes last, so that the first sample is taken at once.
    const ladder = await climbLadder({ ...request, ...common, artifacts: ours, loaders: choice.loaders });
    let asking = 'asking mechanisms for facts';
    const collecting = collectFacts({
      ...plan,
      ...common,
      // They are found by asking for min, and by declaring it wrongly.
      ...(own === null ? {} : { placed: [] }),
      temporaryFolder: copiesFolder,
      onProgress(done, total, mechanism) {
        asking = `asking ${mechanism} for facts, ${done + 1} of ${total}`;
      },
    });
    const facts = await activity.wait(() => asking, collecting);
    // Half of the facts, found while the run was being ended, would be wrong ones.
    const measured = { ...sampled, ladder, facts: end.signal.aborted ? [] : facts };
    const results = { measured, ended, folder };
    const isBaseWritten = base === null || writeBase(session, results, base, out, io);
    const exitCode = finish(session, results, request, io);
    return exitCode === EXIT.ok && !isBaseWritten ? EXIT.couldNotMeasure : exitCode;
  } finally {
    rmSync(copiesFolder, { recursive: true, force: true });
    lock.release();
  }
}

/** How long it may take. */
function extentOf({ blocks, budget }: RunRequest): string {
  return budget === null
    ? `in ${blocks} blocks`
    : `in both builds, until all are decided, ${formatSeconds(budget.seconds)} at most`;
}

interface Results {
  readonly measured: Measured;
  /** How it ended before all blocks were measured; null: it did not. */
  readonly ended: EndedEarly | null;
  readonly folder: RunFolder;
}

/** The other arm is a document of its own, for the gate. @returns whether it is where the gate looks for it */
function writeBase(session: Session, results: Results, base: BaseBuild, out: string, io: Io): boolean {
  const { measured, ended, folder } = results;
  const interruption = ended === null ? null : (ended.reason ?? 'The run was interrupted.');
  const files = new Map([[BASE_FILE, toJson(baseDocument(session, measured, base, interruption))]]);
  const own = keep(folder.path, files, BASE_FILE, io);
  if (ended !== null || own === null) return false;
  const written = keep(out, files, BASE_FILE, io) ?? own;
  const file = shownPath(join(written, BASE_FILE), io.cwd);
  io.stderr(`The other build: ${file}; "plugin-bench gate --baseline ${file}" compares.\n`);
  return written === out;
}

/** After each block the document so far is on disk: a run that is killed loses one block at most. */
function saver(session: Session, folder: RunFolder, say: (line: string) => void) {
  let isSaid = false;
  return ({ endsBlock }: Progress<RunnableCase>, measured: Measured): void => {
    if (!endsBlock) return;
    const document = toDocument(session, measured, 'The run is not finished, or its process was killed.');
    try {
      folder.save(toJson(document));
    } catch (error) {
      // A copy for emergencies must not cause one: the samples are in memory, and the end of the run finds them a place.
      if (!isSaid)
        say(`The blocks so far cannot be written (${(error as NodeJS.ErrnoException).code}): free some space.`);
      isSaid = true;
    }
  };
}

function finish(session: Session, { measured, ended, folder }: Results, request: RunRequest, io: Io): number {
  const interruption = ended === null ? null : describeEnd(ended, session);
  const exitCode = ended?.reason == null ? EXIT.interrupted : EXIT.couldNotMeasure;
  const document = toDocument(session, measured, interruption);
  const measuredCount = document.cases.filter(({ status }) => status === 'measured').length;
  const failedCount = document.cases.filter(({ status }) => status === 'failed').length;
  if (ended !== null && measuredCount === 0) {
    rmSync(join(folder.path, BASE_FILE), { force: true });
    folder.close();
    io.stderr(`${ended.reason ?? 'Interrupted.'} Nothing was measured before; reports are left as they were.\n`);
    return exitCode;
  }
  const json = toJson(document);
  const ending: Ending = ended === null ? 'complete' : 'interrupted';
  // Raw samples first: whatever a renderer may run into, they are safe.
  const own = keep(folder.path, new Map([[`${ending}.json`, json]]), `${ending}.json`, io);
  if (own === null) return leftAsTheyWere(request, io, EXIT.couldNotMeasure);
  if (request.format === TABLE) io.stdout(renderTerminal(document, { ...io, verbose: request.verbose }));
  else if (request.format !== null) io.stdout(renderFormat(document, request.format));
  const reports = renderReports(document, ending);
  keep(own, reports, null, io);
  if (own !== folder.path) return leftAsTheyWere(request, io, EXIT.couldNotMeasure);
  folder.close();
  if (ended !== null) {
    io.stderr(`What was measured is in ${shownPath(join(own, 'interrupted.json'), io.cwd)} and beside it.\n`);
    return leftAsTheyWere(request, io, exitCode);
  }
  const latest = new Map([...reports].map(([name, text]) => [name.replace(ending, 'latest'), text]));
  // The gate would judge an earlier run.
  if (keep(request.out, latest, null, io) !== request.out) return leftAsTheyWere(request, io, EXIT.couldNotMeasure);
  io.stderr(
    `Reports: ${shownPath(join(request.out, 'latest.html'), io.cwd)} and latest.{json,md,csv,txt} beside it (seed ${request.seed}); kept in ${shownPath(own, io.cwd)}.\n`,
  );
  if (request.group.length === 0 && request.only.length === 0 && findEngines().state === 'missing') {
    io.stderr(WITHOUT_ENGINES);
  }
  return failedCount > 0 || measuredCount === 0 ? EXIT.couldNotMeasure : EXIT.ok;
}

function describeEnd({ reason }: EndedEarly, session: Session): string {
  const after = `after ${session.elapsedSeconds().toFixed(0)} s`;
  return reason === null ? `The run was interrupted ${after}.` : `The run ended ${after}: ${reason}`;
}

/** Says that this run is not the last complete one. */
function leftAsTheyWere({ out }: RunRequest, io: Io, exitCode: number): number {
  if (existsSync(join(out, 'latest.json')))
    io.stderr(`${shownPath(join(out, 'latest.*'), io.cwd)} are of an earlier run.\n`);
  return exitCode;
}
