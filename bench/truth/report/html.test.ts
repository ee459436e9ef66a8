import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findBrowser, openBrowser } from '../../testing/browser.ts';
import { need } from '../../testing/needs.ts';
import { sampleTruth } from '../../testing/sample-truth.ts';
import { renderTruthHtml } from './html.ts';

const page = renderTruthHtml(sampleTruth());
const browser = findBrowser();
const chromium = need(browser.reason);

describe('truth.html', () => {
  it('is the same bytes for the same document, and fetches nothing', () => {
    expect(renderTruthHtml(sampleTruth()) === page).toBe(true);
    expect(page).not.toMatch(/\b(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i);
  });

  it('says every claim, whether it holds, and escapes what it quotes', () => {
    expect(page).toContain('a step takes as long as the library&#39;s own clock says');
    expect(page).toContain('<strong class="unsound">no</strong>');
    expect(page).toContain('The runner died &lt;there&gt;.');
    expect(page).toContain('Peers are not installed.');
  });

  it.skipIf(chromium.isMissing)(
    `draws the ladder without a complaint, also on a phone${chromium.note}`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'plugin-bench-truth-'));
      const opened = await openBrowser(browser.path ?? '');
      try {
        const file = join(folder, 'truth.html');
        writeFileSync(file, page);
        for (const viewport of [
          { width: 1280, height: 900 },
          { width: 390, height: 844 },
        ]) {
          const tab = await opened.newPage({ viewport });
          const problems: string[] = [];
          tab.on('console', (message) => problems.push(message.text()));
          tab.on('pageerror', (error) => problems.push(error.message));
          await tab.goto(pathToFileURL(file).href);
          await tab.waitForSelector('canvas[data-drawn=true]');
          const overflow = await tab.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement;
            return scrollWidth - clientWidth;
          });
          expect(overflow).toBeLessThanOrEqual(0);
          expect(problems).toEqual([]);
          await tab.close();
        }
      } finally {
        await opened.close();
        rmSync(folder, { recursive: true });
      }
    },
    60_000,
  );
});
