/**
 * The "customSmallerIsBetter" of github-action-benchmark (its README, "Custom benchmarks"): a list of `name`, `unit`, `value`, `range`
 * and `extra`. Rows that were not measured are not in it.
 */
import type { ResultDocument } from '../../result/document.ts';
import { type ForeignResult, measuredRows } from '../foreign/foreign.ts';
import { samplesOf } from '../foreign/terminal.ts';
import { formatReach, intervalLegend, isInterval } from '../format.ts';
import type { ReportFormat } from '../report-format.ts';
import { scenarioRows } from '../rows.ts';

function render(document: ResultDocument): string {
  const entries = scenarioRows(document).flatMap(({ unit, measured }) =>
    measured.map(({ case: { id, title, runtime, summary } }) => ({
      name: id,
      unit: `${unit}/iter`,
      value: Number(summary.perIteration.median.toFixed(2)),
      // `range` may be left out.
      ...(isInterval(summary.confidenceLevel) && { range: formatReach(summary.perIteration) }),
      extra: `${title} in ${runtime}\n${summary.blockCount} blocks, ${intervalLegend(summary.confidenceLevel)}`,
    })),
  );
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function renderForeign(result: ForeignResult): string {
  const entries = measuredRows(result).map(({ id, figures }) => ({
    name: id,
    unit: 'ns/iter',
    value: Number(figures.median.toFixed(2)),
    ...(figures.interval === null ? {} : { range: formatReach({ ...figures.interval, median: figures.median }) }),
    extra: `${result.harness}\nsamples: ${samplesOf(figures)}`,
  }));
  return `${JSON.stringify(entries, null, 2)}\n`;
}

export default { extension: null, render, renderForeign } satisfies ReportFormat;
