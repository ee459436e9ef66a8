/** `plugin-bench advise`: ranks the mechanisms for a workload, by the figures of a run; with --check, measures the first three. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { importScenario } from '../discover.ts';
import { EXIT, type Io } from '../io.ts';
import { UsageError } from '../plan/cases.ts';
import type { RunRequest } from '../plan/run-request.ts';
import {
  type AdviceRequest,
  type Advised,
  adviseOn,
  missingTables,
  PAYLOAD_TABLE,
  renderAdvice,
} from '../report/advice.ts';
import { CHOICES, type Choice } from '../report/answer.ts';
import { formatChange, formatDuration, formatReach, isInterval } from '../report/format.ts';
import { renderGrid } from '../report/grid.ts';
import { caseId } from '../result/case.ts';
import type { MeasuredCase } from '../result/document.ts';
import { parseDocument } from '../result/parse.ts';
import { readText } from '../result/store.ts';
import { HOST } from '../sampling/runtimes.ts';
import { measuredCases } from '../statistics/evaluate.ts';
import { run } from './run.ts';

export interface AdviseOptions extends Omit<AdviceRequest, 'boundaries'> {
  /** Names, as they were typed. */
  readonly boundaries: readonly string[];
  /** A document, as it was typed. */
  readonly from: string;
  readonly check: boolean;
  readonly json: boolean;
}

const SCENARIO = 'workload';
/** Mechanisms that --check measures. */
const CHECKED = 3;
/** A workload of more is not measured: a runner would give no answer in time. */
const MOST_SECONDS = 30;

/** @param check makes the run of a check, where to put its reports included */
export async function advise(
  { from, check, json, boundaries, ...options }: AdviseOptions,
  checkOf: (out: string) => RunRequest,
  io: Io,
): Promise<number> {
  const request = { ...options, boundaries: boundaries.map(boundaryNamed) };
  await checkWorkload(request);
  const document = parseDocument(readText(resolve(io.cwd, from)), from);
  if (document.plugin !== undefined) {
    throw new UsageError(
      `${from} is of the plugin ${document.plugin.name}: workloads are worked out from figures of plugin-bench's own; give a run without --config.`,
    );
  }
  const missing = missingTables(document);
  if (missing.length > 0) {
    throw new UsageError(
      `${from} has no figures of ${missing.join(' and ')}: run "plugin-bench run --scenario setup,data" first, or name another document with --from.`,
    );
  }
  const unknown = request.runtimes.find((name) => !document.cases.some(({ runtime }) => runtime === name));
  if (unknown !== undefined) {
    const known = [...new Set(document.cases.map(({ runtime }) => runtime))].join(', ');
    throw new UsageError(`${from} has no figures of the runtime "${unknown}"; it has ${known}.`);
  }
  const advice = adviseOn(document, request);
  if (advice.ranked.length === 0) throw new UsageError(`${from} has no mechanism that fits; ask for other boundaries.`);
  if (!check) {
    io.stdout(json ? toJson(advice) : renderAdvice(advice, io.columns));
    return EXIT.ok;
  }
  const asked = advice.ranked.slice(0, CHECKED);
  const slow = asked.find(({ totalNs }) => totalNs.median > MOST_SECONDS * 1e9);
  if (slow !== undefined) {
    throw new UsageError(
      `--check would take ${formatDuration(slow.totalNs.median)} a sample with ${slow.name}: ask for fewer calls.`,
    );
  }
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'plugin-bench-advise-'));
  try {
    const code = await run(withCases(checkOf(folder), asked, request), io);
    if (code !== EXIT.ok) return code;
    const checked = parseDocument(readFileSync(join(folder, 'latest.json'), 'utf8'), 'the check');
    const rows = measuredCases(checked.cases);
    const compared = asked.map((item) => ({ item, measured: rows.find((row) => isOf(row, item)) }));
    if (json)
      io.stdout(toJson({ ...advice, checked: compared.map(({ item, measured }) => checkedRow(item, measured)) }));
    else io.stdout(`${renderAdvice(advice, io.columns)}\n${renderCheck(compared, io.columns)}\n`);
    return EXIT.ok;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws UsageError for a workload that nobody could measure */
async function checkWorkload(workload: AdviceRequest): Promise<void> {
  const { ranges = {} } = await importScenario(SCENARIO);
  for (const name of ['calls', 'bytes'] as const) {
    const most = ranges[name]?.[1] ?? Number.POSITIVE_INFINITY;
    if (workload[name] > most) throw new UsageError(`--${name} ${workload[name]} is too much: give at most ${most}.`);
  }
}

/** @throws UsageError for what is no boundary */
function boundaryNamed(name: string): Choice {
  const choice = CHOICES.find((known) => known === name);
  if (choice === undefined) throw new UsageError(`There is no boundary "${name}"; there are ${CHOICES.join(', ')}.`);
  return choice;
}

/** The same rows: what the document calls its host may be another runtime here. */
function withCases(base: RunRequest, asked: readonly Advised[], { calls, bytes }: AdviceRequest): RunRequest {
  const parameters = { calls: String(calls), bytes: String(bytes) };
  return {
    ...base,
    scenario: [SCENARIO],
    parameters: { calls: [parameters.calls], bytes: [parameters.bytes] },
    runtimes: [...new Set(asked.map(({ runtime }) => runtime))].filter((runtime) => runtime !== HOST.name),
    only: asked.map(({ mechanism, runtime }) =>
      caseId({ scenario: SCENARIO, mechanism, runtime: runtime === HOST.name ? null : runtime, parameters }),
    ),
  };
}

function isOf(row: MeasuredCase, { mechanism, runtime }: Advised): boolean {
  return row.mechanism === mechanism && row.runtime === runtime;
}

function checkedRow({ name, totalNs }: Advised, measured: MeasuredCase | undefined) {
  return {
    name,
    predictedNs: totalNs.median,
    measuredNs: measured?.summary.perIteration.median ?? null,
    difference: measured === undefined ? null : measured.summary.perIteration.median / totalNs.median - 1,
  };
}

function renderCheck(
  compared: readonly { readonly item: Advised; readonly measured: MeasuredCase | undefined }[],
  width: number,
): string {
  const rows = compared.map(({ item, measured }) => {
    if (measured === undefined) return [item.name, formatDuration(item.totalNs.median), '–', '', ''];
    const { perIteration, confidenceLevel } = measured.summary;
    return [
      item.name,
      formatDuration(item.totalNs.median),
      formatDuration(perIteration.median),
      isInterval(confidenceLevel) ? formatReach(perIteration) : '',
      formatChange(perIteration.median / item.totalNs.median),
    ];
  });
  return renderGrid(['', 'predicted', 'measured', '±', 'measured / predicted'], rows, width);
}

function toJson(advice: object): string {
  return `${JSON.stringify(advice, (_key, value) => (value instanceof Map ? undefined : value), 2)}\n`;
}

/** For the help: what may stand between host and plugin. */
export const BOUNDARY_NAMES: readonly string[] = CHOICES;
/** For the help: what a document has to have. */
export const ADVISE_NEEDS = `a document with the tables setup and ${PAYLOAD_TABLE}`;
