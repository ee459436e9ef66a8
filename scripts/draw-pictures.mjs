// Draws the two pictures of README.md from docs/results.json: `npm run setup -- browser`, then `node scripts/draw-pictures.mjs`.
// The browser is /usr/bin/chromium, or CHROMIUM_PATH.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderFormat } from '../dist/report/reports.js';
import { renderTerminal } from '../dist/report/terminal.js';

const root = dirname(import.meta.dirname);
const { chromium } = createRequire(join(root, 'dist', 'cli.js'))('playwright-core');
const document = JSON.parse(readFileSync(join(root, 'docs', 'results.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'plugin-bench-pictures-'));

/** What the codes of a terminal (ECMA-48) change: weight, which 22 ends, and colour, which 39 ends. */
const CODES = {
  1: { weight: 'bold' },
  2: { weight: 'dim' },
  22: { weight: '' },
  31: { colour: 'red' },
  33: { colour: 'yellow' },
  36: { colour: 'cyan' },
  39: { colour: '' },
};
const STYLE = `body{margin:0;background:#1b1f24;color:#d7dde4;font:14px/1.35 "DejaVu Sans Mono",monospace;padding:18px 22px;display:inline-block}
pre{margin:0}.dim{color:#8a949e}.red{color:#ff7b72}.yellow{color:#e3b341}.cyan{color:#56b6c2}.bold{color:#fff;font-weight:bold}`;

/** The first table and what follows all tables. */
function terminalPage() {
  const [calls, ...rest] = renderTerminal(document, { colour: true, columns: 96 }).trimEnd().split('\n\n');
  const text = [calls, ...rest.slice(document.tables.length - 1)].join('\n\n');
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  let state = { weight: '', colour: '' };
  const coloured = escaped.split('\u001b[').map((part, index) => {
    const [, code, rest] = index === 0 ? [null, '22', part] : /^(\d+)m(.*)$/s.exec(part);
    state = { ...state, ...CODES[code] };
    return `<span class="${state.weight} ${state.colour}">${rest}</span>`;
  });
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><pre>$ npx plugin-bench run\n\n${coloured.join('')}</pre>`;
}

async function draw(page, markup, target, name) {
  writeFileSync(join(folder, 'page.html'), markup);
  await page.goto(`file://${join(folder, 'page.html')}`);
  await page.waitForTimeout(1000);
  await target(page).screenshot({ path: join(root, '.github', name) });
}

const executablePath = process.env['CHROMIUM_PATH'] || '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const terminal = await browser.newPage({ viewport: { width: 1000, height: 800 }, deviceScaleFactor: 1.5 });
  await draw(terminal, terminalPage(), (page) => page.locator('body'), 'terminal.png');
  const report = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await draw(report, renderFormat(document, 'html'), (page) => page, 'report.png');
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
