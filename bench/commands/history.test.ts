import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../main.ts';
import { toJson } from '../result/store.ts';
import { captureIo } from '../testing/captured-io.ts';
import { type Day, documentOf } from '../testing/history-documents.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plugin-bench-history-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string): string {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
  return path;
}

const kept = (day: Day, ending = 'complete') =>
  write(`reports/runs/2025-12-0${day.day}T08-00-00Z-abc/${ending}.json`, toJson(documentOf(day)));

async function report(...args: string[]) {
  const captured = captureIo(folder);
  const exitCode = await main(['report', ...args], captured.io);
  return { exitCode, stdout: captured.stdout(), stderr: captured.stderr() };
}

describe('plugin-bench report of several documents', () => {
  it('writes their history beside the first, and prints a line for each row', async () => {
    const files = [{ day: 2, koffi: 1.2 }, { day: 1 }].map((day) =>
      write(`day-${day.day}.json`, toJson(documentOf(day))),
    );
    const { exitCode, stdout, stderr } = await report(...files);
    expect([exitCode, stderr]).toEqual([0, 'Report: history.html\n']);
    expect(stdout).toMatch(/^call\/koffi .* → .*\+20\.0 % {2}slower {2,}2 runs$/m);
    expect(readFileSync(join(folder, 'history.html'), 'utf8')).toContain('<title>plugin-bench, 2 runs</title>');
  });

  it.each(['reports', 'reports/runs'])('reads the runs of %s, and skips those that died', async (path) => {
    kept({ day: 1 });
    kept({ day: 2 }, 'interrupted');
    kept({ day: 3 }, 'unfinished');
    write('reports/latest.html', '');
    const { exitCode, stdout, stderr } = await report(path);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^2 runs, /);
    expect(stderr).toBe(
      'reports/runs/2025-12-03T08-00-00Z-abc is of a run that died: skipped.\nReport: reports/history.html\n',
    );
  });

  it('names the one that is bad, and writes nothing', async () => {
    kept({ day: 1 });
    write('reports/runs/2025-12-02T08-00-00Z-abc/complete.json', '{"schemaVersion":5');
    const inFolder = await report('reports/runs');
    expect(inFolder).toMatchObject({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringMatching(/2025-12-02.*is not JSON.*\n$/),
    });
    const good = write('good.json', toJson(documentOf({ day: 1 })));
    const alone = await report(good, write('bad.json', '{}'), '--out', 'new');
    expect(alone).toMatchObject({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringMatching(/bad\.json has schema version/),
    });
    expect(existsSync(join(folder, 'new')) || existsSync(join(folder, 'reports', 'history.html'))).toBe(false);
  });

  it('refuses a folder without a run, and a format of one document', async () => {
    mkdirSync(join(folder, 'empty'));
    expect(await report('empty')).toMatchObject({
      exitCode: 3,
      stderr: 'empty is a folder without a run; give a document.\n',
    });
    kept({ day: 1 });
    expect(await report('reports', '--format', 'csv')).toMatchObject({ exitCode: 64 });
  });
});
