/** Runs in the browser: medians as marks with whiskers, on a logarithmic axis. */
import type { Chart, ChartOptions, Plugin } from 'chart.js';
import { formatAmount, formatRatio, isInterval, ONE_BLOCK, wholePercent } from '../format.ts';
import type { OverviewRow, OverviewSpec } from './chart-spec.ts';
import type { ChartBuilders, InkAndGround, Point, Segment, Theme } from './client-types.ts';
import { intervalAmount, intervalRatio } from './text.ts';

const CAP_PX = 7;
const LABEL_GAP_PX = 13;
/** For `5.14 ms 5,360,000×` right of the last mark. */
const ROOM_FOR_VALUES_PX = 136;

globalThis.pluginBenchCharts = {
  ...globalThis.pluginBenchCharts,
  overview: (spec, theme) => ({
    type: 'scatter',
    data: { datasets: [dataset(spec, theme)] },
    options: options(spec, theme),
    plugins: [marks(spec, theme)],
  }),
} satisfies ChartBuilders;

function dataset({ rows }: OverviewSpec, theme: Theme) {
  return {
    data: rows.map(({ median, y }) => ({ x: median, y })),
    pointBackgroundColor: rows.map((row) => theme.colour(row.colour)),
    pointBorderWidth: 0,
    pointStyle: rows.map((row) => (row.colour === 'async' ? ('rectRot' as const) : ('circle' as const))),
    pointRadius: rows.map((row) => (row.colour === 'async' ? 5.5 : 4)),
    pointHoverRadius: 7,
  };
}

function options(spec: OverviewSpec, theme: Theme): ChartOptions<'scatter'> {
  const rowAt = (y: number | null | undefined) => spec.rows.find((row) => row.y === y);
  return {
    interaction: { mode: 'nearest', axis: 'y', intersect: false },
    layout: { padding: { right: theme.narrow ? 6 : ROOM_FOR_VALUES_PX } },
    plugins: {
      tooltip: {
        callbacks: {
          title: ([item]) => rowAt(item?.parsed.y)?.label ?? '',
          label: (item) => tooltipLines(rowAt(item.parsed.y), spec.unit),
        },
      },
    },
    scales: { x: valueAxis(spec, theme), y: rowAxis(spec, theme) },
  };
}

function tooltipLines(row: OverviewRow | undefined, unit: string): string[] {
  if (row === undefined) return [];
  const { median, low, high, level, blocks, ratio } = row;
  return [
    `median ${formatAmount(median, unit)}`,
    isInterval(level)
      ? `${wholePercent(level)} interval ${intervalAmount(low, high, unit)}, ${blocks} blocks`
      : `${ONE_BLOCK}, no interval`,
    ...(ratio === null
      ? []
      : [`ratio ${formatRatio(ratio[0])} ${intervalRatio({ low: ratio[1], high: ratio[2], level })}`]),
  ];
}

function valueAxis({ axis: { min, max, ticks } }: OverviewSpec, theme: Theme) {
  return {
    type: 'logarithmic' as const,
    min,
    max,
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = ticks.map(({ value }) => ({ value }));
    },
    ticks: {
      callback: (value: string | number) => ticks.find((tick) => tick.value === value)?.label ?? '',
      color: theme.colour('muted'),
      font: theme.font(11.5),
      maxRotation: 0,
      autoSkipPadding: 8,
    },
    grid: { color: theme.colour('line'), drawTicks: false },
    border: { display: false },
  };
}

function rowAxis({ rows, headings }: OverviewSpec, theme: Theme) {
  const entries = [...rows, ...headings].sort((a, b) => a.y - b.y);
  const isHeading = (index: number) => headings.some(({ y }) => y === index);
  return {
    type: 'linear' as const,
    reverse: true,
    min: theme.narrow ? -0.75 : -0.5,
    max: entries.length - 0.5,
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = entries.map(({ y }) => ({ value: y }));
    },
    ticks: {
      callback: (_value: string | number, index: number) => entries[index]?.label ?? '',
      color: ({ index }: { index: number }) => theme.colour(isHeading(index) ? 'muted' : 'ink'),
      font: ({ index }: { index: number }) => theme.font(12.5, isHeading(index) ? 'normal' : 'bold'),
      mirror: theme.narrow,
      labelOffset: theme.narrow ? -15 : 0,
      padding: theme.narrow ? 0 : 12,
      crossAlign: theme.narrow ? ('near' as const) : ('far' as const),
      autoSkip: false,
      // Above its row a name stands on guides and floor.
      showLabelBackdrop: theme.narrow,
      backdropColor: theme.colour('bg'),
      backdropPadding: 2,
      z: 1,
    },
    grid: { display: false },
    border: { display: false },
  };
}

