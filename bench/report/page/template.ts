/** The page: its sections in order, its style, the data of its charts, and its scripts. One file, nothing to fetch. */
import { createHash } from 'node:crypto';
import type { ResultDocument } from '../../result/document.ts';
import type { ChartSpec, PhasesSpec } from './chart-spec.ts';
import { renderDistribution } from './distribution.ts';
import { renderEnvironment } from './environment.ts';
import { renderHeader, renderNavigation } from './header.ts';
import { html, inlineScript, jsonBlock, type Markup, trusted } from './markup.ts';
import { renderMethod } from './method.ts';
import { numberNotes, renderNotes } from './notes.ts';
import { overviewSpec } from './overview.ts';
import { phasesSpec, renderPhases } from './phases.ts';
import { renderScenario } from './scenario-section.ts';
import { STYLE } from './style.ts';
import { formatInstant } from './text.ts';
import { type ScenarioView, viewScenarios } from './view.ts';

export interface Scripts {
  /** Classic script that defines the global `Chart`. */
  readonly chartLibrary: string;
  /** Modules of ours, without imports. */
  readonly modules: readonly string[];
}

export function renderPage(document: ResultDocument, { chartLibrary, modules }: Scripts): string {
  const scenarios = viewScenarios(document);
  const notes = numberNotes(document);
  const overviews = scenarios.map((scenario) => ({ scenario, spec: overviewSpec(scenario) }));
  const phases = scenarios.flatMap((scenario) => withSpec(scenario, phasesSpec(scenario)));
  const specs: Record<string, ChartSpec> = Object.fromEntries([
    ...overviews.map(({ scenario, spec }) => [`overview-${scenario.anchor}`, spec]),
    ...phases.map(({ scenario, spec }) => [`phases-${scenario.anchor}`, spec]),
  ]);
  const library = inlineScript(chartLibrary);
  const sources = modules.map(inlineScript);
  return html`<!doctype html>
<html lang="en">
${renderHead(document, [library, ...sources])}
<body>
<a class="skip" href="#main">Skip to the results</a>
<div class="page">
${renderHeader(document, scenarios)}
${renderNavigation(scenarios, phases.length > 0)}
<main id="main" tabindex="-1">
<noscript><p class="banner">Sorting and the charts of medians and phases need JavaScript. All figures are in the tables.</p></noscript>
${overviews.map(({ scenario, spec }) => renderScenario(scenario, spec, notes))}
${notes.size > 0 && renderNotes(document, notes)}
${phases.length > 0 && renderPhases(phases)}
${renderDistribution(scenarios)}
${renderEnvironment(document)}
${renderMethod(document)}
</main>
</div>
<p id="status" class="status" role="status" aria-live="polite"></p>
<script type="application/json" id="chart-specs">${jsonBlock(specs)}</script>
<script>${trusted(library)}</script>
${sources.map((source) => html`<script type="module">${trusted(source)}</script>\n`)}</body>
</html>
`.markup;
}

function renderHead(document: ResultDocument, scripts: readonly string[]): Markup {
  return html`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>plugin-bench, ${formatInstant(document.createdAt)}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>`;
}

function withSpec(scenario: ScenarioView, spec: PhasesSpec | null): { scenario: ScenarioView; spec: PhasesSpec }[] {
  return spec === null ? [] : [{ scenario, spec }];
}

/** Nothing is fetched and only these scripts run: text from a document could not do harm even if it got out. */
function contentPolicy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${hashes.join(' ')}`;
}
