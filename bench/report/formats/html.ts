/** The report as one self-contained page: data, style, charts library and scripts are inside, nothing is fetched. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ResultDocument } from '../../result/document.ts';
import { GUIDE_FILE, type Guide, guideOf, NO_GUIDE } from '../guide.ts';
import type { Scripts } from '../page/shell.ts';
import { renderPage } from '../page/template.ts';
import type { ReportFormat } from '../report-format.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
/** Run from source (by the tests), the browser's part is still the built one. */
const BUILT_PAGE = import.meta.url.endsWith('.ts')
  ? join(HERE, '..', '..', '..', 'dist', 'report', 'page')
  : join(HERE, '..', 'page');

const BUILDERS = ['client-overview.js', 'client-sweep.js', 'client-phases.js', 'client-matrix.js'];
/** Its sources may import the gate, which reports may not: it is taken as it was built. */
const COMPARE = join('..', '..', 'compare', 'client-compare.js');

/** Renders a document. The same document gives the same bytes. */
export function renderHtml(document: ResultDocument): string {
  return renderPage(document, readScripts([...BUILDERS, COMPARE]), readGuide());
}

/** @param builders what draws the charts of a page; `client` draws with what they left */
export function readScripts(builders: readonly string[]): Scripts {
  const modules = ['client-chart.js', ...builders, 'client.js', 'client-tables.js'];
  return { modules: modules.map((file) => readFileSync(join(BUILT_PAGE, file), 'utf8')) };
}

/** That of this version; a page can do without it. */
export function readGuide(): Guide {
  const root = join(HERE, '..', '..', '..');
  try {
    const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { repository?: unknown };
    return guideOf(readFileSync(join(root, GUIDE_FILE), 'utf8'), repository);
  } catch {
    return NO_GUIDE;
  }
}

export default { extension: 'html', render: renderHtml } satisfies ReportFormat;
