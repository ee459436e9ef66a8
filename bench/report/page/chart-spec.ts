/** What the page's client draws: computed where the page is made, so that the client only words, places and colours. */

/** Rows of a chart with more than this are lower. */
export const MANY_ROWS = 40;

/** Name of a colour; the page's style defines `--<name>` for each scheme. */
export type ColourName = 'sync' | 'async' | 'floor' | `phase-${string}`;

export interface AxisTick {
  readonly value: number;
  readonly label: string;
}

/** A heading inside a chart, in the place of a row. */
export interface HeadingSpec {
  readonly y: number;
  readonly label: string;
}

/** Medians with their intervals on a logarithmic axis. */
export interface OverviewSpec {
  readonly kind: 'overview';
  readonly unit: string;
  readonly rows: readonly OverviewRow[];
  readonly headings: readonly HeadingSpec[];
  readonly axis: { readonly min: number; readonly max: number; readonly ticks: readonly AxisTick[] };
  /** Upper end of the interval of the floor. */
  readonly floor: number | null;
  readonly reference: number | null;
}

export interface OverviewRow {
  readonly y: number;
  readonly label: string;
  readonly colour: ColourName;
  /** With six digits: more than a chart shows. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Of the interval. */
  readonly level: number;
  readonly blocks: number;
  /** To the reference, with its interval. */
  readonly ratio: readonly [median: number, low: number, high: number] | null;
}

/** Set-up split into phases, as stacked bars. */
export interface PhasesSpec {
  readonly kind: 'phases';
  /** Mechanisms and headings from top to bottom. */
  readonly rows: readonly PhasesRow[];
  readonly phases: readonly PhaseSpec[];
  /** Where the zoomed view ends; null when the slowest bar does not dwarf the others. */
  readonly zoomNs: number | null;
}

export interface PhasesRow {
  readonly label: string;
  readonly isHeading: boolean;
  readonly total: string;
}

export interface PhaseSpec {
  readonly name: string;
  readonly colour: ColourName;
  /** One per row; 0 in headings and where a mechanism has no such phase. */
  readonly ns: readonly number[];
}

/** What a phase takes of a row; 0 in headings. */
export function shareOf({ phases }: Pick<PhasesSpec, 'phases'>, { ns }: PhaseSpec, row: number): number {
  const whole = phases.reduce((sum, phase) => sum + (phase.ns[row] as number), 0);
  return whole === 0 ? 0 : (ns[row] as number) / whole;
}

/** Known work: nanoseconds per call over steps, both logarithmic; steps start at 1. */
export interface LadderSpec {
  readonly kind: 'ladder';
  readonly series: readonly LadderSeries[];
  /** What the clock inside the library says. */
  readonly truth: readonly LadderPoint[];
}

export interface LadderSeries {
  readonly name: string;
  readonly colour: ColourName;
  readonly points: readonly LadderPoint[];
}

export interface LadderPoint {
  readonly x: number;
  readonly y: number;
}

/** A row over runs; the runs themselves are in a data block that all charts of the page share. */
export interface HistorySpec {
  readonly kind: 'history';
  readonly unit: string;
  readonly points: readonly HistoryPoint[];
}

/** Number of the run, median, and the ends of its interval. */
export type HistoryPoint = readonly [run: number, median: number, low: number, high: number];

/** A run, in the order of time. */
export interface RunLabel {
  readonly time: string;
  readonly commit: string;
  /** What sets it apart from the newest one: machine, harness, settings; empty when they can be compared. */
  readonly other: string;
}

/** Id of that data block. */
export const RUNS_DATA_ID = 'history-runs';

/** Views of a `phases` chart, in the order of their buttons. */
export type PhasesView = 'share' | 'absolute' | 'zoomed';

/** Cost of a call over the bytes that it passes, both logarithmic. */
export interface SweepSpec {
  readonly kind: 'sweep';
  readonly series: readonly LadderSeries[];
  /** Of the axis of bytes. */
  readonly ticks: readonly AxisTick[];
}

export type ChartSpec = OverviewSpec | PhasesSpec | LadderSpec | HistorySpec | SweepSpec;
export type ChartSpecs = Readonly<Record<string, ChartSpec>>;
