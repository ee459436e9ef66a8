/**
 * Pages of hostile documents in a browser: no script of theirs runs, nothing is asked of the network, and every element and attribute
 * is one that the same document has with harmless texts. The same pages with their escaping undone show that each check can fail.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyOf } from './compare/history.ts';
import { renderHistory } from './compare/history-page.ts';
import { renderHtml } from './report/formats/html.ts';
import { compareData } from './report/page/compare-data.ts';
import { resultDocumentSchema } from './result/document.ts';
import { findBrowser, openBrowser } from './testing/browser.ts';
import { documentOf } from './testing/history-documents.ts';
import { HOSTILE_TEXTS, harmless, replaceTexts } from './testing/hostile-texts.ts';
import { need } from './testing/needs.ts';
import { sampleDocument } from './testing/sample-document.ts';
import { sampleTruth } from './testing/sample-truth.ts';
import { truthDocumentSchema } from './truth/document.ts';
import { renderTruthHtml } from './truth/report/html.ts';

/** Without them, a page has no ratios, no floor and no charts of time. */
const KEPT = ['null', 'static-import', 'time', 'ns'];

/** Pages by what they are of; each takes the texts of a document. */
const PAGES: Record<string, (text: string) => string> = {
  'a run': (text) => renderHtml(replaceTexts(sampleDocument(), resultDocumentSchema, text, KEPT)),
  'a history': (text) => {
    const runs = [1, 2].map((day) => replaceTexts(documentOf({ day }), resultDocumentSchema, text, KEPT));
    return renderHistory(historyOf(runs.map(compareData)));
  },
  'the truth': (text) => renderTruthHtml(replaceTexts(sampleTruth(), truthDocumentSchema, text, KEPT)),
};

const ADDRESS = 'javascript:hacked=1';
/** What stands in every place. */
const TEXTS: Record<string, string> = {
  'all hostile texts': HOSTILE_TEXTS.join(' '),
  'all of them, the last one first': HOSTILE_TEXTS.toReversed().join(' '),
  'an address that is a script': ADDRESS,
};

/** Names of fields may be a thousand characters long, and a document of longer ones is refused. */
const HALVES = [
  HOSTILE_TEXTS.filter((_, index) => index % 2 === 0).join(' '),
  HOSTILE_TEXTS.filter((_, index) => index % 2 === 1).join(' '),
];

/** A document to be opened in the page of another run. */
function other(text: string): string {
  return JSON.stringify(replaceTexts(documentOf({ day: 2 }), resultDocumentSchema, text, KEPT));
}

/** A page that a browser has soon drawn, also with hundreds of frames in it: one row of one table. */
function small(text: string): string {
  const { cases, tables, ...document } = sampleDocument();
  const none = { facts: [], leftOut: [], artifacts: [], machineLoad: [] };
  const one = { ...document, ...none, cases: cases.slice(0, 1), tables: tables.slice(0, 1) };
  return renderHtml(replaceTexts(one, resultDocumentSchema, text, KEPT));
}

const found = findBrowser();
const chromium = need(found.reason);

/** What a page did, and what it consists of. */
interface Seen {
  readonly scripts: readonly string[];
  readonly requests: readonly string[];
  /** Scripts and requests that only the policy of the page has stopped, and errors of its own scripts. */
  readonly complaints: readonly string[];
  /** Dialogs, other windows, other documents in its place. */
  readonly surprises: readonly string[];
  /** Addresses that lead elsewhere. */
  readonly addresses: readonly string[];
  /** Each kind of element, by name and attributes -> how many there are. */
  readonly elements: Readonly<Record<string, number>>;
}

