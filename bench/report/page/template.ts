/** The page of a run: its sections in order, and the data of its charts. */
import type { ResultDocument } from '../../result/document.ts';
import { factTables } from '../facts.ts';
import { type Guide, NO_GUIDE } from '../guide.ts';
import { remarksOf } from '../remarks.ts';
import { tablesOf } from '../sweeps.ts';
import type { ChartSpec, PhasesSpec } from './chart-spec.ts';
import { renderCompare } from './compare.ts';
import { renderDistribution } from './distribution.ts';
import { renderEnvironment } from './environment.ts';
import { renderFacts, renderLeftOut } from './facts.ts';
import { renderHeader, renderNavigation, renderReading, renderSelfCheck } from './header.ts';
import { fold, html } from './markup.ts';
import { renderMatrix } from './matrix.ts';
import { renderMethod } from './method.ts';
import { numberNotes, renderNotes } from './notes.ts';
import { overviewSpec } from './overview.ts';
import { phasesSpec, renderPhases } from './phases.ts';
import { renderScenario } from './scenario-section.ts';
import { renderShell, type Scripts } from './shell.ts';
import { renderSweep, viewSweeps } from './sweep.ts';
import { formatInstant } from './text.ts';
import { type ScenarioView, viewScenarios } from './view.ts';

export function renderPage(document: ResultDocument, scripts: Scripts, guide: Guide = NO_GUIDE): string {
  const scenarios = viewScenarios(document);
  const notes = numberNotes(document);
  const remarks = remarksOf(document);
  const sweeps = viewSweeps(document);
  const swept = new Set(sweeps.flatMap(({ sweep }) => tablesOf(sweep)));
  const overviews = scenarios.map((scenario) => ({ scenario, spec: overviewSpec(scenario) }));
  const phases = scenarios.flatMap((scenario) => withSpec(scenario, phasesSpec(scenario)));
  const charts: Record<string, ChartSpec> = Object.fromEntries([
    ...overviews.map(({ scenario, spec }) => [`overview-${scenario.anchor}`, spec]),
    ...sweeps.map(({ anchor, spec }) => [`sweep-${anchor}`, spec]),
    ...phases.map(({ scenario, spec }) => [`phases-${scenario.anchor}`, spec]),
  ]);
  const isSwept = ({ scenario }: (typeof overviews)[number]) => swept.has(scenario.table);
  const [ofSweeps, alone] = [overviews.filter(isSwept), overviews.filter((item) => !isSwept(item))];
  const sections = [...sweeps, ...alone.map(({ scenario }) => scenario)];
  const render = ({ scenario, spec }: (typeof overviews)[number]) => renderScenario(scenario, spec, notes, remarks);
  const navigation = renderNavigation(sections, {
    hasPhases: phases.length > 0,
    factTitles: factTables(document).map(({ title }) => title),
  });
  const body = html`${renderHeader(document)}
<main id="main" tabindex="-1">
${renderCompare(document)}
${renderMatrix(document, guide)}
${renderReading()}
<noscript><p class="banner">Sorting and the charts of medians and phases need JavaScript. All figures are in the tables.</p></noscript>
${navigation}
${sweeps.map(renderSweep)}
${ofSweeps.length > 0 && fold('Each number of bytes by itself', ofSweeps.map(render))}
${alone.map(render)}
${notes.size > 0 && renderNotes(document, notes, guide)}
${phases.length > 0 && renderPhases(phases)}
${renderDistribution(scenarios)}
${renderFacts(document)}
${renderLeftOut(document)}
${renderSelfCheck(document)}
${renderEnvironment(document)}
${renderMethod(document)}
</main>`;
  return renderShell({ title: `plugin-bench, ${formatInstant(document.createdAt)}`, body, charts, scripts });
}

function withSpec(scenario: ScenarioView, spec: PhasesSpec | null): { scenario: ScenarioView; spec: PhasesSpec }[] {
  return spec === null ? [] : [{ scenario, spec }];
}
