/** Opens a page from disk in a real browser, and notes whatever goes wrong. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { PROJECT_ROOT } from '../artifacts/files.ts';

export interface OpenedPage {
  readonly page: Page;
  /** Complaints of the console, errors, and requests to anything but the page itself. */
  readonly problems: string[];
}

/** @param file where the page is written */
export async function openPage(
  browser: Browser,
  file: string,
  markup: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  writeFileSync(file, markup);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const url = pathToFileURL(file).href;
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url) problems.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, problems };
}

/** What the rules of axe-core say of the page. */
export async function findViolations(page: Page): Promise<string[]> {
  const require = createRequire(join(PROJECT_ROOT, 'dist', 'cli.js'));
  // The policy of the page lets no script in: this one comes in by the protocol of the debugger.
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`);
  });
}
