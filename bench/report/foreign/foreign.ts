/**
 * Figures that another harness has measured: names and samples, and nothing of what a document of ours holds besides. There is no way
 * from here to a document, which has blocks, a machine and a runtime: those would have to be invented. So it has formats of its own
 * right: the ones that need a name and a figure.
 */

/** A benchmark of another harness. */
export interface ForeignRow {
  /** One of a kind in its file. */
  readonly id: string;
  readonly outcome: ForeignFigures | { readonly gap: string; readonly isFailure: boolean };
}

/** Nanoseconds per operation. */
export interface ForeignFigures {
  readonly median: number;
  /** Of the median, over blocks where the file has them, else over samples; null when there is only one. */
  readonly interval: { readonly low: number; readonly high: number; readonly level: number } | null;
  readonly min: number;
  readonly max: number;
  readonly sampleCount: number;
  /** Processes that the samples are of; null where the file does not say. */
  readonly blockCount: number | null;
}

export interface ForeignResult {
  /** Name of the harness, for a heading. */
  readonly harness: string;
  readonly rows: readonly ForeignRow[];
  /** What the file does not say, or says against itself, in sentences. */
  readonly caveats: readonly string[];
}

/** Rows that have figures. */
export function measuredRows({ rows }: ForeignResult): { readonly id: string; readonly figures: ForeignFigures }[] {
  return rows.flatMap(({ id, outcome }) => ('gap' in outcome ? [] : [{ id, figures: outcome }]));
}
