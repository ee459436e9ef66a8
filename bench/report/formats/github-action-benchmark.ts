/**
 * The "customSmallerIsBetter" of github-action-benchmark (its README, "Custom benchmarks"): a list of `name`, `unit`, `value`, `range`
 * and `extra`. Rows that were not measured are not in it.
 */
import type { ResultDocument } from '../../result/document.ts';
import { formatReach, wholePercent } from '../format.ts';
import type { ReportFormat } from '../report-format.ts';
import { scenarioRows } from '../rows.ts';

function render(document: ResultDocument): string {
  const entries = scenarioRows(document).flatMap(({ unit, measured }) =>
    measured.map(({ case: { id, title, runtime, summary } }) => ({
      name: id,
      unit: `${unit}/iter`,
      value: Number(summary.perIteration.median.toFixed(2)),
      range: formatReach(summary.perIteration),
      extra: `${title} in ${runtime}\n${summary.blockCount} blocks, interval of ${wholePercent(summary.confidenceLevel)}`,
    })),
  );
  return `${JSON.stringify(entries, null, 2)}\n`;
}

export default { extension: null, render } satisfies ReportFormat;
