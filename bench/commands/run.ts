/** `plugin-bench run`: plan, build, lock, measure, evaluate, write, print. Whatever was measured is kept, however it ends. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { restoreEngines } from '../artifacts/engine-cache.ts';
import { findEngines } from '../artifacts/engines.ts';
import { ensureArtifacts } from '../artifacts/ensure.ts';
import { makeCopiesFolder } from '../artifacts/files.ts';
import { collectFacts } from '../facts/collect.ts';
import { EXIT, type Io } from '../io.ts';
import type { RunnableCase } from '../plan/cases.ts';
import { choose } from '../plan/choice.ts';
import { planRun } from '../plan/plan-run.ts';
import type { RunRequest } from '../plan/run-request.ts';
import { renderReports } from '../report/reports.ts';
import { renderTerminal } from '../report/terminal.ts';
import { prepareFolder, toJson, writeFiles, writeWhole } from '../result/store.ts';
import { type BaseBuild, openBase, pathNote } from '../run/arms.ts';
import { measure } from '../run/measure.ts';
import { showProgress } from '../run/progress.ts';
import { climbLadder } from '../run/self-check.ts';
import { baseDocument, beginSession, type Measured, type Session, toDocument } from '../run/session.ts';
import { takeLock } from '../sampling/lock.ts';
import type { Progress } from '../sampling/lockstep.ts';

const WITHOUT_ENGINES =
  'Without Wasmtime, Wasmer, wasmi and the host in Rust: "npm run build:engines" builds them (ten minutes on two cores, once; 100 MB; needs Rust).\n';
const PARTIAL_FILE = 'partial.json';
const BASE_FILE = 'base.json';

export async function run(request: RunRequest, io: Io): Promise<number> {
  const { out, against } = request;
  const asked = await choose(request);
  const base = against === null ? null : await openBase(against);
  prepareFolder(out);
  const releaseLock = takeLock();
  const copiesFolder = makeCopiesFolder();
  try {
    const say = (line: string) => io.stderr(`${line}\n`);
    const note = base === null ? null : pathNote(base);
    if (note !== null) say(note);
    // Under the lock: another run may have the old ones open.
    const isRestored = findEngines().state === 'missing' && restoreEngines();
    const choice = isRestored ? await choose(request) : asked;
    const artifacts = ensureArtifacts(say, request.given);
    const plan = planRun(choice, request, artifacts);
    const session = beginSession({ ...plan, artifacts, request, cwd: io.cwd });
    const runnable = plan.planned.filter(({ state }) => state === 'runnable').length;
    io.stderr(
      `measuring ${runnable} of ${plan.planned.length} cases in ${session.settings.blockCount} blocks; Ctrl-C keeps what was measured\n`,
    );
    const display = showProgress(io, session.settings.blockCount, session.elapsedSeconds);
    const sampled = await measure(session, {
      copiesFolder,
      base,
      timeLimitMs: request.timeLimitMs,
      signal: io.signal,
      onProgress(progress, soFar) {
        display.update(progress);
        savePartial(session, soFar, progress, out);
      },
    });
    display.stop();
    // Whoever interrupts what follows has all samples.
    const isInterrupted = io.signal.aborted;
    if (!isInterrupted) say('all is measured; known work and facts are left');
    // What is no figure of a row comes last, so that the first sample is taken at once.
    const ladder = await climbLadder({ ...request, loaders: choice.loaders, artifacts, signal: io.signal });
    const facts = await collectFacts({ ...plan, artifacts, signal: io.signal, temporaryFolder: copiesFolder });
    // Half of the facts, found while the run was being ended, would be wrong ones.
    const measured = { ...sampled, ladder, facts: io.signal.aborted ? [] : facts };
    if (base !== null) writeBase(session, { measured, isInterrupted }, base, out, io);
    return finish(session, { measured, isInterrupted }, request, io);
  } finally {
    rmSync(copiesFolder, { recursive: true, force: true });
    releaseLock();
  }
}

interface Results {
  readonly measured: Measured;
  /** Before all blocks were measured. */
  readonly isInterrupted: boolean;
}

/** The other arm is a document of its own, for the gate. */
function writeBase(session: Session, { measured, isInterrupted }: Results, base: BaseBuild, out: string, io: Io): void {
  const interruption = isInterrupted ? 'The run was interrupted.' : null;
  const document = baseDocument(session, measured, base, interruption);
  const folder = writeFiles(out, new Map([[BASE_FILE, toJson(document)]]));
  io.stderr(
    `The other build: ${join(folder, BASE_FILE)}; "plugin-bench gate --baseline ${join(folder, BASE_FILE)}" compares.\n`,
  );
}

/** After each block the document so far is on disk: a run that is killed loses one block at most. */
function savePartial(session: Session, measured: Measured, { endsBlock }: Progress<RunnableCase>, out: string): void {
  if (!endsBlock) return;
  const document = toDocument(session, measured, 'The run is not finished, or its process was killed.');
  try {
    writeWhole(join(out, PARTIAL_FILE), toJson(document));
  } catch {
    // A copy for emergencies must not cause one: the samples are in memory, and the end of the run finds them a place.
  }
}

function finish(session: Session, results: Results, request: RunRequest, io: Io): number {
  const { out } = request;
  const interruption = results.isInterrupted
    ? `The run was interrupted after ${session.elapsedSeconds().toFixed(0)} s.`
    : null;
  const document = toDocument(session, results.measured, interruption);
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
  io.stdout(request.json ? toJson(document) : renderTerminal(document, io));
  io.stderr(`Reports: ${join(folder, 'latest.html')} and latest.{json,md,csv,txt} beside it (seed ${request.seed}).\n`);
  if (request.group.length === 0 && request.only.length === 0 && findEngines().state === 'missing') {
    io.stderr(WITHOUT_ENGINES);
  }
  if (folder !== out) io.stderr(`${out} could not be written, so they are in ${folder}.\n`);
  if (interruption !== null) return EXIT.interrupted;
  return failed > 0 || measured === 0 ? EXIT.couldNotMeasure : EXIT.ok;
}
