/** Where set-up time goes: stacked bars of phase medians, as shares or as time, and the same in a table. */
import { PHASES, type Phase } from '../../result/document.ts';
import { formatDuration, wholePercent } from '../format.ts';
import { MANY_ROWS, type PhaseSpec, type PhasesRow, type PhasesSpec, type PhasesView } from './chart-spec.ts';
import { fold, html, type Markup } from './markup.ts';
import { renderTable } from './table.ts';
import { drawnNumber, plainNumber } from './text.ts';
import { allMeasured, isFloor, type MeasuredRow, measuredRows, type ScenarioView } from './view.ts';

/** A bar that is this many times the next shorter one hides the others; the zoomed view then ends between the two. */
const DWARFING = 4;

const PHASE_TEXT: Readonly<Record<Phase, string>> = {
  'host-open': 'import and start the library that hosts plugins',
  load: 'read or map the plugin file',
  compile: 'turn it into machine code',
  instantiate: 'make a callable instance',
  resolve: 'find and bind the function',
  'first-call': 'the first answer',
};

const VIEWS: Readonly<Record<PhasesView, string>> = {
  share: 'Share of whole',
  absolute: 'Milliseconds',
  zoomed: 'Zoomed in',
};

/** @returns null when the scenario has no mechanism with phases besides the floor */
export function phasesSpec(scenario: ScenarioView): PhasesSpec | null {
  const entries = scenario.groups.flatMap((group) => {
    const rows = measuredRows(group.rows).filter(
      (row) => !isFloor(row) && row.result.summary.phaseMediansNs !== undefined,
    );
    return rows.length === 0 ? [] : [group.title, ...rows];
  });
  const rows = entries.filter((entry) => typeof entry !== 'string');
  if (rows.length === 0) return null;
  return {
    kind: 'phases',
    rows: entries.map(specRow),
    phases: presentPhases(rows).map((phase) => specPhase(phase, entries)),
    zoomNs: zoomLimit(rows.map(phaseSum)),
  };
}

export function renderPhases(
  charts: readonly { readonly scenario: ScenarioView; readonly spec: PhasesSpec }[],
): Markup {
  return html`<section id="phases" class="section" aria-labelledby="heading-phases">
<div class="section-head"><h2 id="heading-phases">Phases of a set-up</h2>
<div><p class="finding">${charts.map(({ scenario }) => largestText(scenario)).join(' ')}</p>
<p class="description">Each set-up is split at the same points for every mechanism. Bars show the median of each phase, so a bar
can differ a little from the median of the whole, which is written beside it. The floor is in the table only.</p></div></div>
<ul class="legend phases">${PHASES.map(
    (phase) =>
      html`<li><span class="swatch" style="--swatch:var(--phase-${phase})"></span><span><b>${phase}</b> ${PHASE_TEXT[phase]}</span></li>\n`,
  )}</ul>
${charts.map(({ scenario, spec }) => renderScenarioPhases(scenario, spec))}
</section>`;
}

function renderScenarioPhases(scenario: ScenarioView, spec: PhasesSpec): Markup {
  const { anchor, title } = scenario;
  const views = (Object.keys(VIEWS) as PhasesView[]).filter((view) => view !== 'zoomed' || spec.zoomNs !== null);
  return html`<div class="subsection"><div class="sub-head"><h3>${title}</h3>
<div class="toggle" role="group" aria-label="Scale of the chart, ${title}" hidden>
${views.map((view, index) => html`<button type="button" data-view="${view}" data-for="phases-${anchor}" aria-pressed="${index === 0 ? 'true' : 'false'}">${VIEWS[view]}</button>\n`)}</div></div>
<figure class="chart"><div class="plot phases${spec.rows.length > MANY_ROWS && ' many'}" style="--rows:${spec.rows.length}"><canvas data-chart="phases-${anchor}" role="img" aria-label="${describe(scenario, spec)}" aria-describedby="table-phases-${anchor}-caption"></canvas></div></figure>
${fold('The same as a table', renderPhaseTable(scenario))}</div>`;
}

