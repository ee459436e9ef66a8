/** A real browser for the tests of the HTML report, where there is one, driven by a package of `npm run setup -- browser`. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { PROJECT_ROOT } from '../artifacts/files.ts';
import { packageVersion } from '../packages.ts';

const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Containers have no sandbox and no graphics, and a test must not talk to anyone. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export type FoundBrowser =
  | { readonly path: string; readonly reason: null }
  | { readonly path: null; readonly reason: string };

/** The Chromium of CHROMIUM_PATH, else the one of the system, else the reason why there is none. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): FoundBrowser {
  if (packageVersion('playwright-core') === null) {
    return { path: null, reason: 'playwright-core is not installed; run "npm run setup -- browser"' };
  }
  const asked = env['CHROMIUM_PATH'];
  if (asked !== undefined && asked !== '') {
    if (existsSync(asked)) return { path: asked, reason: null };
    return { path: null, reason: `CHROMIUM_PATH is ${asked}, which does not exist` };
  }
  const path = SYSTEM_PATHS.find((candidate) => existsSync(candidate));
  if (path !== undefined) return { path, reason: null };
  return { path: null, reason: 'no Chromium found; install it or set CHROMIUM_PATH' };
}

/** Starts the browser; close it in the end. */
export function openBrowser(path: string): Promise<Browser> {
  const require = createRequire(join(PROJECT_ROOT, 'dist', 'cli.js'));
  const { chromium } = require('playwright-core') as typeof import('playwright-core');
  return chromium.launch({ executablePath: path, args: ARGUMENTS });
}
