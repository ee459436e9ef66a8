import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { freshFiles } from './fresh-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'plugin-bench-fresh-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a file has one copy in a block, another in the next, executable as it was, under a path of the same length', () => {
  const [short, long] = [join(folder, 'plugin'), join(folder, 'a-longer-name-than-that')].map((place) => {
    writeFileSync(place, `content of ${place}`, { mode: 0o755 });
    return place;
  }) as [string, string];
  const copyOf = freshFiles(join(folder, 'copies'));
  const first = copyOf(short, 0);
  expect(copyOf(short, 0)).toBe(first);
  expect(readFileSync(first, 'utf8')).toBe(`content of ${short}`);
  expect(statSync(first).mode & 0o777).toBe(0o755);
  expect(statSync(first).ino).not.toBe(statSync(short).ino);
  // Of another arm: the same name elsewhere.
  const other = copyOf(long, 0);
  expect(other.length - first.length).toBe('a-longer-name-than-that'.length - 'plugin'.length);
  const second = copyOf(short, 1);
  expect(second).not.toBe(first);
  expect(second.length).toBe(first.length);
  expect(existsSync(first)).toBe(false);
  expect(existsSync(second)).toBe(true);
});

it('a file that is gone is the error of who asks for it', () => {
  expect(() => freshFiles(join(folder, 'none'))(join(folder, 'gone'), 0)).toThrow(/ENOENT/);
});
