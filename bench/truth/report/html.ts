/** truth.html: the findings, tables and the ladder as one self-contained page, in the style of the run's. */

import { formatSeconds } from '../../report/format.ts';
import { readScripts } from '../../report/formats/html.ts';
import type { ColourName, LadderSpec } from '../../report/page/chart-spec.ts';
import { type Content, html, type Markup } from '../../report/page/markup.ts';
import { renderShell } from '../../report/page/shell.ts';
import { renderTable } from '../../report/page/table.ts';
import { formatInstant } from '../../report/page/text.ts';
import type { CheckResult, Finding, LadderChart, TruthDocument, TruthTable } from '../document.ts';
import { headline, TITLES } from './terminal.ts';

const COLOURS: readonly ColourName[] = [
  'sync',
  'async',
  'phase-load',
  'phase-first-call',
  'phase-resolve',
  'phase-compile',
];

export function renderTruthHtml(document: TruthDocument): string {
  const charts = Object.fromEntries(
    document.checks.flatMap((check) =>
      check.status === 'measured' && check.judgement.chart !== undefined
        ? [[`chart-${check.name}`, ladderSpec(check.judgement.chart)]]
        : [],
    ),
  );
  const body = html`${renderHeader(document)}
<nav aria-label="Sections"><ul>
${document.checks.map(({ name, title }) => html`<li><a href="#check-${name}">${title}</a></li>\n`)}</ul></nav>
<main id="main" tabindex="-1">
${document.checks.map(renderCheck)}
</main>`;
  const title = `${TITLES[document.suite]}, ${formatInstant(document.createdAt)}`;
  return renderShell({ title, body, charts, scripts: readScripts(['client-ladder.js']) });
}

function renderHeader(document: TruthDocument): Markup {
  const { environment, tool, createdAt, durationSeconds, commit, seed } = document;
  const facts: readonly [string, Content][] = [
    ['CPU', environment.cpuModel],
    ['Cores', environment.cpuCount],
    ['Virtualization', environment.virtualization],
    ['Node.js', environment.nodeVersion],
    ['V8', environment.v8Version],
    ['Commit', commit ?? 'outside git'],
    ['Date', `${formatInstant(createdAt)}, took ${formatSeconds(durationSeconds)}`],
    ['Seed', seed],
  ];
  return html`<header class="masthead">
<p class="eyebrow">plugin-bench ${tool.version} <span>${formatInstant(createdAt)}</span></p>
<h1>${TITLES[document.suite]} on this machine</h1>
<p class="lead">${headline(document)} Every claim is held against a bound that was fixed before it was measured, and every figure follows from the raw samples in the JSON beside this page: <code>plugin-bench verify</code> works them out again.</p>
<dl class="facts">
${facts.map(([term, detail]) => html`<div><dt>${term}</dt><dd>${detail}</dd></div>\n`)}</dl>
</header>`;
}

function renderCheck(check: CheckResult): Markup {
  const { name, title, question } = check;
  return html`<section id="check-${name}" class="section" aria-labelledby="heading-${name}">
<div class="section-head"><h2 id="heading-${name}">${title}</h2><div><p class="finding">${question}</p>${
    check.status === 'measured' && html`<p class="description">Measured in ${formatSeconds(check.seconds)}.</p>`
  }</div></div>
${renderBody(check)}
</section>\n`;
}

function renderBody(check: CheckResult): Content {
  switch (check.status) {
    case 'measured': {
      const { findings, listing, tables, chart } = check.judgement;
      return [
        listing !== undefined && html`<pre class="listing">${listing.join('\n')}</pre>`,
        renderFindings(check.name, findings),
        chart !== undefined && renderChart(check.name, chart),
        tables.map((table, index) => renderTruthTable(`${check.name}-${index}`, table)),
      ];
    }
    case 'skipped':
      return html`<p class="banner"><strong>Not checked.</strong> ${check.reason}</p>`;
    case 'failed':
      return html`<p class="banner"><strong>Could not be checked.</strong> ${check.error}</p>`;
    default:
      return check satisfies never;
  }
}

function renderFindings(name: string, findings: readonly Finding[]): Markup {
  return renderTable({
    id: `findings-${name}`,
    caption: 'Claims, with the bound that each is held against.',
    head: ['Claim', 'Bound', 'Seen', 'Holds'].map((label) => html`<th scope="col">${label}</th>`),
    bodies: html`<tbody>${findings.map(
      ({ claim, bound, seen, holds }) =>
        html`<tr><th scope="row" class="claim">${claim}</th><td class="wrap">${bound}</td><td class="wrap">${seen}</td><td>${
          holds === null ? 'not enough data' : holds ? 'yes' : html`<strong class="unsound">no</strong>`
        }</td></tr>\n`,
    )}</tbody>`,
  });
}

function renderTruthTable(id: string, { title, columns, rows, note }: TruthTable): Markup {
  return html`<div class="subsection titled">${renderTable({
    id: `table-${id}`,
    caption: title,
    head: columns.map((column) => html`<th scope="col">${column}</th>`),
    bodies: html`<tbody>${rows.map(
      ([first = '', ...cells]) =>
        html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td class="wrap">${cell}</td>`)}</tr>\n`,
    )}</tbody>`,
  })}
${note !== undefined && html`<p class="hint">${note}</p>`}</div>`;
}

function renderChart(name: string, chart: LadderChart): Markup {
  const { series } = ladderSpec(chart);
  return html`<figure class="chart">
<figcaption><ul class="legend">
${series.map(({ name: label, colour }) => html`<li><span class="swatch" style="--swatch:var(--${colour})"></span>${label}</li>\n`)}<li><span class="mark reference"></span>clock inside the library</li>
</ul></figcaption>
<div class="plot ladder"><canvas data-chart="chart-${name}" role="img" aria-label="${chart.title}. The table below has the figures."></canvas></div>
<p class="hint">${chart.title}, both logarithmic. A harness that tells the truth lies on the dashed line as soon as the work is more than the call.</p>
</figure>`;
}

/** On logarithmic axes there is no step 0. */
function ladderSpec({ series, truth }: LadderChart): LadderSpec {
  const drawable = (points: LadderChart['truth']) => points.filter(({ x, y }) => x > 0 && y > 0);
  return {
    kind: 'ladder',
    series: series.map(({ name, points }, index) => ({
      name,
      colour: COLOURS[index % COLOURS.length] ?? 'sync',
      points: drawable(points),
    })),
    truth: drawable(truth),
  };
}