describe.skipIf(chromium.isMissing)(`the page of a hostile document${chromium.note}`, { timeout: 300_000 }, () => {
  let folder: string;
  let browser: Browser;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plugin-bench-hostile-page-'));
    browser = await openBrowser(found.path ?? '');
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(Object.keys(PAGES))('of %s', (kind) => {
    const render = PAGES[kind] as (typeof PAGES)[string];

    it.each(Object.keys(TEXTS))('is inert to %s', async (name) => {
      const text = TEXTS[name] as string;
      const seen = await look(render(text));
      const expected = await look(render(harmless(text)));
      expect({ ...seen, elements: {} }).toEqual(INERT);
      expect(Object.keys(expected.elements).length).toBeGreaterThan(20);
      expect(differing(seen.elements, expected.elements)).toEqual([]);
    });
  });

  it.each([0, 1])('is inert when it is opened in the page of another run, half %i of the texts', async (half) => {
    const text = HALVES[half] as string;
    const page = renderHtml(sampleDocument());
    const seen = await look(page, other(text));
    const expected = await look(page, other(harmless(text)));
    expect({ ...seen, elements: {} }).toEqual(INERT);
    expect(differing(seen.elements, expected.elements)).toEqual([]);
  });

  it('is found out when its escaping is undone, whichever the text, and by each of the checks', async () => {
    const expected = await look(small(harmless('x')));
    const caught = new Set(wrongIn(await look(undone(small(HOSTILE_TEXTS[0] ?? ''))), expected));
    const missed: string[] = [];
    for (const text of HOSTILE_TEXTS) {
      const wrong = wrongIn(await look(withoutPolicy(undone(small(text)))), expected);
      if (wrong.length === 0) missed.push(text);
      for (const check of wrong) caught.add(check);
    }
    // These are for places that a page does not have: attributes in other quotes, addresses.
    expect(missed).toEqual(HOSTILE_TEXTS.filter((text) => /^['`] |^javascript:/.test(text)));
    expect([...caught].sort()).toEqual(['addresses', 'complaints', 'elements', 'requests', 'scripts', 'surprises']);
  });

  /** Opens a page from disk, and another document in it, does what a reader would, and tells what came of it. */
  async function look(markup: string, opened?: string): Promise<Seen> {
    const file = join(folder, 'page.html');
    writeFileSync(file, markup);
    const url = pathToFileURL(file).href;
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const seen = { requests: [] as string[], complaints: [] as string[], surprises: [] as string[] };
    // Nobody is talked to, even where a request would be made.
    await context.route(/^(?!file:)/, (route) => route.abort());
    const page = await context.newPage();
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== url) seen.requests.push(request.url());
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) seen.complaints.push(message.text());
    });
    page.on('pageerror', (error) => seen.complaints.push(error.message));
    page.on('popup', () => seen.surprises.push('a window'));
    page.on('dialog', (dialog) => {
      seen.surprises.push('a dialog');
      void dialog.dismiss();
    });
    page.on('framenavigated', (frame) => {
      if (frame.url().split('#')[0] !== url) seen.surprises.push(`a document in its place: ${frame.url()}`);
    });
    try {
      await page.goto(url);
      if (opened !== undefined) {
        writeFileSync(join(folder, 'other.json'), opened);
        await page.setInputFiles('#compare-file', join(folder, 'other.json'));
        // Either of the two; a document that is refused would show nothing of itself.
        await page.waitForSelector('#compare:not([hidden]), #compare-problem:not([hidden])');
        expect(await page.textContent('#compare-problem')).toBe('');
      }
      await useIt(page);
      return { ...seen, ...(await page.evaluate(takeStock)) };
    } catch (error) {
      if (!/because of a navigation/.test((error as Error).message)) throw error;
      return { ...seen, ...NOTHING, surprises: [...seen.surprises, 'another document in its place'] };
    } finally {
      await context.close();
    }
  }
});

const NOTHING = { scripts: [], addresses: [], elements: {} };
const INERT: Seen = { ...NOTHING, requests: [], complaints: [], surprises: [] };

/** Everything that a script of the page answers to: folds, filters, sorting, copying, and the pointer on whatever there is. */
async function useIt(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (const folded of document.querySelectorAll('details')) folded.open = true;
    for (const input of document.querySelectorAll<HTMLInputElement>('.filters input')) {
      input.value = 'x';
      input.dispatchEvent(new Event('input', { bubbles: true }));
      input.value = '';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
    for (const element of document.querySelectorAll('body *')) {
      element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
      element.dispatchEvent(new MouseEvent('mousemove', { bubbles: true }));
    }
    // Those of an injected formula or picture have no method "click".
    for (const element of document.querySelectorAll('button, a[href^="javascript:"]')) {
      element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    }
  });
  // Frames, images and redirects are asked for at once, and answered within this.
  await page.waitForTimeout(50);
}

/** In the page: what has run, where it leads, and what it consists of. */
function takeStock(): Pick<Seen, 'scripts' | 'addresses' | 'elements'> {
  const elements: Record<string, number> = {};
  const addresses: string[] = [];
  for (const element of document.querySelectorAll('*')) {
    const kind = `${element.localName} ${element.getAttributeNames().sort().join(' ')}`;
    elements[kind] = (elements[kind] ?? 0) + 1;
    for (const { name, value } of element.attributes) {
      const leads = ['href', 'src', 'action', 'data', 'formaction', 'srcdoc', 'xlink:href', 'poster'].includes(name);
      if (leads && !/^(#|data:,$)/.test(value)) addresses.push(`${element.localName} ${name}=${value}`);
    }
  }
  return { scripts: 'hacked' in globalThis ? ['the text has run'] : [], addresses, elements };
}

function differing(one: Seen['elements'], other: Seen['elements']): string[] {
  const kinds = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...kinds]
    .filter((kind) => one[kind] !== other[kind])
    .map((kind) => `<${kind}>: ${one[kind] ?? 0}, not ${other[kind] ?? 0}`);
}

/** Which checks a page does not pass, however many elements of each kind it has. */
function wrongIn({ elements, ...lists }: Seen, expected: Seen): string[] {
  const wrong = Object.entries(lists).flatMap(([check, list]) => (list.length > 0 ? [check] : []));
  return Object.keys(elements).every((kind) => kind in expected.elements) ? wrong : [...wrong, 'elements'];
}

/** As if nothing had been escaped, in the markup and in the data of the charts. */
function undone(page: string): string {
  return page
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('\\u003c', '<');
}

function withoutPolicy(page: string): string {
  return page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
}
