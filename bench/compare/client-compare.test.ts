import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../report/formats/html.ts';
import { digestSamples } from '../result/digest.ts';
import type { ResultDocument } from '../result/document.ts';
import { toJson } from '../result/store.ts';
import { findBrowser, openBrowser } from '../testing/browser.ts';
import { need } from '../testing/needs.ts';
import { findViolations, openPage } from '../testing/page.ts';
import { sampleDocument } from '../testing/sample-document.ts';

const found = findBrowser();
const chromium = need(found.reason);
const EVIL = `<img src=x onerror="hacked=1">`;

/** A day before the sample, with a faster koffi, and a row of a name that is markup. */
function olderDocument(): ResultDocument {
  const document = sampleDocument();
  document.createdAt = '2025-11-21T13:50:07Z';
  for (const row of document.cases) {
    if (row.status !== 'measured' || row.id !== 'call/koffi') continue;
    for (const block of row.blocks) block.sampleValues = block.sampleValues.map((value) => Math.round(value / 1.1));
  }
  const wasm = document.cases.find(({ id }) => id === 'call/wasm');
  if (wasm !== undefined) wasm.id += EVIL;
  document.samplesSha256 = digestSamples(document);
  return document;
}

describe.skipIf(chromium.isMissing)(`another run in the page${chromium.note}`, { timeout: 60_000 }, () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plugin-bench-compare-'));
    browser = await openBrowser(found.path ?? '');
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function opened(name: string, text: string, options: BrowserContextOptions = {}) {
    const result = await openPage(browser, join(folder, 'latest.html'), renderHtml(sampleDocument()), options);
    const file = join(folder, name);
    writeFileSync(file, text);
    const choose = async () => {
      const chooser = result.page.waitForEvent('filechooser');
      await result.page.focus('#compare-open');
      await result.page.keyboard.press('Enter');
      await (await chooser).setFiles(file);
    };
    await choose();
    return result;
  }

  test('is opened by keyboard, from disk, and shows what changed, the worst first', async () => {
    const { page, problems } = await opened('main.json', toJson(olderDocument()));
    await expect.poll(() => page.locator('#compare').isVisible()).toBe(true);
    expect(await page.locator('#heading-compare').textContent()).toBe('Compared with main.json');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('heading-compare');
    const first = page.locator('#table-compare tbody tr').first();
    const cells = (await first.locator('th, td').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    expect(cells[0]).toBe('call/koffi');
    expect(cells[1]).toBe('slower');
    expect(cells[2]).toMatch(/^\+(9|10)\.\d % \[\+\d+\.\d %, \+\d+\.\d %\]$/);
    expect(await page.locator('#compare-finding').textContent()).toMatch(/^\d+ rows: 1 slower, /);
    expect(await page.locator('#compare-runs').textContent()).toMatch(
      /^Before: 2025-11-21 .* After: 2025-11-22 .*this page/,
    );
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('#table-compare').textContent()).toContain(EVIL);
    await page.click('#compare-close');
    expect(await page.locator('#compare').isVisible()).toBe(false);
    expect(problems).toEqual([]);
  });

  test('says plainly that runs of two machines cannot be compared', async () => {
    const other = olderDocument();
    other.environment.cpuModel = 'Another CPU';
    const { page, problems } = await opened('other.json', toJson(other));
    await expect.poll(() => page.locator('#compare-refusals').isVisible()).toBe(true);
    expect(await page.locator('#compare-finding').textContent()).toContain('Not comparable');
    expect(await page.locator('#compare-refusals').textContent()).toContain('another CPU');
    expect(await page.locator('#table-compare td.claim-slower, #table-compare td.claim-faster').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('is one sentence when it is no document', async () => {
    const { page, problems } = await opened('bad.json', '{"schemaVersion":');
    await expect.poll(() => page.locator('#compare-problem').textContent()).toMatch(/^bad\.json is not JSON.*\.$/);
    expect(await page.locator('#compare').isVisible()).toBe(false);
    expect(problems).toEqual([]);
  });

  test.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 1280 },
    { colorScheme: 'light', width: 390 },
  ] as const)('has no fault that axe-core finds: $colorScheme, $width', async ({ colorScheme, width }) => {
    const options = { colorScheme, viewport: { width, height: 844 } };
    const other = olderDocument();
    other.environment.cpuModel = 'Another CPU';
    const { page } = await opened('main.json', toJson(colorScheme === 'dark' ? other : olderDocument()), options);
    await expect.poll(() => page.locator('#compare').isVisible()).toBe(true);
    expect(await findViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
