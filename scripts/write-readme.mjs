// Fills the results of README.md from docs/results.json, which is a stored run: `plugin-bench run --only ... --out DIR`, then
// `node scripts/write-readme.mjs DIR/latest.json`. A test holds the page against the record.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(import.meta.dirname);
const page = join(root, 'README.md');
const record = join(root, 'docs', 'results.json');

/** The page with its results made anew. @param table what `report --format matrix` prints */
export function renderReadme(text, document, table) {
  return text.replace(/(<!-- results -->\n)[\s\S]*?(<!-- end -->)/, (_, start, end) => {
    return `${start}${table}\n\n${machineOf(document)}\n${end}`;
  });
}

function machineOf({ environment, settings, createdAt }) {
  const { cpuCount, cpuModel, virtualization, nodeVersion } = environment;
  const machine = virtualization === 'none seen' ? '' : `, ${virtualization}`;
  return `Measured ${createdAt.slice(0, 10)} on ${cpuCount} cores of ${cpuModel}${machine}, Node.js ${nodeVersion}, ${settings.blockCount} blocks. The samples are in [docs/results.json](docs/results.json).`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { renderFormat } = await import('../dist/report/reports.js');
  if (process.argv[2] !== undefined) copyFileSync(process.argv[2], record);
  const document = JSON.parse(readFileSync(record, 'utf8'));
  writeFileSync(page, renderReadme(readFileSync(page, 'utf8'), document, renderFormat(document, 'matrix').trimEnd()));
}
