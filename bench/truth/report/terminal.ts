/** The findings of every check for the terminal, and of the article also its tables; others are in the files. */

import pc from 'picocolors';
import { renderGrid } from '../../report/grid.ts';
import { wrap } from '../../report/layout.ts';
import type { CheckResult, SuiteName, TruthDocument, TruthTable } from '../document.ts';

export const TITLES: Record<SuiteName, string> = {
  truth: 'The error of plugin-bench',
  article: "The article's table, corrected,",
};

/** @param columns width of the terminal */
export function renderTruthTerminal(
  document: TruthDocument,
  { colour, columns }: { readonly colour: boolean; readonly columns: number },
): string {
  const paint = pc.createColors(colour);
  const sections = document.checks.map((check) =>
    [
      `${paint.bold(check.title)} ${paint.dim(check.question)}`,
      ...(check.status === 'measured' ? (check.judgement.listing ?? []) : []),
      ...lines(check, paint),
      ...(document.suite === 'article' && check.status === 'measured'
        ? check.judgement.tables.filter(({ isDetail }) => isDetail !== true).map((table) => renderTable(table, columns))
        : []),
    ].join('\n'),
  );
  return `${[...sections, paint.bold(headline(document))].join('\n\n')}\n`;
}

function renderTable({ title, columns, rows, note }: TruthTable, width: number): string {
  return [`\n${title}`, renderGrid(columns, rows, width), ...(note === undefined ? [] : wrap(note, width))].join('\n');
}

/** `38 of 40 claims hold. Not enough data for 1. Not checked: Peers.` */
export function headline({ checks, quick }: TruthDocument): string {
  const findings = checks.flatMap((check) => (check.status === 'measured' ? check.judgement.findings : []));
  const held = findings.filter(({ holds }) => holds).length;
  const unknown = findings.filter(({ holds }) => holds === null).length;
  const silent = unknown === 0 ? '' : ` Not enough data for ${unknown}.`;
  const short = quick ? ' This is the short form: its samples are too few for its claims.' : '';
  const undone = checks.filter(({ status }) => status !== 'measured').map(({ title }) => title);
  const missing = undone.length === 0 ? '' : ` Not checked: ${undone.join(', ')}.`;
  return `${held} of ${findings.length} claims hold.${silent}${missing}${short}`;
}

function lines(check: CheckResult, paint: ReturnType<typeof pc.createColors>): string[] {
  switch (check.status) {
    case 'measured':
      return check.judgement.findings.map(({ claim, bound, seen, holds }) => {
        const mark = holds === null ? paint.yellow('?') : holds ? paint.green('✓') : paint.red('✗');
        return `  ${mark} ${claim}: ${holds === false ? paint.red(seen) : seen} ${paint.dim(`(${bound})`)}`;
      });
    case 'skipped':
      return [`  – not checked: ${check.reason}`];
    case 'failed':
      return [paint.red(`  ✗ could not be checked: ${check.error}`)];
    default:
      return check satisfies never;
  }
}
