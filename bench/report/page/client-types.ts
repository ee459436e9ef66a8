/** How the page's scripts meet: they cannot import each other, so each kind of chart leaves its builder in one global. */
import type { ChartConfiguration, ChartType } from 'chart.js';
import type {
  ColourName,
  HistorySpec,
  LadderSpec,
  OverviewSpec,
  PhasesSpec,
  PhasesView,
  SweepSpec,
} from './chart-spec.ts';

/** Colours of the style that only charts use by name. */
export type InkName = 'ink' | 'muted' | 'line' | 'bg' | 'notice';

/** What builders take from the page's style, read anew for each drawing. */
export interface Theme {
  colour(name: ColourName | InkName): string;
  font(size: number, weight?: 'normal' | 'bold'): { family: string; size: number; weight: 'normal' | 'bold' };
  /** Too little width for names beside the plot. */
  readonly narrow: boolean;
}

export type BuiltChart<T extends ChartType> = Pick<ChartConfiguration<T>, 'type' | 'data' | 'options' | 'plugins'>;

export interface ChartBuilders {
  overview?: (spec: OverviewSpec, theme: Theme) => BuiltChart<'scatter'>;
  ladder?: (spec: LadderSpec, theme: Theme) => BuiltChart<'scatter'>;
  sweep?: (spec: SweepSpec, theme: Theme) => BuiltChart<'scatter'>;
  history?: (spec: HistorySpec, theme: Theme) => BuiltChart<'line'>;
  phases?: (spec: PhasesSpec, theme: Theme, view: PhasesView) => BuiltChart<'bar'>;
}

/** Pixels of the canvas. */
export type Point = readonly [x: number, y: number];
export type Segment = readonly [fromX: number, fromY: number, toX: number, toY: number];
export type InkAndGround = readonly [ink: string, ground: string];

declare global {
  var pluginBenchCharts: ChartBuilders | undefined;
}
