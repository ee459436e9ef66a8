/** What the figures depend on: machine, runtime, built files, packages, settings. */
import type { Artifact, ResultDocument } from '../../result/document.ts';
import { formatBytes, formatDuration, formatSeconds } from '../format.ts';
import { pluginText } from '../plugin-text.ts';
import { type Content, html, type Markup } from './markup.ts';
import { renderTable } from './table.ts';
import { formatInstant } from './text.ts';

type Facts = readonly (readonly [string, Content])[];

export function renderEnvironment(document: ResultDocument): Markup {
  return html`<section id="environment" class="section" aria-labelledby="heading-environment">
<div class="section-head"><h2 id="heading-environment">Environment</h2>
<div><p class="finding">Figures from another machine, runtime or build are another experiment.</p></div></div>
<div class="columns"><div><h3>Machine and runtime</h3>${renderFacts(machineFacts(document))}</div>
<div><h3>Run</h3>${renderFacts(runFacts(document))}</div>
<div><h3>Packages</h3>${renderFacts(packageFacts(document))}</div></div>
<h3>Built files</h3>${renderArtifacts(document)}
</section>`;
}

function renderFacts(facts: Facts): Markup {
  return html`<dl class="list">${facts.map(([term, detail]) => html`<div><dt>${term}</dt><dd>${detail}</dd></div>\n`)}</dl>`;
}

function machineFacts({ environment }: ResultDocument): Facts {
  const { timer } = environment;
  return [
    ['CPU', environment.cpuModel],
    ['Cores', environment.cpuCount],
    ['Memory', formatBytes(environment.memoryBytes)],
    ['Platform', `${environment.platform} ${environment.arch}`],
    ['Kernel', environment.kernel],
    ['Virtualization', environment.virtualization],
    ['Frequency governor', environment.cpuGovernor ?? 'cannot be read'],
    ['Load average', `${environment.loadAverageAtStart} at the start, ${environment.loadAverageAtEnd} at the end`],
    ['Runtime', environment.runtime],
    ['Node.js', environment.nodeVersion],
    ['V8', environment.v8Version],
    ...environment.runtimes
      .slice(1)
      .map(({ name, version, engine, engineVersion }) => [name, `${version}, ${engine} ${engineVersion}`] as const),
    [
      'Flags of the runners',
      environment.flags.length === 0 ? 'none' : html`<code>${environment.flags.join(' ')}</code>`,
    ],
    [
      'Timer',
      `${timer.name}, steps of ${formatDuration(timer.resolutionNs)}, ${formatDuration(timer.costNs)} per reading`,
    ],
  ];
}

function runFacts({ tool, createdAt, durationSeconds, commit, interruption, settings, plugin }: ResultDocument): Facts {
  return [
    ['Tool', `${tool.name} ${tool.version}`],
    ...(plugin === undefined ? [] : [['Measured', pluginText(plugin)] as const]),
    ['Began', formatInstant(createdAt)],
    ['Took', formatSeconds(durationSeconds)],
    ['Commit', commit === null ? 'outside git' : html`<code>${commit}</code>`],
    ['Ended', interruption ?? 'after all blocks'],
    ['Seed', settings.seed],
    ['Blocks', settings.blockCount],
    ...Object.entries(settings.samplesPerBlock).map(([name, count]) => [`Samples per block, ${name}`, count] as const),
    ['Shortest sample', `${settings.sampleTargetMs} ms, where repeated`],
    ['Quick', settings.quick ? 'yes' : 'no'],
  ];
}

function packageFacts({ environment }: ResultDocument): Facts {
  const packages = Object.entries(environment.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  return packages.length === 0 ? [['none', 'no loader opened one']] : packages;
}

function renderArtifacts({ artifacts }: ResultDocument): Markup {
  if (artifacts.length === 0) return html`<p>No mechanism needed a built file.</p>`;
  return renderTable({
    id: 'table-artifacts',
    caption: 'The plugin in each of its forms',
    head: html`<th scope="col">File</th><th scope="col">Kind</th><th scope="col" class="number" data-tsv="Size, bytes">Size</th><th scope="col">Built with</th><th scope="col">SHA-256</th>`,
    bodies: html`<tbody>${artifacts.map(renderArtifact)}</tbody>`,
  });
}

function renderArtifact({ kind, file, sizeBytes, sha256, builtWith }: Artifact): Markup {
  return html`<tr><th scope="row">${file}</th><td>${kind}</td><td class="number" data-v="${sizeBytes}">${formatBytes(sizeBytes)}</td>
<td class="wrap">${builtWith}</td><td><code class="hash">${sha256}</code></td></tr>\n`;
}
