/** The import table of bench/README.md, enforced: stages meet in documents, and nothing flows backwards. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const BENCH = dirname(fileURLToPath(import.meta.url));

/** Folder or file -> what it may import besides itself; the longest matching prefix decides. */
const ALLOWED: Record<string, readonly string[]> = {
  'contract.ts': [],
  'result/block.ts': [],
  'result/facts.ts': ['result/block.ts'],
  'result/self-check.ts': ['result/block.ts'],
  'result/document.ts': ['result/block.ts', 'result/facts.ts', 'result/self-check.ts'],
  'loader.ts': ['contract.ts', 'result/document.ts'],
  'scenario.ts': ['contract.ts', 'loader.ts', 'result/document.ts'],
  'frames.ts': ['contract.ts'],
  'engines.ts': ['artifacts.ts', 'discover.ts'],
  'engine-loader.ts': ['contract.ts', 'engines.ts', 'loader.ts'],
  'loaders/': ['contract.ts', 'engine-loader.ts', 'frames.ts', 'loader.ts'],
  'scenarios/': ['contract.ts', 'loader.ts', 'scenario.ts'],
  'plugin/': [],
  'discover.ts': ['loader.ts', 'scenario.ts'],
  'artifacts.ts': ['loader.ts', 'scenario.ts', 'result/document.ts'],
  'toolchain/': ['artifacts.ts', 'discover.ts', 'engines.ts'],
  // After everything else, because it needs the plugin as WebAssembly.
  'toolchain/engines.ts': ['artifacts.ts', 'engines.ts', 'toolchain.ts', 'toolchain/recipe.ts'],
  'toolchain.ts': ['artifacts.ts', 'engines.ts', 'loader.ts', 'toolchain/'],
  'runtimes.ts': ['discover.ts', 'engines.ts', 'loader.ts', 'version.ts'],
  'selection.ts': ['loader.ts', 'scenario.ts', 'statistics/'],
  'facts/': [
    'artifacts.ts',
    'discover.ts',
    'engines.ts',
    'loader.ts',
    'plan.ts',
    'result/facts.ts',
    'runtimes.ts',
    'sampling/',
  ],
  'statistics/': ['result/document.ts', 'result/digest.ts'],
  'result/': [],
  'sampling/': [
    'artifacts.ts',
    'contract.ts',
    'discover.ts',
    'loader.ts',
    'runtimes.ts',
    'scenario.ts',
    'result/document.ts',
    'statistics/',
  ],
  'truth/': [
    'artifacts.ts',
    'base-build.ts',
    'contract.ts',
    'discover.ts',
    'engines.ts',
    'loader.ts',
    'measure.ts',
    'plan-run.ts',
    'plan.ts',
    'runtimes.ts',
    'scenario.ts',
    'session.ts',
    'toolchain.ts',
    'io.ts',
    'gate/',
    'result/',
    'report/',
    'sampling/',
    'statistics/',
  ],
  'report/': ['result/', 'statistics/'],
  'gate/': ['result/', 'statistics/', 'report/format.ts'],
};

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'testing' ? [] : sources(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/(?:from|import) '(\.[^']+)'/g)].map(([, path]) =>
    relative(BENCH, normalize(join(dirname(file), path as string))),
  );
}

const files = sources(BENCH).map((path) => relative(BENCH, path));

describe('imports', () => {
  const ruleOf = (file: string) =>
    Object.keys(ALLOWED)
      .filter((prefix) => file.startsWith(prefix))
      .sort((a, b) => b.length - a.length)[0];

  it.each(files.filter((file) => ruleOf(file) !== undefined))('of %s keep to the table', (file) => {
    const rule = ruleOf(file) as string;
    const own = rule.endsWith('/') ? [rule] : [];
    const strangers = importsOf(join(BENCH, file)).filter(
      (target) => ![...own, ...(ALLOWED[rule] ?? [])].some((allowed) => target.startsWith(allowed)),
    );
    expect(strangers).toEqual([]);
  });

  it('are ruled for every file but the edges', () => {
    const free = files.filter((file) => ruleOf(file) === undefined && !file.startsWith('commands/'));
    expect(free.sort()).toEqual([
      'base-build.ts',
      'cli.ts',
      'fresh-files.ts',
      'io.ts',
      'main.ts',
      'measure.ts',
      'plan-run.ts',
      'plan.ts',
      'self-check.ts',
      'session.ts',
      'version.ts',
    ]);
  });
});

describe('time', () => {
  it('is read in sampling/clock.ts and nowhere else', () => {
    const readers = files.filter((file) =>
      /hrtime|performance\.now|Date\.now/.test(readFileSync(join(BENCH, file), 'utf8')),
    );
    expect(readers).toEqual(['sampling/clock.ts']);
  });
});
