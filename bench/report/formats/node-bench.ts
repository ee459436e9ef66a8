/**
 * The lines of the reporter `json` of node:bench (Node.js 26.9), for tools that read those: one `bench:complete` for every case, and the
 * `bench:summary`. Raw samples are in them, each with its block as `detail`. What a run of ours has no equivalent of is left out:
 * plans, and the line of a declaration. What the format has no field for, the machine and the runtime, is a `bench:diagnostic`, as is
 * every table of another metric, for the format knows nothing but time.
 */
import { metricOf, TIME, tableId } from '../../result/case.ts';
import type { CaseResult, ResultDocument } from '../../result/document.ts';
import { keptBlocks } from '../../statistics/summarize.ts';
import { COMPLETE, DIAGNOSTIC, OUR_SOURCE, rateOf, SUMMARY, summarizeRates } from '../node-bench.ts';
import type { ReportFormat } from '../report-format.ts';
import { rowName } from '../rows.ts';

type Record = { readonly type: string; readonly data: object };

export function renderNodeBench(document: ResultDocument): string {
  const timed = document.cases.filter((row) => metricOf(row) === TIME);
  const completed = timed.map((row) => completeRecord(document, row));
  const records = [...diagnostics(document), ...completed, summaryRecord(document, timed)];
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function completeRecord(document: ResultDocument, row: CaseResult): Record {
  const namePath = [tableId(row), rowName(document, row)];
  // In the order of their names, as node:bench puts them: the identity is made of the text.
  const params = Object.fromEntries(
    Object.entries({ ...row.parameters, runtime: row.runtime, scenario: row.scenario }).sort(([a], [b]) =>
      a < b ? -1 : 1,
    ),
  );
  return {
    type: COMPLETE,
    data: {
      ...scopeOf(document),
      benchId: JSON.stringify([OUR_SOURCE, namePath, params]),
      parentId: JSON.stringify([OUR_SOURCE, namePath.slice(0, 1)]),
      name: namePath[1],
      namePath,
      file: OUR_SOURCE,
      tags: [row.group],
      params,
      ...outcomeOf(row),
    },
  };
}

function outcomeOf(row: CaseResult): object {
  if (row.status === 'skipped') return { samples: [], skip: row.reason };
  const samples = samplesOf(row);
  if (row.status === 'failed') return { samples, error: { name: 'Error', message: row.error } };
  if (samples.length === 0) return { samples, error: { name: 'Error', message: 'No sample took as long as 1 ns.' } };
  return { samples, summary: summarizeRates(samples.map(({ rate }) => rate)) };
}

/** Of the blocks that count; the format has no durations of 0. */
function samplesOf({ blocks }: Extract<CaseResult, { blocks: unknown }>) {
  return keptBlocks(blocks).flatMap(({ block, iterationsPerSample, sampleValues }) =>
    sampleValues
      .map((ns) => ({ operations: iterationsPerSample, duration_ns: wholeNanoseconds(ns) }))
      .filter(({ duration_ns: duration }) => duration !== '0')
      .map((sample) => ({ ...sample, rate: rateOf(sample), detail: { block } })),
  );
}

function wholeNanoseconds(ns: number): string {
  return String(BigInt(Math.round(ns)));
}

function summaryRecord(document: ResultDocument, cases: readonly CaseResult[]): Record {
  const count = (status: CaseResult['status']) => cases.filter((row) => row.status === status).length;
  const counts = {
    completed: count('measured'),
    failed: count('failed'),
    skipped: count('skipped'),
    total: cases.length,
  };
  const success = counts.failed === 0 && document.interruption === null;
  const duration = wholeNanoseconds(document.durationSeconds * 1e9);
  return { type: SUMMARY, data: { ...scopeOf(document), success, counts, duration_ns: duration, file: null } };
}

function diagnostics(document: ResultDocument): Record[] {
  const { environment, tool, createdAt, settings, interruption, tables } = document;
  const { platform, arch, cpuModel, cpuCount, virtualization, nodeVersion } = environment;
  const others = tables.filter(({ metric }) => metric !== TIME).map(({ id }) => id);
  const said = (message: string, level: 'info' | 'warning') => ({
    type: DIAGNOSTIC,
    data: { ...scopeOf(document), message, level },
  });
  return [
    said(
      `${tool.name} ${tool.version}, ${createdAt}: ${cpuModel}, ${cpuCount} processors, ${virtualization}; ${platform} ${arch}; ` +
        `Node.js ${nodeVersion}. ${settings.blockCount} blocks, each a fresh process of every case; the block of a sample is in its detail.`,
      'info',
    ),
    ...(interruption === null ? [] : [said(`Incomplete: ${interruption}`, 'warning')]),
    ...(others.length === 0 ? [] : [said(`Not in this format, which knows only time: ${others.join(', ')}.`, 'info')]),
  ];
}

/** Samples are of many processes and of no file: of those the format has null. */
function scopeOf({ samplesSha256 }: ResultDocument) {
  return { runId: samplesSha256, fileRunId: null, entryFile: null };
}

export default { extension: null, render: renderNodeBench } satisfies ReportFormat;
