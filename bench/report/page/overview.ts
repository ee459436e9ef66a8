/** The chart of a scenario: medians with intervals on a logarithmic axis, call styles apart. */
import { REFERENCE_MECHANISMS } from '../../statistics/ratio.ts';
import { formatAmount, isInterval, wholePercent } from '../format.ts';
import { type AxisTick, type HeadingSpec, MANY_ROWS, type OverviewRow, type OverviewSpec } from './chart-spec.ts';
import { html, type Markup } from './markup.ts';
import { drawnNumber } from './text.ts';
import { isFloor, type MeasuredRow, measuredRows, type ScenarioView } from './view.ts';

/** Room beside the outermost marks, as a factor; more where the axis would be shorter than a decade. */
const MARGIN = 1.7;
/** Below this many decades the axis also names 2 and 5. */
const FEW_DECADES = 3;

export function overviewSpec(scenario: ScenarioView): OverviewSpec {
  const rows: OverviewRow[] = [];
  const headings: HeadingSpec[] = [];
  for (const group of scenario.groups) {
    const plotted = measuredRows(group.rows).filter(isOnAxis);
    if (plotted.length === 0) continue;
    headings.push({ y: rows.length + headings.length, label: group.title });
    for (const row of plotted) rows.push(overviewRow(row, rows.length + headings.length));
  }
  return {
    kind: 'overview',
    unit: scenario.unit,
    rows,
    headings,
    axis: logAxis(
      rows.flatMap(({ low, high }) => [low, high]),
      scenario.unit,
    ),
    // Zero has no place on a logarithmic axis.
    floor: scenario.floor?.summary.perIteration.high || null,
    reference: scenario.reference?.summary.perIteration.median || null,
  };
}

export function renderOverview(scenario: ScenarioView, spec: OverviewSpec): Markup {
  const id = `overview-${scenario.anchor}`;
  const levels = scenario.groups
    .flatMap(({ rows }) => measuredRows(rows))
    .map(({ result }) => result.summary.confidenceLevel);
  const level = Math.min(...levels);
  return html`<figure class="chart">
<figcaption><ul class="legend">
${scenario.groups.map(
  ({ callStyle, title }) => html`<li><span class="mark ${callStyle}"></span>${title}</li>\n`,
)}${spec.floor !== null && html`<li><span class="mark floor"></span>Floor: the loop without a plugin</li>\n`}${
  spec.reference !== null && html`<li><span class="mark reference"></span>${scenario.reference?.mechanism}</li>\n`
}${isInterval(level) && html`<li><span class="mark whisker"></span>${wholePercent(level)} interval of the median</li>`}
</ul></figcaption>
<div class="plot overview${spec.rows.length > MANY_ROWS && ' many'}" style="--rows:${spec.rows.length + spec.headings.length}"><canvas data-chart="${id}" role="img" aria-label="${describe(scenario, spec)}" aria-describedby="table-${scenario.anchor}-caption"></canvas></div>
<p class="hint">Median ${scenario.unit}/iter, logarithmic.${spec.headings.length > 1 && ' Synchronous and asynchronous rows are two lists, not one ranking.'}</p>
</figure>`;
}

/** The chart in words. */
function describe({ title, groups, unit }: ScenarioView, { rows }: OverviewSpec): string {
  const parts = groups.map(({ callStyle, title: groupTitle, rows: groupRows }) => {
    const labels = new Set(measuredRows(groupRows).map((row) => row.label));
    const own = rows.filter((row) => labels.has(row.label) && (row.colour === callStyle || row.colour === 'floor'));
    return `${groupTitle}: ${own.map((row) => `${row.label} ${formatAmount(row.median, unit)}`).join(', ')}.`;
  });
  return `Chart, ${title}: median of one iteration. ${parts.join(' ')} The table below has the same figures.`;
}

/** Zero has no place on a logarithmic axis; it remains in the table. */
function isOnAxis({ result }: MeasuredRow): boolean {
  return result.summary.perIteration.low > 0;
}

function overviewRow(row: MeasuredRow, y: number): OverviewRow {
  const { perIteration, confidenceLevel, blockCount } = row.result.summary;
  const { median, low, high } = perIteration;
  const isReference = REFERENCE_MECHANISMS.includes(row.result.mechanism);
  const ratio = row.ratio === null || isFloor(row) || isReference ? null : row.ratio;
  return {
    y,
    label: row.label,
    colour: row.colour,
    median: drawnNumber(median),
    low: drawnNumber(low),
    high: drawnNumber(high),
    level: drawnNumber(confidenceLevel),
    blocks: blockCount,
    ratio: ratio === null ? null : [drawnNumber(ratio.median), drawnNumber(ratio.low), drawnNumber(ratio.high)],
  };
}

/** Ends and ticks of a logarithmic axis around positive values. */
export function logAxis(values: readonly number[], unit = 'ns'): { min: number; max: number; ticks: AxisTick[] } {
  if (values.length === 0) return { min: 1, max: 10, ticks: [] };
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(MARGIN, Math.sqrt((10 * least) / most));
  // Not 0, whose logarithm no loop reaches.
  const [min, max] = [Math.max(Number.MIN_VALUE, least / margin), most * margin];
  const [first, last] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const steps = Math.log10(max / min) < FEW_DECADES ? [1, 2, 5] : [1];
  const ticks: AxisTick[] = [];
  for (let exponent = first; exponent <= last; exponent++) {
    for (const step of steps) {
      const value = Number(`${step}e${exponent}`);
      if (value >= min && value <= max) ticks.push({ value, label: tickLabel(value, unit) });
    }
  }
  return { min, max, ticks };
}

/** `1 µs` where `formatDuration` says `1.00 µs`. */
function tickLabel(value: number, unit: string): string {
  return formatAmount(value, unit).replace(/\.0+(?= )|(\.\d*[1-9])0+(?= )/, '$1');
}
