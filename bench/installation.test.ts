/** Checkouts that lack something, or have something more. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from './artifacts/files.ts';
import { caseOf, loaderSource, makeProject, readLatest } from './testing/project.ts';

describe('without Rust', () => {
  it('native rows are skipped with the way to get it, and the rest is measured from the checked-in WebAssembly', async () => {
    const path = mkdtempSync(join(tmpdir(), 'plugin-bench-path-'));
    symlinkSync(process.execPath, join(path, 'node'));
    const bare = makeProject({ PATH: path });
    execFileSync('rm', ['-rf', join(bare.folder, 'dist', 'plugins')]);
    const { exitCode } = await bare.run('run', '--quick', '--group', 'core', '--blocks', '1', '--scenario', 'call');
    expect(exitCode).toBe(0);
    const document = readLatest(bare);
    expect(caseOf(document, 'call/koffi')).toMatchObject({
      status: 'skipped',
      reason: expect.stringMatching(/needs Rust: install it from https:\/\/rustup\.rs/),
    });
    expect(caseOf(document, 'call/wasm').status).toBe('measured');
    expect(caseOf(document, 'call/wasmer-sdk').status).toBe('measured');
    bare.remove();
    rmSync(path, { recursive: true });
  });
});

describe('adding a mechanism', () => {
  it('takes one file: it is listed, measured, in the tables and in the charts', async () => {
    const other = makeProject();
    const source = readFileSync(join(PROJECT_ROOT, 'bench', 'loaders', 'dynamic-import.ts'), 'utf8');
    for (const name of ['bench', 'scripts'])
      cpSync(join(PROJECT_ROOT, name), join(other.folder, name), { recursive: true });
    writeFileSync(
      join(other.folder, 'bench', 'loaders', 'newcomer.ts'),
      source.replace("'dynamic-import'", "'newcomer'").replace("'Dynamic import'", "'Newcomer in the charts'"),
    );
    execFileSync(process.execPath, [join(other.folder, 'scripts', 'build.mjs')]);
    expect((await other.run('list')).stdout).toMatch(/newcomer .*yes .*yes .*yes .*Newcomer in the charts/);
    const { exitCode, stdout } = await other.run(
      'run',
      '--quick',
      '--blocks',
      '1',
      '--only',
      '*/newcomer',
      '*/static-import',
    );
    expect(exitCode).toBe(0);
    expect(stdout.match(/newcomer/g)?.length).toBeGreaterThanOrEqual(3);
    for (const scenario of ['call', 'setup', 'setup-warm']) {
      expect(caseOf(readLatest(other), `${scenario}/newcomer`).status).toBe('measured');
    }
    const report = (extension: string) => readFileSync(join(other.folder, 'reports', `latest.${extension}`), 'utf8');
    for (const extension of ['md', 'csv', 'txt', 'html']) expect(report(extension)).toContain('newcomer');
    const charts = /<script type="application\/json" id="chart-specs">(.*?)<\/script>/s.exec(report('html'))?.[1];
    expect(charts?.match(/newcomer/g)?.length).toBeGreaterThanOrEqual(3);
    other.remove();
  });

  it('whose file and name differ is refused with what to do', async () => {
    const other = makeProject();
    other.addLoader('file-name', loaderSource('declared-name', 'return a;'));
    const { exitCode, stderr } = await other.run('list');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/file-name\.ts calls itself "declared-name"/);
    other.remove();
  });
});
