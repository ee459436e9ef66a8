/** `latest.md`: the tables for a pull request or a wiki. */
import type { ResultDocument } from '../../result/document.ts';
import { mapStrings } from '../../result/printable.ts';
import { measuredCases } from '../../statistics/evaluate.ts';
import { type FactTable, factTables } from '../facts.ts';
import { type ForeignResult, measuredRows } from '../foreign/foreign.ts';
import { intervalOf, samplesOf } from '../foreign/terminal.ts';
import {
  formatBytes,
  formatDuration,
  formatRatio,
  formatShare,
  formatValue,
  isInterval,
  ONE_BLOCK,
  wholePercent,
} from '../format.ts';
import { markdownText } from '../markdown-text.ts';
import { pluginText } from '../plugin-text.ts';
import type { ReportFormat } from '../report-format.ts';
import { gapReason, leftOutName, type MeasuredRow, type ScenarioRows, scenarioRows } from '../rows.ts';
import { selfCheckLines } from '../self-check.ts';
import { BEND_LEGEND, formatLength, LINE_LEGEND, lineTexts, type Sweep, sweepsOf } from '../sweeps.ts';
import { renderMatrixTable } from './matrix.ts';

export function renderMarkdown(raw: ResultDocument): string {
  const document = mapStrings(raw, markdownText);
  const { environment, settings } = document;
  const parts = [
    '# plugin-bench',
    `${environment.cpuModel}, ${environment.cpuCount} cores, ${environment.virtualization}; ${environment.platform} ${environment.kernel} ` +
      `${environment.arch}; Node.js ${environment.nodeVersion} (V8 ${environment.v8Version}). ` +
      `Measured ${document.createdAt}, commit ${document.commit ?? 'unknown'}, ${settings.blockCount} blocks, seed ${settings.seed}.${document.plugin === undefined ? '' : ` Measured is the ${pluginText(document.plugin)}.`}`,
    ...(document.interruption === null ? [] : [`> **Incomplete:** ${document.interruption}`]),
    ...matrixSection(raw),
    ...sweepsOf(document).map(sweepSection),
    ...scenarioRows(document).map(scenarioSection),
    selfCheckSection(document),
    notesSection(document),
    ...leftOutSection(document),
    ...factTables(document).map(factSection),
    artifactSection(document),
    'Rows that cannot be told apart share a rank; synchronous and asynchronous rows are ranked apart. ' +
      'Median over blocks with its interval; a block is a fresh process for each case, sampled in turn with all others. ' +
      'Raw samples: `latest.json`.',
  ];
  return `${parts.join('\n\n')}\n`;
}

/** First of all, every mechanism with what it costs in each table; nothing where nothing was measured. */
function matrixSection(raw: ResultDocument): string[] {
  return measuredCases(raw.cases).length === 0 ? [] : [renderMatrixTable(raw)];
}

function scenarioSection({ title, description, unit, measured, gaps }: ScenarioRows): string {
  const isRepeated = measured.some(({ case: row }) => row.summary.firstCallNs !== undefined);
  const first = isRepeated ? ' first call after a pause |' : '';
  const level = Math.min(0.95, ...measured.map(({ case: row }) => row.summary.confidenceLevel));
  const interval = isInterval(level) ? `${wholePercent(level)} interval` : 'interval';
  const table = [
    `| rank | mechanism | style | ${unit}/iter | ${interval} | × static import | per second | spread |${first} warnings |`,
    `| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: |${isRepeated ? ' ---: |' : ''} --- |`,
    ...measured.map((row) => measuredLine(row, isRepeated)),
    ...gaps.map(
      (gap) =>
        `| | ${gap.title} \`${gap.id}\` | ${gap.callStyle} | | | | | |${isRepeated ? ' |' : ''} ${cell(gapReason(gap))} |`,
    ),
  ];
  return `## ${title}\n\n${description}\n\n${table.join('\n')}`;
}

/** One table for all lengths, before those of each length. */
function sweepSection({ title, lengths, rows }: Sweep): string {
  const lines = rows.map((row) => {
    const medians = row.cases.map((found) =>
      found === undefined ? '' : formatDuration(found.summary.perIteration.median),
    );
    const { fixed, fixedReach, perKib, perKibReach, bend } = lineTexts(row);
    return `| ${[`${cell(row.title)} \`${row.name}\``, row.callStyle, ...medians, fixed, fixedReach, perKib, perKibReach, bend].join(' | ')} |`;
  });
  const heads = [...lengths.map(formatLength), 'fixed', '±', 'per KiB', '±', 'off the line'];
  const head = `| mechanism | style | ${heads.join(' | ')} |`;
  const table = [head, `| --- | --- |${' ---: |'.repeat(heads.length)}`, ...lines];
  return `## ${title}, by bytes\n\nMedian cost of a call; ${LINE_LEGEND}; ${BEND_LEGEND}.\n\n${table.join('\n')}`;
}

