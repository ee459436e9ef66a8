/**
 * What a page keeps of its document so that another one can be held against it: what the gate reads, and the medians. The gate
 * compares the fastest sample of each block, so only that is kept; arms of one run are compared round by round and keep all.
 */
import { metricOf, TIME, tableId } from '../../result/case.ts';
import type { Circumstances } from '../../result/comparable.ts';
import type { Block, ResultDocument } from '../../result/document.ts';
import { keptBlocks } from '../../statistics/summarize.ts';
import { drawnNumber } from './text.ts';

/** Id of the data block in the page. */
export const COMPARE_DATA_ID = 'compare-data';

/** Median and its interval, in the unit of the row, with six digits: they are shown, never judged. */
export type Figures = readonly [median: number, low: number, high: number];

/** Blocks of a row, those that count. What all blocks share is said once. */
export interface RowBlocks {
  readonly iterations: number | readonly number[];
  /** Whole samples of each block: the least one, or all in the order taken. */
  readonly samples: readonly (number | readonly number[])[];
  /** What only arms of one run are asked for. */
  readonly arm?: {
    readonly numbers: readonly number[];
    readonly leadIn: number | readonly number[];
    /** Whether it times the start of a host library. */
    readonly opensHost: boolean;
  };
}

export interface CompareRow {
  readonly id: string;
  readonly mechanism: string;
  /** Absent: nanoseconds. */
  readonly unit?: string;
  /** Absent where it was not measured; then there is a reason. */
  readonly figures?: Figures;
  readonly blocks?: RowBlocks;
  readonly skipped?: string;
  readonly failed?: string;
}

export interface CompareData extends Circumstances {
  readonly schemaVersion: number;
  readonly createdAt: string;
  readonly commit: string | null;
  /** Of the raw samples: equal for one run only. */
  readonly samplesSha256: string;
  /** Those with a margin of their own. */
  readonly tables: readonly { readonly id: string; readonly margin?: number | undefined }[];
  readonly rows: readonly CompareRow[];
}

/** As much of a document as is read. */
export type ComparedDocument = Omit<CompareData, 'rows' | 'tables'> & {
  readonly tables: readonly Pick<ResultDocument['tables'][number], 'id' | 'unit' | 'margin'>[];
  readonly cases: readonly ComparedCase[];
};

type ComparedBlock = Pick<
  Block,
  'block' | 'iterationsPerSample' | 'leadInIterations' | 'sampleValues' | 'discarded'
> & { readonly phaseDurationsNs?: Readonly<Record<string, unknown>> | undefined };

type ComparedCase = Pick<ResultDocument['cases'][number], 'id' | 'scenario' | 'parameters' | 'mechanism'> &
  (
    | {
        readonly status: 'measured';
        readonly summary: { readonly perIteration: Readonly<Record<'median' | 'low' | 'high', number>> };
        readonly blocks: readonly ComparedBlock[];
      }
    | { readonly status: 'skipped'; readonly reason: string }
    | { readonly status: 'failed'; readonly error: string }
  );

export function compareData(document: ComparedDocument): CompareData {
  const { schemaVersion, createdAt, commit, samplesSha256, pair, tool, settings, selfCheck } = document;
  const { control } = selfCheck;
  const units = new Map(document.tables.map(({ id, unit }) => [id, unit]));
  return {
    ...{ schemaVersion, createdAt, commit, samplesSha256, pair },
    tool: { version: tool.version },
    settings: {
      quick: settings.quick,
      samplesPerBlock: settings.samplesPerBlock,
      ...(settings.looks === undefined ? {} : { looks: settings.looks }),
    },
    tables: document.tables.flatMap(({ id, margin }) => (margin === undefined ? [] : [{ id, margin }])),
    environment: environmentOf(document.environment),
    selfCheck: {
      control:
        control.status === 'skipped'
          ? { status: 'skipped' }
          : {
              status: 'measured',
              of: control.of,
              agrees: control.agrees,
              ratio: { median: control.ratio.median },
            },
    },
    rows: document.cases.map((row) => compareRow(row, units.get(tableId(row)) ?? 'ns', pair !== null)),
  };
}

function environmentOf(environment: CompareData['environment']): CompareData['environment'] {
  const { machineDigest, cpuModel, cpuCount, memoryBytes, virtualization, platform, arch, nodeVersion, flags } =
    environment;
  const { cpuLimit, passedVariables, runtimes } = environment;
  return {
    ...{ machineDigest, cpuModel, cpuCount, memoryBytes, virtualization, platform, arch, nodeVersion, flags },
    ...(cpuLimit === undefined ? {} : { cpuLimit }),
    ...(passedVariables === undefined ? {} : { passedVariables }),
    runtimes: runtimes.map(({ name, version }) => ({ name, version })),
  };
}

function compareRow(row: ComparedCase, unit: string, isArm: boolean): CompareRow {
  const { id, mechanism } = row;
  const identity = { id, mechanism, ...(metricOf(row) === TIME && unit === 'ns' ? {} : { unit }) };
  switch (row.status) {
    case 'skipped':
      return { ...identity, skipped: row.reason };
    case 'failed':
      return { ...identity, failed: row.error };
    case 'measured': {
      const { median, low, high } = row.summary.perIteration;
      return {
        ...identity,
        figures: [drawnNumber(median), drawnNumber(low), drawnNumber(high)],
        blocks: rowBlocks(row.blocks, isArm),
      };
    }
    default:
      return row satisfies never;
  }
}

function rowBlocks(sampled: readonly ComparedBlock[], isArm: boolean): RowBlocks {
  const blocks = keptBlocks(sampled as readonly Block[]);
  const iterations = shared(blocks.map(({ iterationsPerSample }) => iterationsPerSample));
  if (!isArm) return { iterations, samples: blocks.map(({ sampleValues }) => Math.min(...sampleValues)) };
  const arm = {
    numbers: blocks.map(({ block }) => block),
    leadIn: shared(blocks.map(({ leadInIterations }) => leadInIterations ?? 0)),
    opensHost: blocks.some(({ phaseDurationsNs }) => phaseDurationsNs?.['host-open'] !== undefined),
  };
  return { iterations, samples: blocks.map(({ sampleValues }) => sampleValues), arm };
}

/** One number where all are equal. */
function shared(values: readonly number[]): number | readonly number[] {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : values;
}
