/**
 * `plugin-bench doctor --full` measures the suite's own error, `plugin-bench article` the article's benchmarks: every check in
 * turn, then truth.{json,md,html} or article.{json,md,html}.
 */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureArtifacts } from '../artifacts/ensure.ts';
import { checkTemporaryFolder, makeCopiesFolder, PROJECT_ROOT } from '../artifacts/files.ts';
import { discoverLoaders, discoverScenarios } from '../discover.ts';
import { EXIT, type Io } from '../io.ts';
import { UsageError } from '../plan/cases.ts';
import { currentLoad, describeCommit, describeEnvironment } from '../result/environment.ts';
import { tidy } from '../result/printable.ts';
import { redactor } from '../result/redact.ts';
import { prepareFolder } from '../result/store.ts';
import { showActivity } from '../run/activity.ts';
import { measureTimer, systemClock } from '../sampling/clock.ts';
import { flagNames } from '../sampling/environment.ts';
import { takeLock } from '../sampling/lock.ts';
import { findRuntimes, flagsOf, HOST, recordOf } from '../sampling/runtimes.ts';
import type { Check } from '../truth/check.ts';
import { SUITE_CHECKS } from '../truth/checks.ts';
import { type SuiteName, TRUTH_SCHEMA_VERSION, type TruthDocument } from '../truth/document.ts';
import { renderTruthReports } from '../truth/report/reports.ts';
import { renderTruthTerminal } from '../truth/report/terminal.ts';
import { runChecks } from '../truth/run-checks.ts';
import { TOOL_VERSION } from '../version.ts';
import { keep } from './keep.ts';
import { shownPath } from './shown-path.ts';

export interface TruthOptions {
  readonly suite: SuiteName;
  /** Names of checks; empty: all. */
  readonly only: readonly string[];
  readonly out: string;
  readonly seed: number;
  /** The short form. */
  readonly quick: boolean;
}

export async function truth({ suite, only, out, seed, quick }: TruthOptions, io: Io): Promise<number> {
  const checks = selectChecks(SUITE_CHECKS[suite], only);
  const folder = resolve(io.cwd, out);
  prepareFolder(folder);
  checkTemporaryFolder();
  const lock = takeLock('measuring');
  const temporaryFolder = makeCopiesFolder();
  try {
    const activity = showActivity(io);
    const { say, tick, block } = activity;
    const context = {
      loaders: await discoverLoaders(),
      scenarios: await discoverScenarios(),
      quick,
      artifacts: ensureArtifacts(say, {}, 'timed', block),
      counting: ensureArtifacts(say, {}, 'counting', block),
      seed,
      signal: io.signal,
      temporaryFolder,
      say,
      tick,
    };
    const started = systemClock.nowNs();
    const createdAt = new Date().toISOString();
    const loadAverageAtStart = currentLoad();
    const results = await runChecks(checks, context, systemClock);
    activity.clear();
    const document: TruthDocument = {
      kind: 'plugin-bench truth',
      suite,
      schemaVersion: TRUTH_SCHEMA_VERSION,
      tool: { name: 'plugin-bench', version: TOOL_VERSION },
      createdAt,
      durationSeconds: Number((Number(systemClock.nowNs() - started) / 1e9).toFixed(3)),
      commit: describeCommit(io.cwd),
      seed,
      quick,
      environment: describeEnvironment({
        timer: measureTimer(systemClock),
        packages: {},
        loadAverageAtStart,
        runnerFlags: flagNames(flagsOf(HOST)),
        passedVariables: [],
        runtimes: [HOST, ...(await findRuntimes()).filter(({ info }) => info.family === 'rust')].map(recordOf),
      }),
      checks: results,
    };
    // Stacks with their lines and folders are for whoever sits here.
    for (const check of results) {
      if (check.status === 'failed' && check.stack !== undefined) io.stderr(`${check.name}: ${check.stack}\n`);
    }
    tidy(document, redactor([PROJECT_ROOT, temporaryFolder, io.cwd]));
    const written = keep(folder, renderTruthReports(document, suite), `${suite}.json`, io);
    io.stdout(renderTruthTerminal(document, io));
    if (written === null) return EXIT.couldNotMeasure;
    io.stderr(
      `Reports: ${shownPath(join(written, `${suite}.html`), io.cwd)} and ${suite}.{json,md} beside it (seed ${seed}).\n`,
    );
    return exitCodeOf(document, io);
  } finally {
    rmSync(temporaryFolder, { recursive: true, force: true });
    lock.release();
  }
}

/**
 * What could not be checked here is said, and is no failure beside what could; what does not hold, is. The short form
 * judges nothing: it is sound when every check went through all of its steps.
 */
function exitCodeOf({ checks, quick }: TruthDocument, io: Io): number {
  if (io.signal.aborted) return EXIT.interrupted;
  const isMeasured = checks.some(({ status }) => status === 'measured');
  if (!isMeasured || checks.some(({ status }) => status === 'failed')) return EXIT.couldNotMeasure;
  if (quick) return EXIT.ok;
  const findings = checks.flatMap((check) => (check.status === 'measured' ? check.judgement.findings : []));
  if (findings.some(({ holds }) => holds === false)) return EXIT.differs;
  return findings.some(({ holds }) => holds === null) ? EXIT.inconclusive : EXIT.ok;
}

function selectChecks(all: readonly Check[], names: readonly string[]): Check[] {
  const unknown = names.find((name) => !all.some((check) => check.name === name));
  if (unknown !== undefined) {
    throw new UsageError(`There is no check "${unknown}"; there are ${all.map(({ name }) => name).join(', ')}.`);
  }
  return all.filter(({ name }) => names.length === 0 || names.includes(name));
}
