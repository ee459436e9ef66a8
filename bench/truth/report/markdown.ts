/** truth.md: findings and tables of every check. */
import { markdownText } from '../../report/markdown-text.ts';
import { mapStrings } from '../../result/printable.ts';
import type { CheckResult, Finding, TruthDocument, TruthTable } from '../document.ts';
import { headline, TITLES } from './terminal.ts';

const HOLDS = { true: 'yes', false: '**no**', null: 'not enough data' };

export function renderTruthMarkdown(raw: TruthDocument): string {
  const document = mapStrings(raw, markdownText);
  const { environment, createdAt, commit, seed } = document;
  const where = `${environment.cpuModel}, ${environment.cpuCount} cores, ${environment.virtualization}; Node.js ${environment.nodeVersion}. ${createdAt}, commit ${commit ?? 'unknown'}, seed ${seed}.`;
  const parts = [
    `# ${TITLES[document.suite]} on this machine`,
    headline(document),
    where,
    ...document.checks.map(section),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(check: CheckResult): string {
  return [`## ${check.title}`, check.question, ...body(check)].join('\n\n');
}

function body(check: CheckResult): string[] {
  switch (check.status) {
    case 'measured':
      return [
        ...(check.judgement.listing === undefined ? [] : [`\`\`\`\n${check.judgement.listing.join('\n')}\n\`\`\``]),
        findingsTable(check.judgement.findings),
        ...check.judgement.tables.map(table),
      ];
    case 'skipped':
      return [`Not checked: ${check.reason}`];
    case 'failed':
      return [`**Could not be checked:** ${check.error}`];
    default:
      return check satisfies never;
  }
}

function findingsTable(findings: readonly Finding[]): string {
  const rows = findings.map(({ claim, bound, seen, holds }) => [
    claim,
    bound,
    seen,
    HOLDS[String(holds) as keyof typeof HOLDS],
  ]);
  return grid(['claim', 'bound', 'seen', 'holds'], rows);
}

function table({ title, ...parts }: TruthTable): string {
  return `### ${title}\n\n${gridAndNote(parts)}`;
}

/** Without its title, for a page that has one. */
export function renderTruthTable(raw: TruthTable): string {
  return gridAndNote(mapStrings(raw, markdownText));
}

function gridAndNote({ columns, rows, note }: Omit<TruthTable, 'title'>): string {
  return [grid(columns, rows), ...(note === undefined ? [] : [note])].join('\n\n');
}

function grid(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  const isFigures = (index: number) => rows.every((cells) => /^[-+–\d]/.test(cells[index] ?? ''));
  const alignments = columns.map((_, index) => (isFigures(index) ? '---:' : '---'));
  return [line(columns), line(alignments), ...rows.map(line)].join('\n');
}
