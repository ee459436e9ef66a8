import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareData } from '../report/page/compare-data.ts';
import { findBrowser, openBrowser } from '../testing/browser.ts';
import { documentOf } from '../testing/history-documents.ts';
import { need } from '../testing/needs.ts';
import { findViolations, openPage } from '../testing/page.ts';
import { historyOf } from './history.ts';
import { renderHistory } from './history-page.ts';

const found = findBrowser();
const chromium = need(found.reason);

describe.skipIf(chromium.isMissing)(`history.html in a browser${chromium.note}`, { timeout: 60_000 }, () => {
  const days = [{ day: 1 }, { day: 2, koffi: 2, isElsewhere: true }, { day: 3, koffi: 1.2 }];
  const markup = renderHistory(historyOf(days.map((day) => compareData(documentOf(day)))));
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plugin-bench-history-'));
    browser = await openBrowser(found.path ?? '');
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (options: BrowserContextOptions = {}) =>
    openPage(browser, join(folder, 'history.html'), markup, options);

  test('draws what changed, and each other row when it is unfolded, by keyboard', async () => {
    const { page, problems } = await open();
    const koffi = page.locator('details[id="call/koffi"]');
    await koffi.locator('canvas[data-drawn=true]').waitFor();
    expect(await page.locator('canvas[data-drawn=true]').count()).toBe(1);
    const rows = await koffi.locator('tbody tr').allInnerTexts();
    expect(rows.map((text) => text.split('\t').slice(0, 3))).toEqual([
      ['2025-12-03 08:00 UTC', '03faad731f2c', expect.stringMatching(/^41\.\d ns$/)],
      ['2025-12-02 08:00 UTC', '02faad731f2c', expect.stringMatching(/^69\.\d ns$/)],
      ['2025-12-01 08:00 UTC', '01faad731f2c', '34.9 ns'],
    ]);
    expect(rows[1]).toMatch(/not comparable: other CPU/);
    const wasm = page.locator('details[id="call/wasm"]');
    expect(await wasm.locator('tbody tr').count()).toBe(0);
    await wasm.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await wasm.locator('canvas[data-drawn=true]').waitFor();
    expect(await wasm.locator('tbody tr').count()).toBe(3);
    expect(problems).toEqual([]);
  });

  test('leads from a change to its row, and filters', async () => {
    const { page, problems } = await open();
    expect(await page.locator('#table-changes tbody tr').first().innerText()).toMatch(
      /^call\/koffi\s+slower\s+\+20\.0 %/,
    );
    await page.fill('.filters [name=text]', 'setup/wasm');
    await page.locator('#table-changes tbody tr:visible a').first().click();
    await page.locator('details[id="setup/wasm"][open] canvas[data-drawn=true]').waitFor();
    expect(problems).toEqual([]);
  });

  test('has what changed without scripts', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    expect(await page.locator('#table-changes').innerText()).toContain('+20.0 %');
  });

  test.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 1280 },
    { colorScheme: 'light', width: 390 },
  ] as const)('has no fault that axe-core finds: $colorScheme, $width', async ({ colorScheme, width }) => {
    const { page, problems } = await open({ colorScheme, viewport: { width, height: 844 } });
    await page.locator('canvas[data-drawn=true]').first().waitFor();
    await page.evaluate(() => {
      for (const folded of document.querySelectorAll('details')) folded.open = true;
    });
    expect(await findViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(problems).toEqual([]);
  });
});
