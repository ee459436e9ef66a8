/** Top of the page: what was measured on what, whether the run is whole, and how to read it. */

import type { CaseResult, ResultDocument } from '../../result/document.ts';
import { isFloor } from '../../statistics/evaluate.ts';
import { REFERENCE_MECHANISM } from '../../statistics/ratio.ts';
import { formatSeconds } from '../format.ts';
import { selfCheckLines } from '../self-check.ts';
import { type Content, html, type Markup, slug, trusted } from './markup.ts';
import { countOf, formatInstant } from './text.ts';
import type { ScenarioView } from './view.ts';

export function renderHeader(document: ResultDocument, scenarios: readonly ScenarioView[]): Markup {
  return html`<header class="masthead">
<p class="eyebrow">plugin-bench ${document.tool.version} <span>${formatInstant(document.createdAt)}</span></p>
<h1>What it costs to load a plugin, and to call it</h1>
<p class="lead">${summarySentence(document, scenarios)}</p>
${renderBanners(document)}
${renderFacts(document)}
</header>
${renderSelfCheck(document)}
${renderReading()}`;
}

export function renderNavigation(
  scenarios: readonly ScenarioView[],
  { hasPhases, factTitles }: { hasPhases: boolean; factTitles: readonly string[] },
): Markup {
  return html`<nav aria-label="Sections"><ul>
${scenarios.map(({ anchor, title }) => html`<li><a href="#scenario-${anchor}">${title}</a></li>\n`)}${
  hasPhases && html`<li><a href="#phases">Phases of a set-up</a></li>\n`
}<li><a href="#distribution">Every sample</a></li>
${factTitles.map((title) => html`<li><a href="#${slug(title)}">${title}</a></li>\n`)}<li><a href="#environment">Environment</a></li>
<li><a href="#method">Method</a></li>
</ul></nav>`;
}

function summarySentence({ cases, environment, settings }: ResultDocument, scenarios: readonly ScenarioView[]): string {
  const count = (status: CaseResult['status']) => cases.filter((item) => item.status === status).length;
  const gaps = (['skipped', 'failed'] as const).filter((status) => count(status) > 0);
  const gapText = gaps.map((status) => `${count(status)} ${status}`).join(', ');
  const warned = cases.filter((item) => item.status === 'measured' && item.warnings.length > 0).length;
  const mechanisms = new Set(cases.filter((row) => !isFloor(row)).map(({ mechanism }) => mechanism)).size;
  const { cpuCount, cpuModel, virtualization, nodeVersion } = environment;
  const machine = virtualization === 'none seen' ? 'no virtualization seen' : virtualization;
  return [
    `${countOf(mechanisms, 'mechanism')} in ${countOf(scenarios.length, 'scenario')}, side by side in ${countOf(settings.blockCount, 'block')},`,
    `on ${countOf(cpuCount, 'core')} of ${cpuModel} (${machine}) under Node.js ${nodeVersion}.`,
    `${count('measured')} of ${countOf(cases.length, 'case')} ${cases.length === 1 ? 'was' : 'were'} measured${gapText === '' ? '' : ` (${gapText})`};`,
    warned === 0
      ? 'none carries a warning.'
      : `${warned} of them ${warned === 1 ? 'carries a warning' : 'carry warnings'}.`,
  ].join(' ');
}

function renderBanners({ interruption, settings }: ResultDocument): Content {
  return [
    interruption !== null &&
      html`<p class="banner"><strong>Interrupted.</strong> ${interruption} What follows is what had been measured.</p>`,
    settings.quick &&
      html`<p class="banner"><strong>Quick run.</strong> Few samples, for a first look. Do not quote these figures.</p>`,
  ];
}

function renderFacts({ environment, settings, commit, createdAt, durationSeconds }: ResultDocument): Markup {
  const facts: readonly [string, Content][] = [
    ['CPU', environment.cpuModel],
    ['Cores', environment.cpuCount],
    ['Virtualization', environment.virtualization],
    ['Kernel', `${environment.platform} ${environment.arch}, ${environment.kernel}`],
    ['Node.js', environment.nodeVersion],
    ['V8', environment.v8Version],
    ['Commit', commit === null ? 'outside git' : html`<code title="${commit}">${shortCommit(commit)}</code>`],
    ['Date', `${formatInstant(createdAt)}, took ${formatSeconds(durationSeconds)}`],
    ['Blocks', settings.blockCount],
    ['Seed', settings.seed],
  ];
  return html`<dl class="facts">
${facts.map(([term, detail]) => html`<div><dt>${term}</dt><dd>${detail}</dd></div>\n`)}</dl>`;
}

/** The first digits of the hash; a "+changes" stays. */
function shortCommit(commit: string): string {
  const [hash = '', ...rest] = commit.split('+');
  return [hash.slice(0, 10), ...rest].join('+');
}

/** What the run knows of its own error, before its figures. */
function renderSelfCheck(document: ResultDocument): Markup {
  return html`<section class="self-check" aria-labelledby="self-check"><h2 id="self-check">The error of this run</h2>
<dl>
${selfCheckLines(document).map(
  ({ label, value, meaning, isSound }) =>
    html`<div${isSound ? '' : trusted(' class="unsound"')}><dt>${label}</dt><dd>${value} <small>${meaning}</small></dd></div>\n`,
)}</dl></section>`;
}

function renderReading(): Markup {
  return html`<details class="reading"><summary>How to read this</summary>
<ul>
<li><strong>Median</strong>: one iteration, in the unit of the table (ns/iter: nanoseconds), the median over blocks. A block is one fresh set of
processes, sampled in turn so that all cases see the same machine at the same moment.</li>
<li><strong>Interval</strong>: a range that covers the true median with the stated confidence, judged by how blocks differ.</li>
<li><strong>Rank</strong>: rows that cannot be told apart, by their paired ratios and for all pairs at once with 99 %, share one.</li>
<li><strong>Ratio</strong>: the cost in units of <code>${REFERENCE_MECHANISM}</code> in the same runtime (in the Rust host <code>static-link</code>), compared round by round, within milliseconds.</li>
<li><strong>Floor</strong>: the same loop without a plugin. It is shown and never subtracted.</li>
<li><strong>Synchronous and asynchronous</strong> mechanisms are two lists. An <code>await</code> alone costs more than many a
call, so their order among each other says little.</li>
<li>Axes of medians are logarithmic: a step of the grid is ten times the cost.</li>
</ul></details>`;
}
