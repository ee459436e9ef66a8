/**
 * `latest.txt`: the lines that Rust's libtest prints for a benchmark, which benchcmp and CI trackers read:
 * `test call::koffi ... bench:          38 ns/iter (+/- 2)`. The figure after +/- is half the interval of the median; of one block,
 * which has no interval, half the range of its samples.
 */
import type { MeasuredCase, ResultDocument } from '../../result/document.ts';
import { extremes } from '../../statistics/quantiles.ts';
import { blockFigures, keptBlocks } from '../../statistics/summarize.ts';
import { type ForeignResult, measuredRows } from '../foreign/foreign.ts';
import { formatWhole, isInterval } from '../format.ts';
import type { ReportFormat } from '../report-format.ts';
import { scenarioRows } from '../rows.ts';

type Gap = { readonly name: string; readonly reason: string; readonly isFailure: boolean };
type Measured = { readonly name: string; readonly median: number; readonly reach: number };

export function renderLibtest(document: ResultDocument): string {
  // The format knows nanoseconds: what another meter read is in the other reports.
  const rows = scenarioRows(document).filter(({ unit }) => unit === 'ns');
  return linesOf(
    rows.flatMap(({ measured }) =>
      measured.map(({ case: row }) => ({
        name: testName(row.id),
        median: row.summary.perIteration.median,
        reach: reachOf(row),
      })),
    ),
    rows.flatMap(({ gaps }) =>
      gaps.map((gap) => ({
        name: testName(gap.id),
        reason: reasonText(gap.status === 'skipped' ? gap.reason : gap.error),
        isFailure: gap.status === 'failed',
      })),
    ),
  );
}

function reachOf({ summary, blocks }: MeasuredCase): number {
  const { low, high } = summary.perIteration;
  if (isInterval(summary.confidenceLevel)) return (high - low) / 2;
  const { least, most } = extremes(keptBlocks(blocks).flatMap(blockFigures));
  return (most - least) / 2;
}

function renderForeign(result: ForeignResult): string {
  return linesOf(
    measuredRows(result).map(({ id, figures: { median, interval } }) => ({
      name: testName(id),
      median,
      reach: interval === null ? 0 : (interval.high - interval.low) / 2,
    })),
    result.rows.flatMap(({ id, outcome }) =>
      'gap' in outcome ? [{ name: testName(id), reason: reasonText(outcome.gap), isFailure: outcome.isFailure }] : [],
    ),
  );
}

function linesOf(measured: readonly Measured[], gaps: readonly Gap[]): string {
  const width = Math.max(0, ...[...measured, ...gaps].map(({ name }) => name.length));
  const lines = [
    ...measured.map(
      ({ name, median, reach }) =>
        `test ${name.padEnd(width)} ... bench: ${nanoseconds(median).padStart(14)} ns/iter (+/- ${nanoseconds(reach)})`,
    ),
    ...gaps.map(
      ({ name, reason, isFailure }) => `test ${name.padEnd(width)} ... ${isFailure ? 'FAILED' : `ignored, ${reason}`}`,
    ),
  ];
  const failures = gaps.filter(({ isFailure }) => isFailure);
  const details = failures.map(({ name, reason }) => `---- ${name} stdout ----\n${reason}\n`);
  const failed = failures.length;
  const result = `test result: ${failed === 0 ? 'ok' : 'FAILED'}. 0 passed; ${failed} failed; ${gaps.length - failed} ignored; ${measured.length} measured; 0 filtered out`;
  return `\nrunning ${lines.length} tests\n${[...lines, '', ...(failed === 0 ? [] : ['failures:\n', ...details]), result].join('\n')}\n`;
}

/** What readers would take for a figure, anywhere in a line, is none in a reason. */
function reasonText(reason: string): string {
  return reason.replaceAll(/\s+/g, ' ').replaceAll('bench:', 'bench :');
}

/** Readers end a name at the first space. */
function testName(id: string): string {
  return id.replaceAll('/', '::').replaceAll(/\s+/g, '_');
}

/** With thousands separated, as libtest prints them, and with two decimals: rounded to whole ones, 10.49 to 10.51 would be a tenth. */
function nanoseconds(ns: number): string {
  const [whole = '', decimals] = ns.toFixed(2).split('.');
  return `${formatWhole(Number(whole))}.${decimals}`;
}

export default { extension: 'txt', render: renderLibtest, renderForeign } satisfies ReportFormat;
