// Records what is known of every mechanism besides time, in this Node.js and in every other runtime that is installed, in
// bench/facts/recorded.json: what tests hold against the installed packages, and what docs/mechanisms.md shows. Records of
// what is not here are kept. Then writes the guide.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureArtifacts } from '../dist/artifacts/ensure.js';
import { discoverLoaders } from '../dist/discover.js';
import { collectFacts } from '../dist/facts/collect.js';
import { placeLoaders } from '../dist/plan/cases.js';
import { findRuntimes, HOST } from '../dist/sampling/runtimes.js';
import { writeGuide } from './write-guide.mjs';

const root = dirname(import.meta.dirname);
const file = join(root, 'bench', 'facts', 'recorded.json');

const loaders = await discoverLoaders();
const installed = await findRuntimes();
const artifacts = ensureArtifacts((line) => console.error(line));
const placed = placeLoaders({ loaders, runtimes: [HOST, ...installed], installed });
console.error(`asking ${placed.length} plugins in ${[HOST, ...installed].map(({ name }) => name).join(', ')}`);
const facts = await collectFacts({ placed, artifacts, signal: new AbortController().signal });
const known = JSON.parse(readFileSync(file, 'utf8'));
const keyOf = ({ mechanism, runtime }) => `${runtime} ${mechanism}`;
const found = facts.filter(({ gap }) => gap === null);
const renewed = new Set(found.map(keyOf));
const exists = new Set(loaders.map(({ mechanism }) => mechanism));
const kept = known.facts.filter((item) => exists.has(item.mechanism) && !renewed.has(keyOf(item)));
// Text, one line for each mechanism: a change of an answer is one line in a diff.
const all = [...kept, ...found].sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
const lines = all.map((item) => `    ${JSON.stringify(item)}`).join(',\n');
writeFileSync(file, `{\n  "variants": ${JSON.stringify(buildVariants())},\n  "facts": [\n${lines}\n  ]\n}\n`);
writeGuide();

/** The same source as other kinds of library: bytes of each. */
function buildVariants() {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-bench-variants-'));
  const source = join(root, 'plugins-native', 'min', 'src', 'lib.rs');
  const size = (name, ...options) => {
    const path = join(folder, 'library');
    execFileSync(
      'rustc',
      ['--edition', '2021', '--crate-name', 'plugin_min', '-C', 'opt-level=3', ...options, '-o', path, source],
      {
        stdio: 'pipe',
      },
    );
    return { name, bytes: statSync(path).size };
  };
  try {
    return [
      size('cdylib, as rustc makes it', '--crate-type', 'cdylib'),
      size('cdylib, stripped', '--crate-type', 'cdylib', '-C', 'strip=symbols'),
      size(
        'cdylib, stripped, LTO, panic=abort (what is measured)',
        '--crate-type',
        'cdylib',
        '-C',
        'strip=symbols',
        '-C',
        'lto=fat',
        '-C',
        'panic=abort',
        '-C',
        'codegen-units=1',
      ),
      size('dylib, as in the article', '--crate-type', 'dylib'),
      size('dylib, stripped', '--crate-type', 'dylib', '-C', 'strip=symbols'),
      size(
        'dylib, linked to the shared standard library',
        '--crate-type',
        'dylib',
        '-C',
        'prefer-dynamic',
        '-C',
        'strip=symbols',
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
