/** Runs in the browser: phases of set-ups as stacked bars, as shares of each set-up or as time. */
import type { Chart, ChartOptions, Plugin, TooltipItem } from 'chart.js';
import { formatDuration, formatShare } from '../format.ts';
import { type PhaseSpec, type PhasesSpec, type PhasesView, shareOf } from './chart-spec.ts';
import type { ChartBuilders, Theme } from './client-types.ts';

const NS_PER_MS = 1e6;

globalThis.pluginBenchCharts = {
  ...globalThis.pluginBenchCharts,
  phases: (spec, theme, view) => ({
    type: 'bar',
    data: { labels: spec.rows.map(({ label }) => label), datasets: datasets(spec, theme, view) },
    options: options(spec, theme, view),
    plugins: [totals(spec, theme)],
  }),
} satisfies ChartBuilders;

function datasets(spec: PhasesSpec, theme: Theme, view: PhasesView) {
  return spec.phases.map((phase) => ({
    label: phase.name,
    data: phase.ns.map((ns, row) => (view === 'share' ? 100 * shareOf(spec, phase, row) : ns / NS_PER_MS)).map(orNone),
    backgroundColor: theme.colour(phase.colour),
    // A gap in the colour of the page keeps neighbours apart for those who do not see their colours.
    borderColor: theme.colour('bg'),
    borderWidth: { top: 0, bottom: 0, left: 0, right: 1 },
    borderSkipped: false as const,
    barThickness: 14,
  }));
}

/** A bar of no length would still draw its border. */
function orNone(length: number): number | null {
  return length > 0 ? length : null;
}

function options(spec: PhasesSpec, theme: Theme, view: PhasesView): ChartOptions<'bar'> {
  return {
    indexAxis: 'y',
    interaction: { mode: 'index', axis: 'y', intersect: false },
    layout: { padding: { right: theme.narrow ? 62 : 76 } },
    plugins: {
      tooltip: {
        filter: ({ dataset, dataIndex }) => dataset.data[dataIndex] !== null,
        callbacks: {
          label: (item: TooltipItem<'bar'>) => tooltipText(spec, spec.phases[item.datasetIndex], item.dataIndex),
        },
      },
    },
    scales: { x: valueAxis(spec, theme, view), y: rowAxis(spec, theme) },
  };
}

function tooltipText(spec: PhasesSpec, phase: PhaseSpec | undefined, row: number): string {
  if (phase === undefined) return '';
  return `${phase.name} ${formatDuration(phase.ns[row] as number)}, ${formatShare(shareOf(spec, phase, row))}`;
}

function valueAxis({ zoomNs }: PhasesSpec, theme: Theme, view: PhasesView) {
  const unit = view === 'share' ? '%' : 'ms';
  return {
    stacked: true,
    min: 0,
    ...(view === 'share' ? { max: 100 } : {}),
    ...(view === 'zoomed' && zoomNs !== null ? { max: zoomNs / NS_PER_MS } : {}),
    ticks: {
      // Chart.js computes 0.1 * 3; the end of a zoomed axis is no round number and stays without a label.
      callback: (value: string | number, index: number, all: readonly unknown[]) =>
        view === 'zoomed' && index === all.length - 1 ? '' : `${Number(Number(value).toPrecision(6))} ${unit}`,
      color: theme.colour('muted'),
      font: theme.font(11.5),
      maxRotation: 0,
      maxTicksLimit: theme.narrow ? 5 : 9,
    },
    grid: { color: theme.colour('line'), drawTicks: false },
    border: { display: false },
  };
}

function rowAxis({ rows }: PhasesSpec, theme: Theme) {
  const isHeading = (index: number) => rows[index]?.isHeading ?? false;
  return {
    stacked: true,
    ticks: {
      color: ({ index }: { index: number }) => theme.colour(isHeading(index) ? 'muted' : 'ink'),
      font: ({ index }: { index: number }) => theme.font(12.5, isHeading(index) ? 'normal' : 'bold'),
      mirror: theme.narrow,
      labelOffset: theme.narrow ? -17 : 0,
      padding: theme.narrow ? 0 : 12,
      crossAlign: theme.narrow ? ('near' as const) : ('far' as const),
      autoSkip: false,
      z: 1,
    },
    grid: { display: false },
    border: { display: false },
  };
}

/** The whole beside each bar; behind an arrow where the view cuts the bar off. */
function totals(spec: PhasesSpec, theme: Theme): Plugin<'bar'> {
  return {
    id: 'phaseTotals',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.font = `600 12px ${theme.font(12).family}`;
      ctx.fillStyle = theme.colour('ink');
      ctx.textBaseline = 'middle';
      spec.rows.forEach(({ isHeading, total }, index) => {
        if (isHeading) return;
        const end = barEnd(chart, index);
        const cut = end > chartArea.right + 1;
        const y = chart.scales['y']?.getPixelForValue(index) ?? 0;
        ctx.fillText(cut ? `▸ ${total}` : total, Math.min(end, chartArea.right) + 8, y);
      });
      ctx.restore();
    },
  };
}

function barEnd({ data, scales }: Chart, index: number): number {
  const sum = data.datasets.reduce(
    (total, { data: values }) => total + ((values[index] as number | undefined) ?? 0),
    0,
  );
  return scales['x']?.getPixelForValue(sum) ?? 0;
}
