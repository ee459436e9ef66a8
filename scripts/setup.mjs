// Installs optional parts: `npm run setup -- bun deno`, `npm run setup -- all`; without a name it lists them. They go into
// dist/node_modules, where the built program finds them and the lock file of `npm ci` does not know them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as libwasmtime from './libwasmtime.mjs';
import { SETS } from './optional.mjs';

const dist = join(dirname(import.meta.dirname), 'dist');
const manifest = join(dist, 'package.json');
// isolated-vm is compiled by its install script, which newer npm runs only for packages that are named.
const MANIFEST = { private: true, type: 'module', allowScripts: { 'isolated-vm': true } };
/** All but one are packages of npm. */
const LIBWASMTIME = 'libwasmtime';
const KNOWN = [...Object.keys(SETS), LIBWASMTIME];
const names = process.argv.slice(2).flatMap((name) => (name === 'all' ? KNOWN : [name]));
const unknown = names.find((name) => !KNOWN.includes(name));
if (unknown !== undefined) fail(`There is no "${unknown}"; there are ${KNOWN.join(', ')} and all.`);
if (names.length === 0) {
  for (const [name, packages] of Object.entries(SETS)) {
    console.log(`${missing(packages).length === 0 ? '✓' : '–'} ${name}: ${specifiers(packages).join(' ')}`);
  }
  console.log(`${libwasmtime.isInstalled() ? '✓' : '–'} ${LIBWASMTIME}: wasmtime==${libwasmtime.VERSION} from PyPI`);
}
// One after the other: a part that cannot be installed must not keep out the others.
const failed = [];
for (const name of names) {
  const isInstalled = name === LIBWASMTIME ? libwasmtime.install() : await install(name, missing(SETS[name]));
  if (!isInstalled) failed.push(name);
}
if (failed.length > 0) fail(`Not installed: ${failed.join(', ')}.`);

async function install(name, wanted) {
  if (wanted.length === 0) return true;
  mkdirSync(dist, { recursive: true });
  if (!existsSync(manifest)) writeFileSync(manifest, `${JSON.stringify(MANIFEST, null, 2)}\n`);
  console.error(`installing ${name}: ${wanted.join(' ')}`);
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--save-exact'];
  // In a terminal npm shows that it is at work; in a log nothing would.
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 10;
    if (!process.stderr.isTTY) console.error(`installing ${name}: ${seconds} s`);
  }, 10_000);
  try {
    const npm = spawn('npm', ['install', '--prefix', dist, ...quiet, ...wanted], {
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    const [code] = await once(npm, 'close');
    if (code !== 0) return false;
    // The packages of Node.js bring a command "node", by which later installations here would compile for the wrong one.
    rmSync(join(dist, 'node_modules', '.bin', 'node'), { force: true });
    return true;
  } catch {
    return false;
  } finally {
    clearInterval(timer);
  }
}

function specifiers(packages) {
  return Object.entries(packages).map(([name, version]) => `${name}@${version}`);
}

function missing(packages) {
  return specifiers(packages).filter((specifier) => {
    const at = specifier.lastIndexOf('@');
    const path = join(dist, 'node_modules', specifier.slice(0, at), 'package.json');
    return !existsSync(path) || JSON.parse(readFileSync(path, 'utf8')).version !== specifier.slice(at + 1);
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
