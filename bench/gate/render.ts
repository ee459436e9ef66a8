/** A verdict as text for the terminal and as Markdown for the summary of a CI job. */
import pc from 'picocolors';
import { formatChange, formatShare } from '../report/format.ts';
import { markdownText } from '../report/markdown-text.ts';
import { mapStrings } from '../result/printable.ts';
import type { Change, Comparison, RatioInterval, Verdict } from './verdict.ts';

const HEADLINES = {
  passed: 'PASSED: nothing became slower',
  regressed: 'REGRESSED',
  inconclusive: 'INCONCLUSIVE: not enough data to say that nothing became slower',
  'could-not-measure': 'COULD NOT MEASURE',
} as const;

const MARKS: Record<Change, string> = {
  regressed: '✗',
  missing: '✗',
  inconclusive: '?',
  improved: '✓',
  same: '✓',
  added: '+',
};

export function renderVerdictText(verdict: Verdict, { colour }: { colour: boolean }): string {
  const paint = pc.createColors(colour);
  const paints = { regressed: paint.red, missing: paint.red, inconclusive: paint.yellow } as Partial<
    Record<Change, (text: string) => string>
  >;
  const width = Math.max(0, ...verdict.comparisons.map(({ id }) => id.length));
  const lines = verdict.comparisons.map((comparison) => {
    const { id, change, ratio, reason } = comparison;
    const line = `${MARKS[change]} ${id.padEnd(width)}  ${change.padEnd(12)}  ${ratioText(ratio).padEnd(26)}  ${reason}`;
    return (paints[change] ?? String)(line);
  });
  return `${[...lines, ...verdict.refusals, machineText(verdict), `${paint.bold(headline(verdict))}`].filter(Boolean).join('\n')}\n`;
}

export function renderVerdictMarkdown(raw: Verdict): string {
  const verdict = mapStrings(raw, markdownText);
  const rows = verdict.comparisons.map(
    ({ id, change, ratio, reason }) => `| ${MARKS[change]} | \`${id}\` | ${change} | ${ratioText(ratio)} | ${reason} |`,
  );
  const table =
    rows.length === 0 ? [] : ['| | case | verdict | change | why |', '| --- | --- | --- | ---: | --- |', ...rows];
  const refusals = verdict.refusals.map((refusal) => `- ${refusal}`);
  return [`## plugin-bench gate: ${headline(verdict)}`, refusals.join('\n'), machineText(verdict), table.join('\n')]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function headline(verdict: Verdict): string {
  const regressed = verdict.comparisons.filter(({ change }) => change === 'regressed').map(({ id }) => id);
  const detail = regressed.length > 0 && verdict.outcome === 'regressed' ? `: ${regressed.join(', ')}` : '';
  return `${HEADLINES[verdict.outcome]}${detail} (margin ${formatShare(verdict.margin)})`;
}

function machineText({ machine, machineMoved }: Verdict): string {
  if (machine === null) return '';
  const text = `The floor row, which no change of a plugin can move, changed by ${ratioText(machine)}`;
  return machineMoved
    ? `${text}: the machine is not the one it was, so no verdict would be sound. Measure both again.`
    : `${text}.`;
}

function ratioText(ratio: Comparison['ratio'] | RatioInterval): string {
  if (ratio === null) return '';
  return `${formatChange(ratio.median)} [${formatChange(ratio.low)}, ${formatChange(ratio.high)}]`;
}
