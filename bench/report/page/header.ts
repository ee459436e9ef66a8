/** Top of the page: the answer in a sentence, how far to trust it, and on what it was found. How to read it is folded. */

import type { CaseResult, ResultDocument } from '../../result/document.ts';
import { REFERENCE_MECHANISM } from '../../statistics/ratio.ts';
import { WARNING_MEANINGS } from '../../statistics/warnings.ts';
import { answersByRuntime, type Choice } from '../answer.ts';
import { formatAmount } from '../format.ts';
import { pluginText } from '../plugin-text.ts';
import { remarksOf } from '../remarks.ts';
import { selfCheckLines } from '../self-check.ts';
import { renderCompareButton } from './compare.ts';
import { type Content, html, type Markup, slug, trusted } from './markup.ts';
import { countOf, formatInstant } from './text.ts';

export function renderHeader(document: ResultDocument): Markup {
  const { environment, tool, createdAt, plugin } = document;
  const { cpuCount, cpuModel, virtualization, nodeVersion } = environment;
  const machine = virtualization === 'none seen' ? '' : `, ${virtualization}`;
  return html`<header class="masthead">
<p class="eyebrow">plugin-bench ${tool.version} <span>${formatInstant(createdAt)}</span> <span>${countOf(cpuCount, 'core')} of ${cpuModel}${machine}, Node.js ${nodeVersion}</span>${plugin && html` <span>${pluginText(plugin)}</span>`} ${renderCompareButton()}</p>
<h1>What it costs to load a plugin, and to call it</h1>
<p class="lead">${answerSentence(document)}</p>
<p class="trust">${trustSentence(document)}</p>
${renderBanners(document)}
</header>`;
}

export function renderNavigation(
  sections: readonly { readonly anchor: string; readonly title: string }[],
  { hasPhases, factTitles }: { hasPhases: boolean; factTitles: readonly string[] },
): Markup {
  return html`<nav aria-label="Sections"><ul>
${sections.map(({ anchor, title }) => html`<li><a href="#scenario-${anchor}">${title}</a></li>\n`)}${
  hasPhases && html`<li><a href="#phases">Phases of a set-up</a></li>\n`
}<li><a href="#distribution">Every sample</a></li>
${factTitles.map((title) => html`<li><a href="#${slug(title)}">${title}</a></li>\n`)}<li><a href="#self-check">Error</a></li>
<li><a href="#environment">Environment</a></li>
<li><a href="#method">Method</a></li>
</ul></nav>`;
}

/** The fastest call behind each kind of boundary. */
function answerSentence(document: ResultDocument): string {
  const { runtime } = document.environment;
  const [first] = answersByRuntime(document).get(runtime) ?? [];
  if (first === undefined) return 'Nothing was measured.';
  const parts = first.answers.map(({ boundary, row: { case: row } }) => {
    const amount = formatAmount(row.summary.perIteration.median, first.table.unit);
    return `${amount} ${SAID[boundary]} (${row.mechanism})`;
  });
  const last = parts.pop();
  return `In ${runtime} the cheapest ${tableWords(first.table.table)} takes ${parts.length === 0 ? last : `${parts.join(', ')} and ${last}`}.`;
}

/** `call of add`, in place of `call?function=add`. */
function tableWords(id: string): string {
  const [scenario = id, query = ''] = id.split('?');
  const parameters = [...new URLSearchParams(query)].map(([name, value]) =>
    name === 'function' ? ` of ${value}` : `, ${name} ${value}`,
  );
  return scenario + parameters.join('');
}

const SAID: Readonly<Record<Choice, string>> = {
  script: 'in trusted JavaScript',
  native: 'in trusted native code',
  sandbox: 'in a sandbox',
  process: 'in a process of its own',
};

function trustSentence(document: ResultDocument): Markup {
  const { cases, settings } = document;
  const unsound = selfCheckLines(document).filter(({ isSound }) => !isSound);
  const count = (status: CaseResult['status']) => cases.filter((item) => item.status === status).length;
  const gaps = (['skipped', 'failed'] as const).filter((status) => count(status) > 0);
  const gapText = gaps.map((status) => `, ${count(status)} ${status}`).join('');
  const { common } = remarksOf(document);
  const warned =
    common.length === 0
      ? null
      : html` Most rows: ${common.map((code, index) => html`${index > 0 && ', '}<span title="${WARNING_MEANINGS[code]}">${code}</span>`)}.`;
  const sound =
    unsound.length === 0
      ? 'The run passes its checks of itself.'
      : `Trust no small difference: ${unsound.map(({ label }) => label).join(', ')} not sound.`;
  return html`${sound} ${countOf(count('measured'), 'row')} in ${countOf(settings.blockCount, 'block')}${gapText}.${warned} <a href="#self-check">The error of this run</a>`;
}

function renderBanners({ interruption, settings }: ResultDocument): Content {
  return [
    interruption !== null &&
      html`<p class="banner"><strong>Interrupted.</strong> ${interruption} What follows is what had been measured.</p>`,
    settings.quick &&
      html`<p class="banner"><strong>Quick run.</strong> Few samples, for a first look. Do not quote these figures.</p>`,
  ];
}

/** What the run knows of its own error. */
export function renderSelfCheck(document: ResultDocument): Markup {
  return html`<section id="self-check" class="section self-check" aria-labelledby="heading-self-check"><h2 id="heading-self-check">The error of this run</h2>
<dl>
${selfCheckLines(document).map(
  ({ label, value, meaning, isSound }) =>
    html`<div${isSound ? '' : trusted(' class="unsound"')}><dt>${label}</dt><dd>${value} <small>${meaning}</small></dd></div>\n`,
)}</dl></section>`;
}

export function renderReading(): Markup {
  return html`<details class="reading"><summary>How to read this</summary>
<ul>
<li><strong>Median</strong>: one iteration, in the unit of the table (ns/iter: nanoseconds), the median over blocks. A block is one fresh set of
processes, sampled in turn so that all cases see the same machine at the same moment.</li>
<li><strong>Interval</strong>: a range that covers the true median with the stated confidence, judged by how blocks differ.</li>
<li><strong>Rank</strong>: rows that cannot be told apart share one: by their paired ratios, for all pairs at once with 99 %, and in runs of three or four blocks by 25 or 18 % in every block.</li>
<li><strong>Ratio</strong>: the cost in units of <code>${REFERENCE_MECHANISM}</code> in the same runtime (in the Rust host <code>static-link</code>), compared round by round, within milliseconds.</li>
<li><strong>Floor</strong>: the same loop without a plugin. It is shown and never subtracted.</li>
<li><strong>Synchronous and asynchronous</strong> mechanisms are two lists. An <code>await</code> alone costs more than many a
call, so their order among each other says little.</li>
<li>Axes of medians are logarithmic: a step of the grid is ten times the cost.</li>
</ul></details>`;
}
