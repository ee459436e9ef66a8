import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ResultDocument, resultDocumentSchema } from '../../result/document.ts';
import { findBrowser, openBrowser } from '../../testing/browser.ts';
import { need } from '../../testing/needs.ts';
import { findViolations, openPage } from '../../testing/page.ts';
import { sampleDocument } from '../../testing/sample-document.ts';
import { logAxis } from '../page/overview.ts';
import { zoomLimit } from '../page/phases.ts';
import { renderHtml } from './html.ts';

const EVIL = `</script><script>hacked=1</script><img src=x onerror="hacked=1">'"&`;

describe('renderHtml', () => {
  const page = renderHtml(sampleDocument());

  test('gives the same bytes for the same document, and fewer than a million', () => {
    expect(renderHtml(sampleDocument()) === page).toBe(true);
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });

  test('fetches nothing', () => {
    // A link is followed by who clicks it.
    expect(
      page
        .replaceAll(/<a href="https:[^"]*" rel="noreferrer">/g, '')
        .match(/\b(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i),
    ).toBeNull();
    expect(page.match(/url\(|@import|\bimport\s*\(|\bfrom\s*["']/)).toBeNull();
    expect(contains(page, 'default-src &#39;none&#39;')).toBe(true);
  });

  test('shows every case, measured or not, with reasons and warnings', () => {
    for (const item of sampleDocument().cases) {
      if (item.status === 'skipped') expect(contains(page, item.reason.replaceAll("'", '&#39;'))).toBe(true);
      if (item.status === 'failed') expect(contains(page, item.error)).toBe(true);
      if (item.status === 'measured') for (const { text } of item.warnings) expect(contains(page, text)).toBe(true);
    }
    expect(rowsOf(page, 'table-call')).toBe(8);
    expect(rowsOf(page, 'table-setup')).toBe(8);
  });

  test('shows what each mechanism takes and what becomes of arguments, with the whole of every error', () => {
    expect(rowsOf(page, 'table-what-it-takes-to-use-it')).toBe(2);
    expect(rowsOf(page, 'table-what-becomes-of-arguments')).toBe(2);
    for (const { answers } of sampleDocument().facts) {
      for (const { text } of answers) expect(contains(page, text)).toBe(true);
    }
  });

  test('escapes all text of the document', () => {
    const hostile = renderHtml(hostileDocument());
    expect(contains(hostile, '<img')).toBe(false);
    expect(contains(hostile, '<script>hacked')).toBe(false);
    const specs = /id="chart-specs">([^<]*)<\/script>/.exec(hostile)?.[1] ?? '';
    expect(JSON.stringify(JSON.parse(specs))).toContain('hacked=1');
  });

  test('renders scenarios and runtimes that it has never heard of', () => {
    const document = sampleDocument();
    const [first] = document.cases;
    document.tables.push({
      id: 'payload-in',
      scenario: 'payload-in',
      title: 'Payload in',
      description: 'Bytes handed over.',
      metric: 'time',
      unit: 'ns',
    });
    document.cases.push({ ...(first as typeof first & object), id: 'payload-in/null', scenario: 'payload-in' });
    document.cases.push({ ...(first as typeof first & object), id: 'call/null@bun', runtime: 'bun-1' });
    const rendered = renderHtml(document);
    expect(contains(rendered, 'data-chart="overview-payload-in"')).toBe(true);
    expect(contains(rendered, 'null@bun-1')).toBe(true);
  });

  test('renders a run without any figure, and figures of zero', () => {
    const document = sampleDocument();
    expect(contains(renderHtml({ ...document, cases: [], artifacts: [] }), 'Nothing was measured.')).toBe(true);
    const cases = document.cases.map(({ id, scenario, mechanism, title, group, runtime, callStyle }) => {
      return { id, scenario, mechanism, title, group, runtime, callStyle, status: 'skipped' as const, reason: 'none' };
    });
    expect(contains(renderHtml({ ...document, cases }), 'No mechanism was measured')).toBe(true);
    expect(bodyOf(renderHtml(zeroDocument())).match(/NaN|Infinity/)).toBeNull();
  });

  test('says that a run was interrupted or quick', () => {
    const document = sampleDocument();
    document.interruption = 'Stopped by Ctrl+C.';
    document.settings.quick = true;
    expect(contains(renderHtml(document), 'Stopped by Ctrl+C.')).toBe(true);
    expect(contains(renderHtml(document), 'Quick run.')).toBe(true);
  });
});

test('the sample document is valid, fixed, and a fresh copy', () => {
  expect(resultDocumentSchema.parse(sampleDocument())).toEqual(sampleDocument());
  expect(sampleDocument()).not.toBe(sampleDocument());
  for (const item of sampleDocument().cases) {
    for (const { phaseDurationsNs, sampleValues } of item.status === 'skipped' ? [] : item.blocks) {
      if (phaseDurationsNs === undefined) continue;
      const sums = sampleValues.map((_, i) => Object.values(phaseDurationsNs).reduce((sum, p) => sum + (p[i] ?? 0), 0));
      expect(sums).toEqual(sampleValues);
    }
  }
});

test('a logarithmic axis has ticks at powers of ten, and between them when there are few', () => {
  expect(logAxis([0.6, 5e6]).ticks.map(({ label }) => label)).toEqual([
    '1 ns',
    '10 ns',
    '100 ns',
    '1 µs',
    '10 µs',
    '100 µs',
    '1 ms',
  ]);
  expect(logAxis([15, 60]).ticks.map(({ label }) => label)).toEqual(['10 ns', '20 ns', '50 ns', '100 ns']);
});

test('the zoomed view ends above the longest bar that is not dwarfed', () => {
  expect(zoomLimit([1, 2, 3, 100])).toBeCloseTo(3.45);
  expect(zoomLimit([1, 2, 3])).toBeNull();
});

const found = findBrowser();
const chromium = need(found.reason);

describe.skipIf(chromium.isMissing)(`the page in a browser${chromium.note}`, { timeout: 60_000 }, () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plugin-bench-page-'));
    browser = await openBrowser(found.path ?? '');
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page of a result from disk and notes whatever goes wrong. */
  async function open(result: ResultDocument, options: BrowserContextOptions = {}) {
    const { page, problems } = await openPage(browser, join(folder, 'latest.html'), renderHtml(result), options);
    if (options.javaScriptEnabled !== false) {
      await page.waitForFunction(() => document.querySelector('[data-chart]:not([data-drawn=true])') === null);
    }
    return { page, problems };
  }

  test('draws every chart from disk, without errors or requests', async () => {
    const { page, problems } = await open(sampleDocument());
    const drawn = await readCharts(page);
    expect(drawn.map(({ name }) => name)).toEqual([
      'overview-call',
      'overview-setup',
      'overview-setup-warm',
      'phases-setup',
      'phases-setup-warm',
    ]);
    for (const { colourCount, label } of drawn) {
      expect(colourCount).toBeGreaterThan(5);
      expect(label).toMatch(/^Chart, .+\d/);
    }
    expect(problems).toEqual([]);
  });

  test('is inert to hostile text', async () => {
    const { page, problems } = await open(hostileDocument());
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
    expect(await page.locator('#table-call tbody th[scope=row]').first().textContent()).toContain(EVIL);
    expect(problems).toEqual([]);
  });

  test('fits a phone', async () => {
    const { page, problems } = await open(sampleDocument(), { viewport: { width: 390, height: 844 } });
    await page.evaluate(() => {
      for (const folded of document.querySelectorAll('details')) folded.open = true;
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const left = () => page.locator('#table-call tbody th[scope=row]').first().boundingBox();
    const before = await left();
    await page.locator('.scroll:has(#table-call)').evaluate((element) => element.scrollTo(300, 0));
    expect((await left())?.x).toBe(before?.x);
    for (const { colourCount } of await readCharts(page)) expect(colourCount).toBeGreaterThan(5);
    expect(problems).toEqual([]);
  });

  test.each([
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ])('has the answer on its first screen: $width x $height', async (viewport) => {
    const { page } = await open(sampleDocument(), { viewport });
    expect(await page.locator('.lead').textContent()).toMatch(/cheapest call takes 0\.960 ns .*\(static-import\)/);
    const figures = await page.locator('#table-matrix td a').evaluateAll((links) =>
      links.map((link) => {
        const { left, right, bottom } = link.getBoundingClientRect();
        return { left, right, bottom, text: link.textContent };
      }),
    );
    const seen = figures.filter(
      ({ left, right, bottom }) => left >= 0 && right <= viewport.width && bottom <= viewport.height,
    );
    expect(seen.length).toBeGreaterThanOrEqual(6);
    for (const { text } of seen) expect(text).toMatch(/^[\d.,]+ (ns|µs|ms|s)$/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
  });

  test('filters the matrix, and its figures lead to their rows, also folded ones', async () => {
    const { page, problems } = await open(largeDocument());
    const shown = () => page.locator('#table-matrix tbody tr:visible').count();
    expect(await shown()).toBe(66);
    await page.fill('.filters [name=text]', ' KOFFI-21');
    expect(await shown()).toBe(1);
    expect(await page.locator('.filters output').textContent()).toBe('1 of 66');
    await page.fill('.filters [name=text]', '');
    await page.selectOption('.filters [name=boundary]', 'native');
    expect(await shown()).toBe(22);
    expect(await page.locator('#table-call').isVisible()).toBe(false);
    await page.locator('#table-matrix tr:visible a').first().click();
    await expect.poll(() => page.locator('[id="call/koffi-0"]').isVisible()).toBe(true);
    expect(problems).toEqual([]);
  });

  test('shows several runtimes as columns of one cost, which a reader chooses', async () => {
    const result = severalRuntimes();
    const { page, problems } = await open(result, { viewport: { width: 1280, height: 800 } });
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBe(1280);
    const headings = () => page.locator('#table-matrix thead th.number[data-cost]:visible').allTextContents();
    expect(await headings()).toEqual(['Call node-20', 'Call node-26', 'Call bun-1', 'Call rust']);
    // A row for each mechanism, not one for each runtime of it.
    const rows = page.locator('#table-matrix tbody tr:visible');
    const names = await rows.locator('th').allTextContents();
    expect(names.filter((name) => name.includes('koffi'))).toHaveLength(1);
    const koffi = rows.filter({ hasText: 'koffi' });
    expect(await koffi.locator('td[class=number]:visible a').count()).toBe(3);
    expect(await rows.filter({ hasText: 'only in Rust' }).locator('td:visible a').count()).toBe(1);
    await page.selectOption('.filters [name=cost]', 'setup');
    expect(await headings()).toEqual(['First load node-20', 'First load node-26', 'First load bun-1']);
    expect(await rows.filter({ hasText: 'only in Rust' }).count()).toBe(0);
    await page.selectOption('.filters [name=cost]', '');
    expect(await headings()).toHaveLength(10);
    expect(await width()).toBe(1280);
    await page.selectOption('.filters [name=runtime]', 'bun-1');
    expect(await headings()).toEqual(['Call bun-1', 'First load bun-1', 'Further load bun-1']);
    await koffi.locator('a:visible').last().click();
    await expect.poll(() => page.locator('[id="setup-warm/koffi@bun-1"]').isVisible()).toBe(true);
    expect(problems).toEqual([]);
    const { page: plain } = await open(result, { javaScriptEnabled: false });
    expect(await plain.locator('#table-matrix thead th[data-cost]:visible').count()).toBe(10);
  });

  test('stays small with two hundred rows', async () => {
    const result = largeDocument();
    expect(result.cases).toHaveLength(198);
    const { page, problems } = await open(result);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(15_000);
    expect(Buffer.byteLength(renderHtml(result))).toBeLessThan(1_000_000);
    expect(Buffer.byteLength(renderHtml(quickDocument()))).toBeLessThan(1_000_000);
    const stops = await page.evaluate(() => {
      const isStop = (element: Element) =>
        (element as HTMLElement).tabIndex >= 0 && element.getClientRects().length > 0;
      const all = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')].filter(isStop);
      return all.findIndex((element) => element.closest('#table-matrix') !== null);
    });
    expect(stops).toBeGreaterThan(0);
    expect(stops).toBeLessThan(80);
    expect(problems).toEqual([]);
  });

  test.each([54, 198])('draws early, with few nodes: %i rows', async (count) => {
    const result = largeDocument();
    result.cases = result.cases.slice(0, count);
    const { page } = await open(result, { viewport: { width: 1280, height: 800 } });
    const { paintMs, nodes, height } = await page.evaluate(() => ({
      paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      nodes: document.querySelectorAll('*').length,
      height: document.documentElement.scrollHeight,
    }));
    const kilobytes = Math.round(Buffer.byteLength(renderHtml(result)) / 1000);
    // For who reads the log: how long a machine takes is not asserted.
    console.info(`${count} rows: first paint ${Math.round(paintMs)} ms, ${nodes} nodes, ${height} px, ${kilobytes} kB`);
    expect(paintMs).toBeGreaterThan(0);
    expect(nodes).toBeLessThan(100 * count);
  });

  test.each(['light', 'dark'] as const)('has no fault that axe-core finds, %s', async (colorScheme) => {
    const { page } = await open(sampleDocument(), { colorScheme });
    await page.evaluate(() => {
      for (const folded of document.querySelectorAll('details')) folded.open = true;
    });
    const violations = await findViolations(page);
    expect(violations).toEqual([]);
    // And it would find one.
    await page.evaluate(() => document.body.append(document.createElement('img')));
    expect((await findViolations(page)).length).toBeGreaterThan(0);
  });

  test('sorts by keyboard within each call style, gaps last', async () => {
    const { page, problems } = await open(sampleDocument());
    const header = page.locator('#table-call th', { hasText: 'Spread' });
    const values = (group: string) =>
      page
        .locator(`#table-call tbody[data-group=${group}] tr:not(.group, .unmeasured) td:nth-child(8)`)
        .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-v'))));
    await header.locator('button').focus();
    await page.keyboard.press('Enter');
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    expect(
      await page.locator('#table-call th[aria-sort=ascending], #table-call th[aria-sort=descending]').count(),
    ).toBe(1);
    for (const group of ['sync', 'async'])
      expect(await values(group)).toEqual((await values(group)).toSorted((a, b) => a - b));
    await page.keyboard.press('Space');
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    for (const group of ['sync', 'async'])
      expect(await values(group)).toEqual((await values(group)).toSorted((a, b) => b - a));
    expect(await page.locator('#table-call tbody[data-group=sync] tr').last().getAttribute('class')).toBe('unmeasured');
    expect(problems).toEqual([]);
  });

  test('follows the colour scheme, charts included', async () => {
    const { page, problems } = await open(sampleDocument(), { colorScheme: 'light' });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [lightBackground, lightCharts] = [await background(), await readCharts(page)];
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).not.toBe(lightBackground);
    const unchanged = async () => {
      const pictures = (await readCharts(page)).map(({ pixels }) => pixels);
      return pictures.filter((picture, index) => picture === lightCharts[index]?.pixels).length;
    };
    await expect.poll(unchanged).toBe(0);
    expect(problems).toEqual([]);
  });

  test('shows phases as shares, as time, and zoomed in', async () => {
    const { page, problems } = await open(sampleDocument());
    const pictures = new Set<string | undefined>();
    for (const view of ['share', 'absolute', 'zoomed']) {
      const button = page.locator(`[data-for=phases-setup][data-view=${view}]`);
      await button.click();
      expect(await button.getAttribute('aria-pressed')).toBe('true');
      pictures.add((await readCharts(page)).find(({ name }) => name === 'phases-setup')?.pixels);
    }
    expect(pictures.size).toBe(3);
    expect(await page.locator('[data-for=phases-setup][aria-pressed=true]').count()).toBe(1);
    expect(problems).toEqual([]);
  });

  test.each(['with', 'without'])('copies tables %s the clipboard of the browser', async (clipboard) => {
    const { page, problems } = await open(sampleDocument());
    await page.evaluate((kind) => {
      const keep = (text: string) => document.body.setAttribute('data-copied', text);
      const writeText = async (text: string) => keep(text);
      Object.defineProperty(navigator, 'clipboard', { value: kind === 'with' ? { writeText } : undefined });
      document.execCommand = () => {
        keep((document.activeElement as HTMLTextAreaElement).value);
        return true;
      };
    }, clipboard);
    const copied = async (format: string) => {
      await page.click(`[data-copy=${format}][data-table=table-call]`);
      await page.waitForFunction(
        (name) => document.getElementById('status')?.textContent?.includes(name),
        format === 'tsv' ? 'TSV' : 'Markdown',
      );
      return ((await page.getAttribute('body', 'data-copied')) ?? '').split('\n');
    };
    const tsv = (await copied('tsv')).map((line) => line.split('\t'));
    expect(tsv[0]?.slice(0, 6)).toEqual([
      'Mechanism',
      'Calls',
      'Rank',
      'Median, ns/iter',
      'Low, ns/iter',
      'High, ns/iter',
    ]);
    expect(tsv).toHaveLength(9);
    expect(tsv[1]).toHaveLength(tsv[0]?.length ?? 0);
    expect(tsv[1]?.[0]).toBe('null');
    const markdown = await copied('markdown');
    expect(markdown[1]).toMatch(/^\| --- \| --- \| ---: /);
    expect(markdown[3]).toContain('| static-import | sync | 1 | 0.960 ns | −0.5 … +0.3 % 96 % |');
    expect(problems).toEqual([]);
  });

  test('has all figures without scripts', async () => {
    const { page } = await open(sampleDocument(), { javaScriptEnabled: false });
    expect(await page.locator('#table-call td b').allInnerTexts()).toContain('34.9 ns');
    expect(await page.locator('.tools:visible, .toggle:visible, canvas:visible').count()).toBe(0);
    expect(await page.locator('.strip svg:visible').count()).toBe(23);
  });
});

/** Pictures of all charts, and how many colours each has: a blank one has none. */
function readCharts(page: Page): Promise<{ name: string; label: string; pixels: string; colourCount: number }[]> {
  return page.locator('canvas[data-chart]').evaluateAll((canvases) =>
    canvases.map((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height) ?? {
        data: [],
      };
      const colours = new Set<number>();
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] === 255) colours.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
      }
      return {
        name: canvas.getAttribute('data-chart') ?? '',
        label: canvas.getAttribute('aria-label') ?? '',
        pixels: (canvas as HTMLCanvasElement).toDataURL(),
        colourCount: colours.size,
      };
    }),
  );
}

/** A failing `toContain` would print the whole page. */
function contains(page: string, text: string): boolean {
  return page.includes(text);
}

/** Without scripts. */
function bodyOf(page: string): string {
  return page.slice(page.indexOf('<body>'), page.indexOf('<script'));
}

function rowsOf(page: string, tableId: string): number {
  const table = page.slice(page.indexOf(`<table id="${tableId}"`));
  return [...table.slice(0, table.indexOf('</table>')).matchAll(/<th scope="row"/g)].length;
}

/** The sample with markup wherever a document has free text. */
/** The same with 240 rows of three blocks. */
function quickDocument(): ResultDocument {
  const document = largeDocument();
  const more = document.cases
    .slice(0, 42)
    .map((row) => ({ ...row, id: `${row.id}-again`, mechanism: `${row.mechanism}-again` }));
  document.settings.quick = true;
  document.cases = [...document.cases, ...more].map((row) =>
    row.status === 'measured' ? { ...row, blocks: row.blocks.slice(0, 3) } : row,
  );
  return document;
}

/** The sample in three runtimes, with a mechanism that there is only in a fourth. */
function severalRuntimes(): ResultDocument {
  const document = sampleDocument();
  const inRuntime = (row: ResultDocument['cases'][number], runtime: string) => ({
    ...row,
    id: `${row.id}@${runtime}`,
    runtime,
  });
  const [first] = document.cases;
  document.cases = [
    ...document.cases,
    ...document.cases.map((row) => inRuntime(row, 'node-26')),
    ...document.cases.map((row) => inRuntime(row, 'bun-1')),
    {
      ...inRuntime(first as typeof first & object, 'rust'),
      id: 'call/own@rust',
      mechanism: 'own',
      title: 'only in Rust',
    },
  ];
  return document;
}

/** The sample with each mechanism that was measured in every scenario again and again, under other names. */
function largeDocument(): ResultDocument {
  const document = sampleDocument();
  const templates = document.cases.filter(({ mechanism }) => ['static-import', 'koffi', 'wasm'].includes(mechanism));
  document.cases = Array.from({ length: 22 }, (_, copy) =>
    templates.map((row) => ({
      ...row,
      id: `${row.id}-${copy}`,
      mechanism: `${row.mechanism}-${copy}`,
      title: `${row.title} ${copy}`,
    })),
  ).flat();
  return document;
}

function hostileDocument(): ResultDocument {
  const document = sampleDocument();
  const { environment } = document;
  document.commit = EVIL;
  document.interruption = EVIL;
  document.tool.version = EVIL;
  document.environment = {
    ...environment,
    ...{ cpuModel: EVIL, kernel: EVIL, virtualization: EVIL, cpuGovernor: EVIL, nodeVersion: EVIL, v8Version: EVIL },
    flags: [EVIL],
    packages: { [EVIL]: EVIL },
    timer: { ...environment.timer, name: EVIL },
  };
  document.settings.samplesPerBlock = { [EVIL]: 1 };
  document.artifacts = document.artifacts.map((artifact) => ({ ...artifact, kind: EVIL, file: EVIL, builtWith: EVIL }));
  document.facts = document.facts.map((item) => ({
    ...item,
    ...{ mechanism: EVIL, title: EVIL, gap: EVIL },
    footprint: {
      ...item.footprint,
      builtWith: EVIL,
      platforms: `x: ${EVIL}`,
      packages: [{ name: EVIL, version: EVIL }],
    },
    answers: item.answers.map(({ outcome }) => ({ probe: EVIL, outcome, text: EVIL })),
  }));
  document.tables = document.tables.map((table) => ({ ...table, title: EVIL, description: EVIL }));
  document.cases = document.cases.map((item) => {
    const common = {
      mechanism: `${item.mechanism}${EVIL}`,
      title: EVIL,
      note: EVIL,
      id: `${item.id}${EVIL}`,
      runtime: EVIL,
    };
    if (item.status === 'skipped') return { ...item, ...common, reason: EVIL };
    if (item.status === 'failed') return { ...item, ...common, error: EVIL };
    return { ...item, ...common, warnings: [{ code: 'heavy-tail', text: EVIL }] };
  });
  return document;
}

/** Every sample took no measurable time. */
function zeroDocument(): ResultDocument {
  const document = sampleDocument();
  for (const item of document.cases) {
    if (item.status !== 'measured') continue;
    item.summary.perIteration = { median: 0, low: 0, high: 0, min: 0, p75: 0, p99: 0, mean: 0 };
    for (const block of item.blocks) block.sampleValues.fill(0);
  }
  return document;
}
