/**
 * Bencher Metric Format (bencher.dev, "Bencher Metric Format (BMF)"): benchmark -> measure -> value with its bounds. Time is the
 * measure `latency`, in nanoseconds, which Bencher has built in; other metrics are measures of their own name.
 */
import { metricOf, TIME } from '../../result/case.ts';
import type { ResultDocument } from '../../result/document.ts';
import { measuredCases } from '../../statistics/evaluate.ts';
import { type ForeignResult, measuredRows } from '../foreign/foreign.ts';
import { isInterval } from '../format.ts';
import type { ReportFormat } from '../report-format.ts';

function render({ cases }: ResultDocument): string {
  const entries = measuredCases(cases).map((row) => {
    const { median, low, high } = row.summary.perIteration;
    // Bounds may be left out, and are where there is no interval.
    const bounds = isInterval(row.summary.confidenceLevel) ? { lower_value: low, upper_value: high } : {};
    const metric = metricOf(row);
    const value = { value: median, ...bounds };
    return [row.id, { [metric === TIME ? 'latency' : metric]: value }] as const;
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

function renderForeign(result: ForeignResult): string {
  const entries = measuredRows(result).map(({ id, figures: { median, interval } }) => {
    const bounds = interval === null ? {} : { lower_value: interval.low, upper_value: interval.high };
    return [id, { latency: { value: median, ...bounds } }] as const;
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

export default { extension: null, render, renderForeign } satisfies ReportFormat;
