/** Runs in the browser: what a call costs over the bytes it passes, a line for each mechanism, named at its end. */
import type { Chart, ChartOptions, Plugin } from 'chart.js';
import { formatDuration } from '../format.ts';
import type { SweepSpec } from './chart-spec.ts';
import type { ChartBuilders, Theme } from './client-types.ts';

globalThis.pluginBenchCharts = {
  ...globalThis.pluginBenchCharts,
  sweep: (spec, theme) => ({
    type: 'scatter',
    data: { datasets: datasets(spec, theme) },
    options: options(spec, theme),
    plugins: [names(spec, theme)],
  }),
} satisfies ChartBuilders;

/** For `wasmer-sdk-pipe` right of its line. */
const ROOM_FOR_NAMES_PX = 130;
const NAME_HEIGHT_PX = 14;
const DASHES: readonly number[][] = [[], [6, 3], [2, 3]];

function datasets({ series }: SweepSpec, theme: Theme) {
  return series.map(({ name, colour, points }, index) => ({
    label: name,
    data: points.map(({ x, y }) => ({ x, y })),
    showLine: true,
    clip: false as const,
    borderWidth: 1.5,
    borderDash: DASHES[index % DASHES.length] ?? [],
    borderColor: theme.colour(colour),
    backgroundColor: theme.colour(colour),
    pointStyle: colour === 'async' ? ('rectRot' as const) : ('circle' as const),
    pointRadius: 3,
    pointHoverRadius: 6,
  }));
}

function options(spec: SweepSpec, theme: Theme): ChartOptions<'scatter'> {
  return {
    interaction: { mode: 'nearest', intersect: false },
    layout: { padding: { right: ROOM_FOR_NAMES_PX } },
    plugins: {
      tooltip: {
        callbacks: {
          title: ([item]) => spec.ticks.find(({ value }) => value === item?.parsed.x)?.label ?? '',
          label: ({ dataset, parsed }) => `${dataset.label}: ${formatDuration(parsed.y ?? 0)}`,
        },
      },
    },
    scales: { x: bytesAxis(spec, theme), y: costAxis(theme) },
  };
}

function bytesAxis({ ticks }: SweepSpec, theme: Theme) {
  return {
    ...axis(theme),
    min: ticks[0]?.value ?? 1,
    max: ticks.at(-1)?.value ?? 1,
    afterBuildTicks: (built: { ticks: { value: number }[] }) => {
      built.ticks = ticks.map(({ value }) => ({ value }));
    },
    ticks: {
      ...axis(theme).ticks,
      callback: (value: string | number) => ticks.find((tick) => tick.value === value)?.label ?? '',
    },
  };
}

/** Lines of the grid at powers of ten only. */
function costAxis(theme: Theme) {
  return {
    ...axis(theme),
    afterBuildTicks: (built: { min: number; max: number; ticks: { value: number }[] }) => {
      const [first, last] = [Math.ceil(Math.log10(built.min)), Math.floor(Math.log10(built.max))];
      built.ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => ({
        value: Number(`1e${first + i}`),
      }));
    },
    ticks: {
      ...axis(theme).ticks,
      callback: (value: string | number) => formatDuration(Number(value)).replace(/\.0+(?= )/, ''),
    },
  };
}

function axis(theme: Theme) {
  return {
    type: 'logarithmic' as const,
    ticks: { color: theme.colour('muted'), font: theme.font(11.5), maxRotation: 0, autoSkip: false },
    grid: { color: theme.colour('line'), drawTicks: false },
    border: { display: false },
  };
}

/** Each line's name at its end, moved down where it would stand on another one. */
function names({ series }: SweepSpec, theme: Theme): Plugin<'scatter'> {
  return {
    id: 'sweepNames',
    afterDatasetsDraw({ ctx, chartArea, scales }: Chart) {
      const ends = series.flatMap(({ name, colour, points }) => {
        const last = points.at(-1);
        const at = last === undefined ? undefined : scales['y']?.getPixelForValue(last.y);
        return at === undefined || last === undefined
          ? []
          : [{ name, colour, at, x: scales['x']?.getPixelForValue(last.x) ?? chartArea.right }];
      });
      ends.sort((a, b) => a.at - b.at);
      ctx.save();
      ctx.textBaseline = 'middle';
      ctx.font = `400 12px ${theme.font(12).family}`;
      let free = Number.NEGATIVE_INFINITY;
      for (const { name, colour, at, x } of ends) {
        const y = Math.max(at, free);
        free = y + NAME_HEIGHT_PX;
        ctx.fillStyle = theme.colour(colour);
        ctx.fillText(name, x + 8, y);
      }
      ctx.restore();
    },
  };
}
