/** The import table of bench/README.md, enforced: stages meet in documents, and nothing flows backwards. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const BENCH = dirname(fileURLToPath(import.meta.url));

/** Folder or file -> what it may import besides itself, from the table; the longest matching prefix decides. */
const ALLOWED = new Map<string, readonly string[]>();
const [, , chapter = ''] = readFileSync(join(BENCH, 'README.md'), 'utf8').split(/^(## Who may import what)$/m);
for (const [, modules = '', imports = ''] of (chapter.split('\n## ')[0] ?? '').matchAll(
  /^\| (`.*?) *\| (.*?) *\|$/gm,
)) {
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
  for (const name of names(modules)) ALLOWED.set(name, names(imports));
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'testing' ? [] : sources(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

/** What the source of a file in that folder imports of ours, statically or dynamically. */
function importsIn(source: string, folder: string): string[] {
  return [...source.matchAll(/(?:\bfrom\s*|\bimport\s*|\bimport\()'(\.[^']+)'/g)].map(([, path]) =>
    relative(BENCH, normalize(join(folder, path as string))),
  );
}

function importsOf(file: string): string[] {
  return importsIn(readFileSync(file, 'utf8'), dirname(file));
}

const files = sources(BENCH).map((path) => relative(BENCH, path));

describe('imports', () => {
  const ruleOf = (file: string) =>
    [...ALLOWED.keys()].filter((prefix) => file.startsWith(prefix)).sort((a, b) => b.length - a.length)[0];

  it.each(files)('of %s keep to the table', (file) => {
    const rule = ruleOf(file);
    if (rule === undefined) throw new Error(`${file} is not in the table of bench/README.md.`);
    const own = rule.endsWith('/') ? [rule] : [];
    const strangers = importsOf(join(BENCH, file)).filter(
      (target) => ![...own, ...(ALLOWED.get(rule) ?? [])].some((allowed) => target.startsWith(allowed)),
    );
    expect(strangers).toEqual([]);
  });

  it('are read, of every kind', () => {
    const source = [
      "import { a } from './a.ts';",
      "import type { B } from '../b.ts';",
      "import './c.ts';",
      "const d = await import('./d.ts');",
      "export { e } from './e.ts';",
      "import fs from 'node:fs';",
    ].join('\n');
    expect(importsIn(source, join(BENCH, 'run'))).toEqual(['run/a.ts', 'b.ts', 'run/c.ts', 'run/d.ts', 'run/e.ts']);
  });

  it('have no rule for what is not there', () => {
    const unused = [...ALLOWED.keys()].filter((prefix) => !files.some((file) => file.startsWith(prefix)));
    expect(unused).toEqual([]);
  });

  it('go one way: no folder is reached again from what it imports, but by way of types', () => {
    const folderOf = (file: string) => (file.includes('/') ? `${file.split('/')[0]}/` : file);
    const valuesOf = (file: string) =>
      [...readFileSync(join(BENCH, file), 'utf8').matchAll(/^import (?!type )[^;]*?'(\.[^']+)';/gm)].map(([, path]) =>
        folderOf(relative(BENCH, normalize(join(BENCH, dirname(file), path as string)))),
      );
    const edges = new Map<string, Set<string>>();
    for (const file of files) {
      const from = folderOf(file);
      const targets = edges.get(from) ?? new Set();
      for (const to of valuesOf(file)) if (to !== from) targets.add(to);
      edges.set(from, targets);
    }
    const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
      [...(edges.get(from) ?? [])].some(
        (next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))),
      );
    expect([...edges.keys()].filter((folder) => reaches(folder, folder))).toEqual([]);
  });
});

describe('the root', () => {
  it('has at most twelve files besides tests and text', () => {
    expect(files.filter((file) => !file.includes('/')).length).toBeLessThanOrEqual(12);
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

describe('a runner', () => {
  /** Packages that a built file imports before it does anything, itself or by files of ours. */
  function packagesOf(start: string): string[] {
    const found = new Set<string>();
    const seen = new Set<string>();
    const visit = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      const source = readFileSync(file, 'utf8');
      for (const [, name = ''] of source.matchAll(/^(?:import|export)\b[^'"();]*?["']([^"']+)["']/gm)) {
        if (name.startsWith('.')) visit(normalize(join(dirname(file), name)));
        else if (!name.startsWith('node:')) found.add(name);
      }
    };
    visit(start);
    return [...found].sort();
  }
  const built = (name: string) => join(BENCH, '..', 'dist', `${name}.js`);

  it('loads no package but tinybench: the schemas of documents, once among them, cost each of a thousand runners 30 ms', () => {
    expect(packagesOf(built('sampling/runner'))).toEqual(['tinybench']);
    for (const name of ['facts/probe', 'sampling/ladder-runner']) expect(packagesOf(built(name))).toEqual([]);
    expect(packagesOf(built('result/store'))).toContain('zod');
  });
});
