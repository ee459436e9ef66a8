// Fills the results of pages from stored runs, which lie in docs/: those of README.md from `plugin-bench run --only ... --out DIR`,
// those of docs/article.md from `plugin-bench article --only article --out DIR`. `node scripts/write-results.mjs DIR/latest.json`
// (or `DIR/article.json`) stores the run and writes its page. Tests hold the pages against the records.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(import.meta.dirname);

/** @param render what the results are, by the renderers of the build or of the sources */
export const PAGES = [
  {
    page: 'README.md',
    record: 'docs/results.json',
    isOf: ({ cases }) => cases !== undefined,
    render(document, { renderFormat }) {
      const { environment, settings } = document;
      const of = `Node.js ${environment.nodeVersion}, ${settings.blockCount} blocks. The samples are in [docs/results.json](docs/results.json)`;
      return [renderFormat(document, 'matrix').trimEnd(), `${machineOf(document)}, ${of}.`];
    },
  },
  {
    page: 'docs/article.md',
    record: 'docs/article.json',
    isOf: ({ suite }) => suite === 'article',
    render(document, { renderTruthTable }) {
      const { judgement } = document.checks.find(({ name }) => name === 'article');
      return [
        renderTruthTable(judgement.tables[0]),
        `${machineOf(document)}. The samples are in [article.json](article.json).`,
      ];
    },
  },
];

/** The page with its results made anew. */
export function withResults(text, parts) {
  return text.replace(
    /(<!-- results -->\n)[\s\S]*?(<!-- end -->)/,
    (_, start, end) => `${start}${parts.join('\n\n')}\n${end}`,
  );
}

function machineOf({ environment: { cpuCount, cpuModel, virtualization }, createdAt }) {
  const machine = virtualization === 'none seen' ? '' : `, ${virtualization}`;
  return `Measured ${createdAt.slice(0, 10)} on ${cpuCount} cores of ${cpuModel}${machine}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { renderFormat } = await import('../dist/report/reports.js');
  const { renderTruthTable } = await import('../dist/truth/report/markdown.js');
  for (const file of process.argv.slice(2)) {
    const { record } = PAGES.find(({ isOf }) => isOf(JSON.parse(readFileSync(file, 'utf8'))));
    copyFileSync(file, join(root, record));
  }
  for (const { page, record, render } of PAGES) {
    const parts = render(JSON.parse(readFileSync(join(root, record), 'utf8')), { renderFormat, renderTruthTable });
    writeFileSync(join(root, page), withResults(readFileSync(join(root, page), 'utf8'), parts));
  }
}