/** Behind the marks: floor, reference, guides, whiskers. In front: values. */
function marks(spec: OverviewSpec, theme: Theme): Plugin<'scatter'> {
  return {
    id: 'overviewMarks',
    beforeDatasetsDraw(chart) {
      if (spec.floor !== null) drawFloor(chart, spec.floor, theme);
      if (spec.reference !== null) drawReference(chart, spec.reference, theme);
      for (const row of spec.rows) {
        drawGuide(chart, row, theme);
        drawWhisker(chart, row, theme);
      }
    },
    afterDatasetsDraw(chart) {
      for (const row of spec.rows) drawValue(chart, row, theme, spec.unit);
    },
  };
}

/** What lies left of the floor cannot be measured: hatched. */
function drawFloor({ ctx, chartArea, scales }: Chart, floor: number, theme: Theme): void {
  const { left, top, bottom } = chartArea;
  const right = scales['x']?.getPixelForValue(floor) ?? left;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, bottom - top);
  ctx.clip();
  ctx.strokeStyle = theme.colour('line');
  ctx.lineWidth = 2;
  ctx.beginPath();
  for (let x = left; x < right + bottom - top; x += 8) {
    ctx.moveTo(x, top);
    ctx.lineTo(x - (bottom - top), bottom);
  }
  ctx.stroke();
  ctx.restore();
  line(ctx, theme.colour('floor'), 1.5, [right, top, right, bottom]);
}

function drawReference({ ctx, chartArea: { top, bottom }, scales }: Chart, reference: number, theme: Theme): void {
  const x = scales['x']?.getPixelForValue(reference) ?? 0;
  line(ctx, theme.colour('muted'), 1.25, [x, top, x, bottom], [4, 4]);
}

/** Leads the eye from the name to the mark. */
function drawGuide({ ctx, chartArea, scales }: Chart, row: OverviewRow, theme: Theme): void {
  const y = scales['y']?.getPixelForValue(row.y) ?? 0;
  const x = scales['x']?.getPixelForValue(row.median) ?? 0;
  ctx.save();
  ctx.globalAlpha = 0.45;
  line(ctx, theme.colour(row.colour), 1, [chartArea.left, y, x, y]);
  ctx.restore();
}

function drawWhisker({ ctx, scales }: Chart, row: OverviewRow, theme: Theme): void {
  const [x, y] = [scales['x'], scales['y']?.getPixelForValue(row.y) ?? 0];
  if (x === undefined) return;
  const [low, high] = [x.getPixelForValue(row.low), x.getPixelForValue(row.high)];
  const stroke = theme.colour(row.colour);
  line(ctx, stroke, 1.5, [low, y, high, y]);
  line(ctx, stroke, 1.5, [low, y - CAP_PX, low, y + CAP_PX]);
  line(ctx, stroke, 1.5, [high, y - CAP_PX, high, y + CAP_PX]);
}

/** To the right of the mark, or to its left where it would leave the canvas. */
function drawValue({ ctx, scales, width }: Chart, row: OverviewRow, theme: Theme, unit: string): void {
  const value = formatAmount(row.median, unit);
  const right = (scales['x']?.getPixelForValue(row.high) ?? 0) + LABEL_GAP_PX;
  const y = scales['y']?.getPixelForValue(row.y) ?? 0;
  const { family } = theme.font(12);
  ctx.save();
  ctx.textBaseline = 'middle';
  ctx.font = `600 12px ${family}`;
  const valueWidth = ctx.measureText(value).width;
  const low = scales['x']?.getPixelForValue(row.low) ?? 0;
  const left = right + valueWidth < width ? right : low - LABEL_GAP_PX - valueWidth;
  drawText(ctx, value, [left, y], [theme.colour('ink'), theme.colour('bg')]);
  if (!theme.narrow && row.ratio !== null) {
    ctx.font = `400 12px ${family}`;
    drawText(ctx, formatRatio(row.ratio[0]), [left + valueWidth + 8, y], [theme.colour('muted'), theme.colour('bg')]);
  }
  ctx.restore();
}

/** On a ground of its own, so that no line of the grid runs through it. */
function drawText(ctx: CanvasRenderingContext2D, text: string, [x, y]: Point, [ink, ground]: InkAndGround): void {
  ctx.fillStyle = ground;
  ctx.fillRect(x - 3, y - 8, ctx.measureText(text).width + 6, 16);
  ctx.fillStyle = ink;
  ctx.fillText(text, x, y);
}

function line(ctx: CanvasRenderingContext2D, stroke: string, width: number, segment: Segment, dashes: number[] = []) {
  const [fromX, fromY, toX, toY] = segment;
  ctx.strokeStyle = stroke;
  ctx.lineWidth = width;
  ctx.setLineDash(dashes);
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}
