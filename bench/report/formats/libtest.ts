/**
 * `latest.txt`: the lines that Rust's libtest prints for a benchmark, which benchcmp and CI trackers read:
 * `test call::koffi ... bench:          38 ns/iter (+/- 2)`. The figure after +/- is half the interval of the median; of one block,
 * which has no interval, half the range of its samples.
 */
import type { MeasuredCase, ResultDocument } from '../../result/document.ts';
import { blockFigures, keptBlocks } from '../../statistics/summarize.ts';
import { formatWhole, isInterval } from '../format.ts';
import type { ReportFormat } from '../report-format.ts';
import { scenarioRows } from '../rows.ts';

export function renderLibtest(document: ResultDocument): string {
  // The format knows nanoseconds: what another meter read is in the other reports.
  const rows = scenarioRows(document).filter(({ unit }) => unit === 'ns');
  const measured = rows.flatMap(({ measured }) => measured.map(({ case: row }) => row));
  const gaps = rows.flatMap(({ gaps }) => gaps);
  const width = Math.max(0, ...document.cases.map(({ id }) => id.length)) + 1;
  const lines = [
    ...measured.map((row) => {
      const name = testName(row.id).padEnd(width);
      const centre = nanoseconds(row.summary.perIteration.median).padStart(14);
      return `test ${name} ... bench: ${centre} ns/iter (+/- ${nanoseconds(reachOf(row))})`;
    }),
    ...gaps.map((gap) => {
      const state = gap.status === 'skipped' ? `ignored, ${gap.reason}` : 'FAILED';
      return `test ${testName(gap.id).padEnd(width)} ... ${state}`;
    }),
  ];
  const failures = gaps.flatMap((gap) =>
    gap.status === 'failed' ? [`---- ${testName(gap.id)} stdout ----\n${gap.error}\n`] : [],
  );
  const failed = failures.length;
  const result = `test result: ${failed === 0 ? 'ok' : 'FAILED'}. 0 passed; ${failed} failed; ${gaps.length - failed} ignored; ${measured.length} measured; 0 filtered out`;
  return `\nrunning ${lines.length} tests\n${[...lines, '', ...(failed === 0 ? [] : ['failures:\n', ...failures]), result].join('\n')}\n`;
}

function reachOf({ summary, blocks }: MeasuredCase): number {
  const { low, high } = summary.perIteration;
  if (isInterval(summary.confidenceLevel)) return (high - low) / 2;
  const samples = keptBlocks(blocks).flatMap(blockFigures);
  return (Math.max(...samples) - Math.min(...samples)) / 2;
}

function testName(id: string): string {
  return id.replace('/', '::');
}

/** With thousands separated, as libtest prints them, and with two decimals: rounded to whole ones, 10.49 to 10.51 would be a tenth. */
function nanoseconds(ns: number): string {
  const [whole = '', decimals] = ns.toFixed(2).split('.');
  return `${formatWhole(Number(whole))}.${decimals}`;
}

export default { extension: 'txt', render: renderLibtest } satisfies ReportFormat;
