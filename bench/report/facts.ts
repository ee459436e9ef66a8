/** The two tables of what is known besides time, as every report shows them. */
import type { Answer, Facts, ResultDocument } from '../result/document.ts';
import { formatBytes, formatWhole } from './format.ts';

export interface FactCell {
  readonly text: string;
  /** The whole of it, where the cell is an abbreviation. */
  readonly detail?: string;
  /** Why there is nothing. */
  readonly hint?: string;
}

export interface FactTable {
  readonly title: string;
  readonly explanation: string;
  /** Heads of all columns but the first, which names the mechanism. */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly FactCell[] }[];
}

const NOTHING: FactCell = { text: '–' };

/** Both tables; none when the document knows of nothing. */
export function factTables(document: ResultDocument): FactTable[] {
  if (document.facts.length === 0) return [];
  const tables = [footprintTable(document.facts)];
  return document.facts.some(({ answers }) => answers.length > 0) ? [...tables, answerTable(document.facts)] : tables;
}

function footprintTable(facts: readonly Facts[]): FactTable {
  const nameOf = namer(facts);
  return {
    title: 'What it takes to use it',
    explanation:
      'Size of the plugin with generated glue, what built it, packages that the host imports and what they take when installed, lines of code of the loader, and where packages bring binaries. Counted from what is installed.',
    columns: ['Plugin', 'Packages', 'Installed, packages', 'Glue', 'Platforms', 'Built with'],
    rows: facts.map((item) => {
      const { artifactBytes, builtWith, packages, installedPackages, installedBytes, glueLines, platforms } =
        item.footprint;
      const names = packages.map(({ name, version }) => `${name} ${version}`).join(', ');
      const [summary = '', list] = platforms.split(': ');
      return {
        name: nameOf(item),
        cells: [
          artifactBytes === null ? NOTHING : { text: formatBytes(artifactBytes) },
          names === '' ? { text: 'none' } : { text: names },
          installedBytes === 0
            ? NOTHING
            : { text: `${formatBytes(installedBytes)} in ${formatWhole(installedPackages)}` },
          { text: `${glueLines} lines` },
          list === undefined ? { text: summary } : { text: summary, detail: list },
          builtWith === null ? NOTHING : { text: builtWith.split(/[ ,]/).slice(0, 2).join(' '), detail: builtWith },
        ],
      };
    }),
  };
}

function answerTable(facts: readonly Facts[]): FactTable {
  const nameOf = namer(facts);
  const probes = [...new Set(facts.flatMap(({ answers }) => answers.map(({ probe }) => probe)))];
  return {
    title: 'What becomes of arguments',
    explanation:
      'Each was tried on a freshly loaded plugin; the right answer of min is the smaller number. A signature that is declared wrongly and an export that is missing are tried where a host declares or names one.',
    columns: probes,
    rows: facts.map((item) => ({
      name: nameOf(item),
      cells: probes.map((probe) => {
        const answer = item.answers.find((candidate) => candidate.probe === probe);
        return answer === undefined ? { text: 'not tried', detail: item.gap ?? '' } : answerCell(answer);
      }),
    })),
  };
}

function answerCell({ outcome, text }: Answer): FactCell {
  switch (outcome) {
    case 'value':
      return { text };
    case 'error':
      return { text: `throws ${text.split(':')[0]}`, detail: text };
    case 'impossible':
      return { text: '–', hint: text };
    default:
      return outcome satisfies never;
  }
}

/** Names a row: the mechanism, with its runtime where there are several. */
function namer(facts: readonly Facts[]): (item: Facts) => string {
  const isOne = facts.every(({ runtime }) => runtime === facts[0]?.runtime);
  return ({ mechanism, runtime }) => (isOne ? mechanism : `${mechanism} (${runtime})`);
}
