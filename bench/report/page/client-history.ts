/** Runs in the browser: one row over runs as a line with intervals, and the same figures as a table, made when it is unfolded. */
import type { Chart, ChartOptions, Plugin } from 'chart.js';
import { formatAmount, formatIntervalAround } from '../format.ts';
import { type ChartSpecs, type HistoryPoint, type HistorySpec, RUNS_DATA_ID, type RunLabel } from './chart-spec.ts';
import type { ChartBuilders, Theme } from './client-types.ts';
import { intervalAmount, plainNumber } from './text.ts';

const CAP_PX = 4;
/** The axis reaches at least this far from the last median, so that a quiet row looks quiet. */
const LEAST_REACH = 0.03;

const runs = JSON.parse(document.getElementById(RUNS_DATA_ID)?.textContent ?? '[]') as RunLabel[];
const specs = JSON.parse(document.getElementById('chart-specs')?.textContent ?? '{}') as ChartSpecs;

globalThis.pluginBenchCharts = {
  ...globalThis.pluginBenchCharts,
  history: (spec, theme) => ({
    type: 'line',
    data: { labels: runs.map(labelOf), datasets: datasets(spec, theme) },
    options: options(spec, theme),
    plugins: [intervals(spec, theme)],
  }),
} satisfies ChartBuilders;

/** Day and commit in two lines; the whole of both is in the tooltip and in the table. */
function labelOf({ time, commit }: RunLabel): string[] {
  const [hash = ''] = commit.split('+');
  return [time.slice(0, 10), commit === hash ? hash.slice(0, 9) : `${hash.slice(0, 8)}+`];
}

/** The line is that of the runs that can be compared; the others stand beside it, for there is no course between them. */
function datasets({ points }: HistorySpec, theme: Theme) {
  const byRun = new Map(points.map((point) => [point[0], point[1]]));
  const of = (other: boolean) => ({
    data: runs.map((_, run) => (isOther(run) === other ? (byRun.get(run) ?? null) : null)),
    showLine: !other,
    // A run of few rows interrupts no line.
    spanGaps: true,
    borderColor: theme.colour('sync'),
    borderWidth: 1.5,
    pointBackgroundColor: theme.colour(other ? 'bg' : 'sync'),
    pointBorderColor: theme.colour(other ? 'notice' : 'sync'),
    pointBorderWidth: 1.5,
    pointRadius: runs.length > 60 ? 2.5 : 4,
    pointHoverRadius: 6,
  });
  return [of(false), of(true)];
}

function isOther(run: number): boolean {
  return runs[run]?.other !== '';
}

function options(spec: HistorySpec, theme: Theme): ChartOptions<'line'> {
  const { unit, points } = spec;
  const last = points.at(-1)?.[1] ?? 0;
  const low = Math.min(...points.map(([, , end]) => end), last * (1 - LEAST_REACH));
  const high = Math.max(...points.map(([, , , end]) => end), last * (1 + LEAST_REACH));
  const room = (high - low) * 0.06;
  const ticks = { color: theme.colour('muted'), font: theme.font(11.5) };
  return {
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    layout: { padding: { right: 12 } },
    plugins: {
      tooltip: {
        callbacks: {
          title: ([item]) => titleOf(item?.dataIndex ?? 0),
          label: ({ dataIndex }) =>
            linesOf(
              points.find(([run]) => run === dataIndex),
              unit,
            ),
        },
      },
    },
    scales: {
      x: {
        offset: true,
        ticks: { ...ticks, maxRotation: 0, autoSkipPadding: 16 },
        grid: { display: false },
        border: { color: theme.colour('line') },
      },
      y: {
        min: Math.max(0, low - room),
        max: high + room,
        ticks: {
          ...ticks,
          includeBounds: false,
          maxTicksLimit: 6,
          callback: (value: string | number) => formatAmount(Number(value), unit),
        },
        grid: { color: theme.colour('line'), drawTicks: false },
        border: { display: false },
      },
    },
  };
}

function titleOf(run: number): string {
  const { time = '', commit = '', other = '' } = runs[run] ?? {};
  return [`${time}, ${commit}`, ...(other === '' ? [] : [`not comparable: other ${other}`])].join('\n');
}

function linesOf(point: HistoryPoint | undefined, unit: string): string[] {
  if (point === undefined) return [];
  const [, median, low, high] = point;
  return [`median ${formatAmount(median, unit)}`, `interval ${intervalAmount(low, high, unit)}`];
}

function intervals({ points }: HistorySpec, theme: Theme): Plugin<'line'> {
  return {
    id: 'historyIntervals',
    beforeDatasetsDraw(chart) {
      for (const point of points) drawInterval(chart, point, theme);
    },
  };
}

function drawInterval({ ctx, scales }: Chart, [run, , low, high]: HistoryPoint, theme: Theme): void {
  const x = scales['x']?.getPixelForValue(run) ?? 0;
  const [top, bottom] = [high, low].map((value) => scales['y']?.getPixelForValue(value) ?? 0) as [number, number];
  ctx.save();
  ctx.strokeStyle = theme.colour(isOther(run) ? 'notice' : 'sync');
  ctx.globalAlpha = 0.55;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, bottom);
  for (const y of [top, bottom]) {
    ctx.moveTo(x - CAP_PX, y);
    ctx.lineTo(x + CAP_PX, y);
  }
  ctx.stroke();
  ctx.restore();
}

document.addEventListener('toggle', ({ target }) => fill(target as HTMLElement), { capture: true });
for (const opened of document.querySelectorAll<HTMLElement>('details.case[open]')) fill(opened);

/** Two hundred runs of as many rows would be most of the page. */
function fill(folded: HTMLElement): void {
  const body = folded.querySelector<HTMLTableSectionElement>('tbody[data-history]');
  const spec = specs[body?.dataset['history'] ?? ''];
  if (body === null || body.rows.length > 0 || spec?.kind !== 'history') return;
  const newestFirst = [...spec.points].reverse();
  body.append(...newestFirst.map((point) => tableRow(point, spec.unit)));
}

function tableRow([run, median, low, high]: HistoryPoint, unit: string): HTMLElement {
  const { time = '', commit = '', other = '' } = runs[run] ?? {};
  const row = document.createElement('tr');
  const head = cell('th', time);
  head.setAttribute('scope', 'row');
  const middle = cell('td', formatAmount(median, unit), plainNumber(median));
  const ends = cell('td', formatIntervalAround({ low, median, high }), plainNumber(low));
  ends.dataset['tsv'] = [low, high].map(plainNumber).join('\t');
  const mark = cell('td', other === '' ? '' : `not comparable: other ${other}`);
  mark.className = 'other';
  row.append(head, cell('td', commit), middle, ends, mark);
  return row;
}

function cell(tag: 'th' | 'td', text: string, value?: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (value !== undefined) made.dataset['v'] = value;
  return made;
}
