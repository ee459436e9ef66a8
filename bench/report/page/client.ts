/** Runs in the browser, after the builders: draws each chart, and again when scheme, width or medium change. */
import type { Chart as ChartClass, ChartConfiguration, ChartOptions, Plugin } from 'chart.js';
import type { ChartSpec, ChartSpecs, PhasesView } from './chart-spec.ts';
import type { BuiltChart, Theme } from './client-types.ts';

declare const Chart: typeof ChartClass;

/** Narrower than this, names of rows stand above their row. */
const NARROW_PX = 560;

const specs: ChartSpecs = JSON.parse(document.getElementById('chart-specs')?.textContent ?? '{}');
const canvases = [...document.querySelectorAll<HTMLCanvasElement>('canvas[data-chart]')];
const views = new Map<string, PhasesView>();
const charts = new Map<HTMLCanvasElement, ChartClass>();

/** Says that there are pixels, for whoever waits for them. */
const markDrawn: Plugin = {
  id: 'markDrawn',
  afterDraw: ({ canvas }) => canvas.setAttribute('data-drawn', 'true'),
};

document.documentElement.classList.add('scripted');
drawAll();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
document.addEventListener(
  'toggle',
  ({ target }) => {
    for (const canvas of canvases) if (target instanceof HTMLElement && target.contains(canvas)) draw(canvas);
  },
  { capture: true },
);
addEventListener('beforeprint', () => setPrinting(true));
addEventListener('afterprint', () => setPrinting(false));
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-view]')) {
  button.parentElement?.removeAttribute('hidden');
  button.addEventListener('click', () => switchView(button));
}

/** What is folded has no size to be drawn in: it is drawn when it is opened. */
function drawAll(): void {
  for (const canvas of canvases) if (canvas.closest('details:not([open])') === null) draw(canvas);
}

function draw(canvas: HTMLCanvasElement): void {
  const name = canvas.dataset['chart'] ?? '';
  const spec = specs[name];
  const built = spec && build(spec, readTheme(canvas), views.get(name) ?? 'share');
  if (built === undefined) return;
  charts.get(canvas)?.destroy();
  const config = {
    ...built,
    options: withCommonOptions(built.options ?? {}, canvas),
    plugins: [...(built.plugins ?? []), markDrawn],
  };
  charts.set(canvas, new Chart(canvas, config as ChartConfiguration));
}

function build(
  spec: ChartSpec,
  theme: Theme,
  view: PhasesView,
): BuiltChart<'scatter'> | BuiltChart<'bar'> | BuiltChart<'line'> | undefined {
  const builders = globalThis.pluginBenchCharts;
  switch (spec.kind) {
    case 'overview':
      return builders?.overview?.(spec, theme);
    case 'ladder':
      return builders?.ladder?.(spec, theme);
    case 'sweep':
      return builders?.sweep?.(spec, theme);
    case 'history':
      return builders?.history?.(spec, theme);
    case 'phases':
      return builders?.phases?.(spec, theme, view);
    default:
      return spec satisfies never;
  }
}

/** Nothing moves, and what a reader needs is on the chart: the tooltip only repeats it with the interval. */
function withCommonOptions(own: object, canvas: HTMLCanvasElement): ChartOptions {
  const options = own as ChartOptions;
  const { colour, font, narrow } = readTheme(canvas);
  return {
    ...options,
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    onResize: () => redrawWhenLayoutChanges(canvas, narrow),
    plugins: {
      legend: { display: false },
      tooltip: {
        animation: false,
        backgroundColor: colour('ink'),
        titleColor: colour('bg'),
        bodyColor: colour('bg'),
        titleFont: font(12.5, 'bold'),
        bodyFont: font(12.5),
        displayColors: false,
        cornerRadius: 3,
        padding: 10,
        ...options.plugins?.tooltip,
      },
    },
  };
}

function redrawWhenLayoutChanges(canvas: HTMLCanvasElement, wasNarrow: boolean): void {
  if (isNarrow(canvas) !== wasNarrow) setTimeout(() => draw(canvas));
}

function readTheme(canvas: HTMLCanvasElement): Theme {
  const style = getComputedStyle(document.documentElement);
  const { fontFamily } = getComputedStyle(document.body);
  return {
    colour: (name) => style.getPropertyValue(`--${name}`).trim(),
    font: (size, weight = 'normal') => ({ family: fontFamily, size, weight }),
    narrow: isNarrow(canvas),
  };
}

function isNarrow(canvas: HTMLCanvasElement): boolean {
  return (canvas.parentElement?.clientWidth ?? 0) < NARROW_PX;
}

function switchView(button: HTMLButtonElement): void {
  const name = button.dataset['for'] ?? '';
  views.set(name, button.dataset['view'] as PhasesView);
  for (const other of button.parentElement?.children ?? [])
    other.setAttribute('aria-pressed', String(other === button));
  for (const canvas of canvases) if (canvas.dataset['chart'] === name) draw(canvas);
}

/** Paper is light: charts are drawn in the light colours before the page is printed. */
function setPrinting(printing: boolean): void {
  document.documentElement.toggleAttribute('data-print', printing);
  drawAll();
}
