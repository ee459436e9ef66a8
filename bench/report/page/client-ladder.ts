/** Runs in the browser: the ladder, ns per call over steps of known work, both logarithmic, against the clock of the library. */
import type { ChartOptions } from 'chart.js';
import type { LadderSpec } from './chart-spec.ts';
import type { ChartBuilders, Theme } from './client-types.ts';

globalThis.pluginBenchCharts = {
  ...globalThis.pluginBenchCharts,
  ladder: (spec, theme) => ({ type: 'scatter', data: { datasets: datasets(spec, theme) }, options: options(theme) }),
} satisfies ChartBuilders;

const SHAPES = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot'] as const;

function datasets({ series, truth }: LadderSpec, theme: Theme) {
  const marks = series.map(({ name, colour, points }, index) => ({
    label: name,
    data: points.map(({ x, y }) => ({ x, y })),
    showLine: true,
    borderWidth: 1.25,
    borderColor: theme.colour(colour),
    backgroundColor: theme.colour(colour),
    pointStyle: SHAPES[index % SHAPES.length] ?? ('circle' as const),
    pointRadius: 4,
    pointHoverRadius: 7,
  }));
  const line = {
    label: 'clock inside the library',
    data: truth.map(({ x, y }) => ({ x, y })),
    showLine: true,
    borderWidth: 1.25,
    borderDash: [4, 4],
    borderColor: theme.colour('muted'),
    backgroundColor: theme.colour('muted'),
    pointStyle: 'circle' as const,
    pointRadius: 0,
    pointHoverRadius: 0,
  };
  return [...marks, line];
}

function options(theme: Theme): ChartOptions<'scatter'> {
  return {
    interaction: { mode: 'nearest', intersect: false },
    plugins: {
      tooltip: {
        callbacks: {
          title: ([item]) => `${item?.parsed.x} steps`,
          label: ({ dataset, parsed }) => `${dataset.label}: ${(parsed.y ?? 0).toPrecision(4)} ns`,
        },
      },
    },
    scales: { x: axis('steps in one call', theme, 2), y: axis('ns per call', theme, 10) },
  };
}

function axis(title: string, theme: Theme, base: number) {
  const isPower = (value: number) => Number.isInteger(Number((Math.log(value) / Math.log(base)).toFixed(6)));
  return {
    type: 'logarithmic' as const,
    title: { display: true, text: title, color: theme.colour('muted'), font: theme.font(11.5) },
    afterBuildTicks: (built: { min: number; max: number; ticks: { value: number }[] }) => {
      const ticks: { value: number }[] = [];
      for (let value = 1; value <= built.max; value *= base) if (value >= built.min) ticks.push({ value });
      built.ticks = ticks;
    },
    ticks: {
      callback: (value: string | number) => (isPower(Number(value)) ? String(value) : ''),
      color: theme.colour('muted'),
      font: theme.font(11.5),
      maxRotation: 0,
    },
    grid: { color: theme.colour('line'), drawTicks: false },
    border: { display: false },
  };
}
