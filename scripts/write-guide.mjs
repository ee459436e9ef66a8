// Fills the generated parts of docs/mechanisms.md from bench/facts/recorded.json. `node scripts/write-guide.mjs` writes;
// a test holds the page against the record.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(import.meta.dirname);
const page = join(root, 'docs', 'mechanisms.md');

export function writeGuide() {
  writeFileSync(page, renderGuide(readFileSync(page, 'utf8'), readRecord()));
}

export function readRecord() {
  return JSON.parse(readFileSync(join(root, 'bench', 'facts', 'recorded.json'), 'utf8'));
}

/** The page with every part between `<!-- facts: NAME -->` and `<!-- end -->` made anew. */
export function renderGuide(text, record) {
  return text.replace(/(<!-- facts: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, start, name, end) => {
    return `${start}${renderPart(name, record)}\n${end}`;
  });
}

function renderPart(name, { facts, variants }) {
  if (name === 'overview') return overview(facts);
  if (name === 'variants') return variantTable(variants);
  const own = facts.filter(({ mechanism }) => mechanism === name);
  if (own.length === 0) throw new Error(`docs/mechanisms.md: nothing is recorded of "${name}".`);
  return [takes(own[0]), answers(own)].join('\n');
}

/** One record of each mechanism: that of the oldest Node.js, else of whatever runs it. */
function firstOfEach(facts) {
  const found = new Map();
  for (const item of [...facts].sort((a, b) => rankOf(a) - rankOf(b))) {
    if (!found.has(item.mechanism)) found.set(item.mechanism, item);
  }
  return [...found.values()].sort((a, b) => a.mechanism.localeCompare(b.mechanism));
}

function rankOf({ runtime }) {
  return runtime.startsWith('node-') ? Number(runtime.slice('node-'.length)) : 1000;
}

function overview(facts) {
  const rows = firstOfEach(facts).map(({ mechanism, footprint }) => {
    const { artifactBytes, packages, installedBytes, glueLines, platforms } = footprint;
    const cells = [
      `[${mechanism}](#${mechanism})`,
      artifactBytes === null ? '' : bytes(artifactBytes),
      packages.map(({ name }) => name).join(', ') || 'none',
      installedBytes === 0 ? '' : bytes(installedBytes),
      String(glueLines),
      platforms.split(': ')[0],
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| mechanism | plugin | packages | installed | lines of glue | platforms |',
    '| --- | ---: | --- | ---: | ---: | --- |',
    ...rows,
  ].join('\n');
}

function variantTable(variants) {
  return [
    '| library | size |',
    '| --- | ---: |',
    ...variants.map(({ name, bytes: size }) => `| ${name} | ${bytes(size)} |`),
  ].join('\n');
}

function takes({ footprint }) {
  const { artifactBytes, builtWith, packages, installedPackages, installedBytes, glueLines, platforms } = footprint;
  const plugin =
    artifactBytes === null ? 'no file' : `${bytes(artifactBytes)} by ${builtWith.replace(/ \([^)]*\)/g, '')}`;
  const installed =
    packages.length === 0
      ? 'no package'
      : `${packages.map(({ name, version }) => `${name} ${version}`).join(', ')} (${bytes(installedBytes)}${installedPackages > packages.length ? ` with all that is needed, ${installedPackages} packages` : ''})`;
  return `- *Takes:* ${plugin}; ${installed}; ${glueLines} lines of glue; platforms: ${platforms}.`;
}

function answers(records) {
  const [first, ...others] = [...records].sort((a, b) => rankOf(a) - rankOf(b));
  if (first.answers.length === 0) return '- *Arguments:* it has no boundary to cross.';
  const parts = first.answers.map(({ probe, outcome, text }) => `${code(probe)} ${said({ outcome, text })}`);
  const differences = others.flatMap(({ runtime, answers: theirs }) => {
    const other = theirs.filter((item) => {
      const own = first.answers.find(({ probe }) => probe === item.probe);
      return own?.outcome !== item.outcome || (item.outcome === 'value' && own.text !== item.text);
    });
    if (other.length === 0) return [];
    return [`  - in ${runtime}: ${other.map((item) => `${code(item.probe)} ${said(item)}`).join('; ')}.`];
  });
  return [`- *Arguments* (${first.runtime}): ${parts.join('; ')}.`, ...differences].join('\n');
}

/** Calls are code; what was done otherwise is a sentence. */
function code(probe) {
  return probe.startsWith('min(') ? `\`${probe}\`` : probe;
}

function said({ outcome, text }) {
  if (outcome === 'value') return `gives ${text}`;
  return outcome === 'error' ? `throws "${text}"` : `does not apply: ${text}`;
}

function bytes(size) {
  if (size < 1000) return `${size} B`;
  return size < 1e6 ? `${(size / 1000).toPrecision(3)} kB` : `${(size / 1e6).toPrecision(3)} MB`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeGuide();