function measuredLine({ case: row, ratio, iterationsPerSecond }: MeasuredRow, isRepeated: boolean): string {
  const { perIteration, spread, firstCallNs, confidenceLevel } = row.summary;
  const isSingle = !isInterval(confidenceLevel);
  const cells = [
    row.rank === 0 ? '' : String(row.rank),
    `${cell(row.title)} \`${row.id}\``,
    row.callStyle,
    formatValue(perIteration.median),
    isSingle ? ONE_BLOCK : `${formatValue(perIteration.low)} … ${formatValue(perIteration.high)}`,
    ratio === null ? '' : formatRatio(ratio.median),
    iterationsPerSecond === null ? '' : formatValue(iterationsPerSecond),
    isSingle ? '' : formatShare(spread),
    ...(isRepeated ? [firstCallNs === undefined ? '' : formatDuration(firstCallNs)] : []),
    row.warnings.map(({ code }) => code).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function selfCheckSection(document: ResultDocument): string {
  const lines = selfCheckLines(document).map(
    ({ label, value, meaning, isSound }) =>
      `| ${label}${isSound ? '' : ' **(not sound)**'} | ${cell(value)} | ${cell(meaning)} |`,
  );
  return ['## The error of this run', ['| | seen | what it is |', '| --- | --- | --- |', ...lines].join('\n')].join(
    '\n\n',
  );
}

function notesSection(document: ResultDocument): string {
  const notes = new Map(document.cases.filter(({ note }) => note).map(({ mechanism, note }) => [mechanism, note]));
  const warnings = document.cases.flatMap((row) =>
    row.status === 'measured' ? row.warnings.map(({ code, text }) => `- \`${row.id}\`, ${code}: ${text}`) : [],
  );
  return [
    '## Read before comparing',
    [...[...notes].map(([mechanism, note]) => `- **${mechanism}**: ${note}`), ...warnings].join('\n'),
  ].join('\n\n');
}

function artifactSection(document: ResultDocument): string {
  const lines = document.artifacts.map(
    ({ kind, file, sizeBytes, builtWith, sha256 }) =>
      `| ${kind} | ${file} | ${formatBytes(sizeBytes)} | ${cell(builtWith)} | \`${sha256.slice(0, 12)}\` |`,
  );
  const { timer, packages } = document.environment;
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    '## What was loaded',
    ['| artifact | file | size | built with | sha256 |', '| --- | --- | ---: | --- | --- |', ...lines].join('\n'),
    `Packages: ${versions.join(', ') || 'none'}. Timer: ${timer.name}, steps of ${formatDuration(timer.resolutionNs)}, ${formatDuration(timer.costNs)} a reading.`,
  ].join('\n\n');
}

function factSection({ title, explanation, columns, rows }: FactTable): string {
  const lines = rows.map(({ name, cells }) => `| ${[name, ...cells.map(({ text }) => cell(text))].join(' | ')} |`);
  const table = [
    `| mechanism | ${columns.map(cell).join(' | ')} |`,
    `| --- |${' --- |'.repeat(columns.length)}`,
    ...lines,
  ];
  return `## ${title}\n\n${explanation}\n\n${table.join('\n')}`;
}

function leftOutSection({ leftOut }: ResultDocument): string[] {
  if (leftOut.length === 0) return [];
  const lines = leftOut.map((item) => `- **${leftOutName(item)}**: ${item.reason}`);
  return [`## Not in this run\n\n${lines.join('\n')}`];
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** A table, and what it is not. */
function renderForeign(raw: ForeignResult): string {
  const result = mapStrings(raw, markdownText);
  const lines = [
    '| benchmark | ns/iter | interval | samples |',
    '| --- | ---: | ---: | ---: |',
    ...measuredRows(result).map(
      ({ id, figures }) =>
        `| \`${cell(id)}\` | ${formatValue(figures.median)} | ${intervalOf(figures)} | ${samplesOf(figures)} |`,
    ),
    ...result.rows.flatMap(({ id, outcome }) =>
      'gap' in outcome ? [`| \`${cell(id)}\` | | | ${cell(outcome.gap)} |`] : [],
    ),
  ];
  const caveats = result.caveats.map((text) => `- ${cell(text)}`);
  return `${[`# ${result.harness}`, lines.join('\n'), caveats.join('\n')].join('\n\n')}\n`;
}

export default { extension: 'md', render: renderMarkdown, renderForeign } satisfies ReportFormat;
