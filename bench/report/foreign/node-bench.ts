/** From the lines that `node --bench --bench-reporter=json` writes, or `--format node-bench`, to their figures. */
import { DocumentError, describeIssue, parseJson } from '../../result/parse.ts';
import { medianInterval } from '../../statistics/median-interval.ts';
import { median, sorted } from '../../statistics/quantiles.ts';
import { countOf } from '../format.ts';
import {
  COMPLETE,
  type CompleteRecord,
  completeRecord,
  DIAGNOSTIC,
  diagnosticRecord,
  OUR_SOURCE,
  ourDetail,
  type Sample,
  SUMMARY,
  summaryRecord,
} from '../node-bench.ts';
import type { ForeignFigures, ForeignResult, ForeignRow } from './foreign.ts';

const REMEDY = 'it is not what "node --bench --bench-reporter=json" writes';
/** Notes of a file that are shown; a loop may make thousands. */
const MOST_NOTES = 5;

/**
 * @param name file name for messages
 * @throws DocumentError for a line that is no record, and when no benchmark has ended
 */
export function parseNodeBench(text: string, name: string): ForeignResult {
  const records = recordsOf(text, name);
  const completed = records.filter(({ type }) => type === COMPLETE).map(({ data, where }) => read(data, where));
  if (completed.length === 0) throw new DocumentError(`${name} holds no result of a benchmark: ${REMEDY}.`);
  const rows = uniquely(completed).map(({ id, record }) => ({ id, outcome: outcomeOf(record) }));
  return { harness: 'node:bench', rows, caveats: [...notesOf(records), ...caveatsOf(rows)] };
}

interface Line {
  readonly type: unknown;
  readonly data: unknown;
  /** For messages. */
  readonly where: string;
}

function recordsOf(text: string, name: string): Line[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const where = `Line ${index + 1} of ${name}`;
    const value = parseJson(line, where, REMEDY);
    if (typeof value !== 'object' || value === null || !('type' in value) || !('data' in value)) {
      throw new DocumentError(`${where} has no "type" and "data": ${REMEDY}.`);
    }
    return [{ type: value.type, data: value.data, where }];
  });
}

function read(data: unknown, where: string): CompleteRecord {
  const parsed = completeRecord.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new DocumentError(`${where} is no result of a benchmark: ${describeIssue(parsed.error.issues[0])}.`);
}

/** A helper that several files share declares one name several times: figures must not hide each other. */
function uniquely(records: readonly CompleteRecord[]): { readonly id: string; readonly record: CompleteRecord }[] {
  const seen = new Map<string, number>();
  return records.map((record) => {
    const id = idOf(record);
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return { id: count === 1 ? id : `${id}#${count}`, record };
  });
}

/** `suite/benchmark?parameter=value`; the names of our own rows say their parameters already. */
function idOf(record: CompleteRecord): string {
  const [table = '', ...names] = record.namePath;
  const [scenario, query] = table.split('?');
  if (isOurs(record)) return [scenario, ...names].join('/') + (query === undefined ? '' : `?${query}`);
  const pairs = Object.entries(record.params).map(([key, value]) => `${key}=${value}`);
  return record.namePath.join('/') + (pairs.length === 0 ? '' : `?${pairs.join('&')}`);
}

function isOurs({ benchId }: CompleteRecord): boolean {
  return benchId.startsWith(`["${OUR_SOURCE}",`);
}

function outcomeOf(record: CompleteRecord): ForeignRow['outcome'] {
  const { samples, skip, error } = record;
  if (error !== undefined) return { gap: `failed: ${messageOf(error)}`, isFailure: true };
  if (skip !== undefined && skip !== false) {
    return { gap: typeof skip === 'string' && skip !== '' ? `skipped: ${skip}` : 'skipped', isFailure: false };
  }
  if (samples.length === 0) return { gap: 'failed: it has no samples', isFailure: true };
  return figuresOf(samples, isOurs(record) ? blocksOf(samples) : null);
}

function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return typeof error === 'string' ? error : 'for a reason that the file does not say';
}

/** Null when a sample does not say of which block it is. */
function blocksOf(samples: readonly Sample[]): Sample[][] | null {
  const blocks = new Map<number, Sample[]>();
  for (const sample of samples) {
    const { data } = ourDetail.safeParse(sample.detail);
    if (data === undefined) return null;
    blocks.set(data.block, [...(blocks.get(data.block) ?? []), sample]);
  }
  return [...blocks.values()];
}

function figuresOf(samples: readonly Sample[], blocks: readonly (readonly Sample[])[] | null): ForeignFigures {
  const perOperation = ({ operations, duration_ns: duration }: Sample) => Number(duration) / operations;
  const units = blocks?.map((block) => median(block.map(perOperation))) ?? samples.map(perOperation);
  const ascending = sorted(samples.map(perOperation));
  return {
    median: median(units),
    interval: units.length < 2 ? null : medianInterval(units),
    min: ascending[0] as number,
    max: ascending.at(-1) as number,
    sampleCount: samples.length,
    blockCount: blocks?.length ?? null,
  };
}

function notesOf(records: readonly Line[]): string[] {
  const notes = records.flatMap(({ type, data }) => {
    const note = type === DIAGNOSTIC ? diagnosticRecord.safeParse(data).data : undefined;
    return note === undefined ? [] : [`The file notes: ${note.message}`];
  });
  const more = notes.length - MOST_NOTES;
  const ends = records.filter(({ type }) => type === SUMMARY).map(({ data }) => summaryRecord.safeParse(data).data);
  return [
    ...notes.slice(0, MOST_NOTES),
    ...(more > 0 ? [`The file has ${countOf(more, 'more note')}.`] : []),
    ...(ends.length === 0 ? ['The file ends before its run did: benchmarks may be missing.'] : []),
    ...(ends.some((end) => end?.success === false) ? ['The run says of itself that it did not succeed.'] : []),
  ];
}

/** What the file cannot say. */
function caveatsOf(rows: readonly ForeignRow[]): string[] {
  const figures = rows.flatMap(({ outcome }) => ('gap' in outcome ? [] : [outcome]));
  const areOfBlocks = figures.every(({ blockCount }) => blockCount !== null);
  return [
    areOfBlocks
      ? 'Intervals are of medians over blocks: fresh processes.'
      : 'Intervals are of medians over the samples of a row. The file does not say of which processes these are; samples of one process resemble ' +
        'each other, and say nothing of the next one.',
    'No machine, runtime, warm-up or floor is known as plugin-bench knows them, and no answer was checked: compare with nothing but another file ' +
      'of this kind, and not by the gate.',
  ];
}
