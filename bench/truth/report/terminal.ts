/** The findings of every check for the terminal; tables are in the files. */
import pc from 'picocolors';
import type { CheckResult, TruthDocument } from '../document.ts';

export function renderTruthTerminal(document: TruthDocument, { colour }: { readonly colour: boolean }): string {
  const paint = pc.createColors(colour);
  const sections = document.checks.map((check) =>
    [`${paint.bold(check.title)} ${paint.dim(check.question)}`, ...lines(check, paint)].join('\n'),
  );
  return `${[...sections, paint.bold(headline(document))].join('\n\n')}\n`;
}

/** `38 of 40 claims hold; 2 do not; 1 check could not be done.` */
export function headline({ checks }: TruthDocument): string {
  const findings = checks.flatMap((check) => (check.status === 'measured' ? check.judgement.findings : []));
  const held = findings.filter(({ holds }) => holds).length;
  const undone = checks.filter(({ status }) => status !== 'measured').map(({ title }) => title);
  const missing = undone.length === 0 ? '' : ` Not checked: ${undone.join(', ')}.`;
  return `${held} of ${findings.length} claims hold.${missing}`;
}

function lines(check: CheckResult, paint: ReturnType<typeof pc.createColors>): string[] {
  switch (check.status) {
    case 'measured':
      return check.judgement.findings.map(({ claim, bound, seen, holds }) => {
        const mark = holds ? paint.green('✓') : paint.red('✗');
        return `  ${mark} ${claim}: ${holds ? seen : paint.red(seen)} ${paint.dim(`(${bound})`)}`;
      });
    case 'skipped':
      return [`  – not checked: ${check.reason}`];
    case 'failed':
      return [paint.red(`  ✗ could not be checked: ${check.error}`)];
    default:
      return check satisfies never;
  }
}