function renderPhaseTable(scenario: ScenarioView): Markup {
  const rows = allMeasured(scenario).filter((row) => row.result.summary.phaseMediansNs !== undefined);
  const phases = presentPhases(rows);
  return renderTable({
    id: `table-phases-${scenario.anchor}`,
    caption: `${scenario.title}: median of each phase`,
    head: html`<th scope="col">Mechanism</th><th scope="col">Calls</th>${[...phases, 'whole'].map((name) => html`<th scope="col" class="number" data-tsv="${name}, ns">${name}</th>`)}`,
    bodies: html`<tbody>${rows.map((row) => renderPhaseRow(row, phases))}</tbody>`,
  });
}

function renderPhaseRow({ label, colour, result }: MeasuredRow, phases: readonly Phase[]): Markup {
  const { phaseMediansNs, perIteration } = result.summary;
  return html`<tr><th scope="row">${label}</th><td><span class="mark ${colour}"></span>${result.callStyle}</td>
${phases.map((phase) => durationCell(phaseMediansNs?.[phase]))}${durationCell(perIteration.median)}</tr>\n`;
}

function durationCell(ns: number | undefined): Markup {
  if (ns === undefined) return html`<td class="number none">–</td>`;
  return html`<td data-v="${plainNumber(ns)}">${formatDuration(ns)}</td>`;
}

function presentPhases(rows: readonly MeasuredRow[]): Phase[] {
  return PHASES.filter((phase) => rows.some((row) => row.result.summary.phaseMediansNs?.[phase] !== undefined));
}

function phaseSum({ result }: MeasuredRow): number {
  return Object.values(result.summary.phaseMediansNs ?? {}).reduce((sum, ns) => sum + ns, 0);
}

function specRow(entry: MeasuredRow | string): PhasesRow {
  if (typeof entry === 'string') return { label: entry, isHeading: true, total: '' };
  return { label: entry.label, isHeading: false, total: formatDuration(entry.result.summary.perIteration.median) };
}

function specPhase(phase: Phase, entries: readonly (MeasuredRow | string)[]): PhaseSpec {
  const values = entries.map((entry) =>
    typeof entry === 'string' ? 0 : (entry.result.summary.phaseMediansNs?.[phase] ?? 0),
  );
  return { name: phase, colour: `phase-${phase}`, ns: values.map(drawnNumber) };
}

/** Somewhat above the longest bar that is not dwarfed, or null when no bar dwarfs the next shorter one. */
export function zoomLimit(sums: readonly number[]): number | null {
  const ascending = [...sums].sort((a, b) => a - b);
  for (let i = ascending.length - 1; i > 0; i--) {
    const [shorter, longer] = [ascending[i - 1] as number, ascending[i] as number];
    if (shorter > 0 && longer / shorter >= DWARFING) return shorter * 1.15;
  }
  return null;
}

/** The chart in words. */
function describe({ title }: ScenarioView, { rows, phases }: PhasesSpec): string {
  const texts = rows.flatMap(({ label, isHeading, total }, index) => {
    const largest = [...phases].sort((a, b) => (b.ns[index] as number) - (a.ns[index] as number))[0];
    return isHeading || largest === undefined ? [] : [`${label} ${total}, mostly ${largest.name}`];
  });
  return `Chart, ${title}: phases of a set-up. ${texts.join('; ')}. The table below has all figures.`;
}

/** Which phase dominates the dearest mechanism of each call style. */
function largestText(scenario: ScenarioView): string {
  const dearest = scenario.groups.flatMap(({ rows }) =>
    measuredRows(rows)
      .filter((row) => !isFloor(row))
      .slice(-1),
  );
  const parts = dearest.flatMap((row) => {
    const largest = Object.entries(row.result.summary.phaseMediansNs ?? {}).sort((a, b) => b[1] - a[1])[0];
    return largest === undefined
      ? []
      : [`${row.label} spends ${wholePercent(largest[1] / phaseSum(row))} in ${largest[0]}`];
  });
  return parts.length === 0 ? '' : `${scenario.title}: ${parts.join('; ')}.`;
}
