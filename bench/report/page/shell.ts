/** What every page is made of besides its content: head, policy, style, chart data and scripts. One file, nothing to fetch. */
import { createHash } from 'node:crypto';
import type { ChartSpecs } from './chart-spec.ts';
import { html, inlineScript, jsonBlock, type Markup, trusted } from './markup.ts';
import { STYLE } from './style.ts';

export interface Scripts {
  /** Modules without imports, in the order in which they run. */
  readonly modules: readonly string[];
}

export interface PageParts {
  readonly title: string;
  readonly body: Markup;
  readonly charts: ChartSpecs;
  readonly scripts: Scripts;
}

export function renderShell({ title, body, charts, scripts }: PageParts): string {
  const sources = scripts.modules.map(inlineScript);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(sources)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
<div class="page">
${body}
</div>
<p id="status" class="status" role="status" aria-live="polite"></p>
<script type="application/json" id="chart-specs">${jsonBlock(charts)}</script>
${sources.map((source) => html`<script type="module">${trusted(source)}</script>\n`)}</body>
</html>
`.markup;
}

/** Nothing is fetched and only these scripts run: text from a document could not do harm even if it got out. */
function contentPolicy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${hashes.join(' ')}`;
}
