/** Plugins that are not as they should be, beside healthy ones: a sentence about them, and the rest is measured. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureArtifacts } from './artifacts/ensure.ts';
import type { ArtifactKind } from './loader.ts';
import { need, needCompiler } from './testing/needs.ts';
import { caseOf, makeProject, type Project, readLatest } from './testing/project.ts';

const artifacts = ensureArtifacts(() => {});
const library = artifacts.get('shared-library');
const rust = need(library?.state === 'built' ? null : (library?.reason ?? 'there is no native library'));
const cc = needCompiler();

/** The file that a run would load. */
function builtFile(kind: ArtifactKind): Buffer {
  const state = artifacts.get(kind);
  if (state?.state !== 'built') throw new Error(state?.reason ?? `There is no ${kind}.`);
  return readFileSync(state.path);
}

let project: Project;
beforeAll(() => {
  project = makeProject();
});
afterAll(() => project.remove());

describe('a bad plugin', () => {
  /** Runs one mechanism with a given artifact beside a healthy row, which must be measured all the same. */
  async function runWith(scenario: string, mechanism: string, kind: string, path: string) {
    const only = [`${scenario}/${mechanism}`, `${scenario}/null`];
    const outcome = await project.run(
      'run',
      '--quick',
      '--blocks',
      '1',
      '--out',
      'bad',
      '--artifact',
      `${kind}=${path}`,
      '--only',
      ...only,
    );
    const document = readLatest(project, 'bad');
    expect(caseOf(document, `${scenario}/null`).status).toBe('measured');
    return { ...outcome, row: caseOf(document, `${scenario}/${mechanism}`) };
  }

  function file(name: string, content: Uint8Array): string {
    writeFileSync(join(project.folder, name), content);
    return name;
  }

  /** A small native library from C, where there is a compiler. */
  function compile(name: string, source: string): string {
    writeFileSync(join(project.folder, `${name}.c`), source);
    const path = join(project.folder, `${name}.so`);
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', path, join(project.folder, `${name}.c`)]);
    return path;
  }

  it('that is no file is refused before anything is built or measured', async () => {
    mkdirSync(join(project.folder, 'a folder'));
    writeFileSync(join(project.folder, 'empty.wasm'), '');
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(project.folder, 'pipe')]);
    for (const [path, what] of [
      ['nowhere.wasm', 'does not exist'],
      ['a folder', 'is a folder'],
      ['empty.wasm', 'is empty'],
      ...(process.platform === 'win32' ? [] : [['pipe', 'is no regular file']]),
    ]) {
      const { exitCode, stderr } = await project.run('run', '--out', 'none', '--artifact', `wasm-module=${path}`);
      expect(stderr).toMatch(
        new RegExp(`^wasm-module=${path}: .*${path} ${what}; give the file of a wasm-module\\.\\n$`),
      );
      expect(exitCode).toBe(64);
    }
    expect(existsSync(join(project.folder, 'none'))).toBe(false);
  });

  it('of WebAssembly under any name, and of any size, is compiled anew for each load', async () => {
    const { withNonce, makeFreshCopy } = await import('./artifacts/files.ts');
    const whole = builtFile('wasm-module');
    // A custom section of a megabyte: id 0, its size in LEB128, the length of its name, its name.
    const filler = Buffer.alloc(1_000_000 - 2, 1);
    const large = Buffer.concat([whole, Uint8Array.of(0, 0xc0, 0x84, 0x3d, 1, 0x78), filler]);
    expect(large.equals(withNonce(large, 'x').subarray(0, large.length))).toBe(true);
    const path = join(project.folder, 'plugin.bin');
    writeFileSync(path, large);
    const copies = await Promise.all([1, 2].map(() => makeFreshCopy('wasm-module', path, project.temporary)));
    const [one, other] = copies.map((copy) => readFileSync(copy.path)) as [Buffer, Buffer];
    expect(one.equals(other)).toBe(false);
    expect(WebAssembly.validate(new Uint8Array(one))).toBe(true);
    const { exitCode, row } = await runWith('setup-warm', 'wasm', 'wasm-module', 'plugin.bin');
    expect([exitCode, row.status]).toEqual([0, 'measured']);
  });

  it.skipIf(rust.isMissing)(`that is truncated fails its row${rust.note}`, async () => {
    const whole = builtFile('shared-library');
    const { exitCode, row } = await runWith(
      'call',
      'koffi',
      'shared-library',
      file('half.so', whole.subarray(0, 2000)),
    );
    expect(exitCode).toBe(3);
    expect(row).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/^koffi.* half\.so.*give another file with --artifact/),
    });
  });

  it('that is truncated WebAssembly fails its row', async () => {
    const whole = builtFile('wasm-module');
    const { exitCode, row } = await runWith('setup', 'wasm', 'wasm-module', file('half.wasm', whole.subarray(0, 90)));
    expect(exitCode).toBe(3);
    expect(row).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/^wasm cannot use half\.wasm: .*give another file with --artifact/),
    });
  });

  it.skipIf(rust.isMissing)(`of another architecture fails its row${rust.note}`, async () => {
    const foreign = builtFile('shared-library');
    // e_machine of an ELF header: 0xf3 is RISC-V, 0xb7 AArch64.
    foreign.writeUInt16LE(process.arch === 'riscv64' ? 0xb7 : 0xf3, 18);
    const { exitCode, row } = await runWith('setup-warm', 'koffi', 'shared-library', file('foreign.so', foreign));
    expect(exitCode).toBe(3);
    expect(row).toMatchObject({ status: 'failed', error: expect.stringMatching(/^koffi cannot use foreign\.so: /) });
  });

  it.skipIf(cc.isMissing)(`that exports another name fails its row${cc.note}`, async () => {
    const path = compile('other-name', 'int minimum(int a, int b) { return a < b ? a : b; }');
    const { exitCode, row } = await runWith('call', 'koffi', 'shared-library', path);
    expect(exitCode).toBe(3);
    expect(row).toMatchObject({ status: 'failed', error: expect.stringMatching(/with_extern/) });
  });

  it.skipIf(cc.isMissing)(`that answers wrongly is never a number${cc.note}`, async () => {
    const path = compile('wrong', 'int with_extern(int a, int b) { return a > b ? a : b; }');
    const { exitCode, row } = await runWith('setup', 'koffi', 'shared-library', path);
    expect(exitCode).toBe(3);
    expect(row).toMatchObject({ status: 'failed', blocks: [], error: expect.stringMatching(/instead of|it answers/) });
  });

  it.skipIf(cc.isMissing)(`in C that is right is measured like ours${cc.note}`, async () => {
    const path = compile('right', 'int with_extern(int a, int b) { return a < b ? a : b; }');
    const { exitCode, row } = await runWith('call', 'koffi', 'shared-library', path);
    expect({ exitCode, status: row.status }).toEqual({ exitCode: 0, status: 'measured' });
  });

  it.skipIf(cc.isMissing)(`that needs a library from beside it finds it, in fresh copies too${cc.note}`, async () => {
    const folder = join(project.folder, 'with a sibling');
    mkdirSync(folder);
    writeFileSync(join(folder, 'helper.c'), 'int smaller(int a, int b) { return a < b ? a : b; }');
    writeFileSync(
      join(folder, 'plugin.c'),
      'int smaller(int, int); int with_extern(int a, int b) { return smaller(a, b); }',
    );
    const compiler = (...args: string[]) => execFileSync('cc', ['-shared', '-fPIC', '-O2', ...args], { cwd: folder });
    compiler('-o', 'libhelper.so', 'helper.c');
    compiler('-o', 'plugin.so', 'plugin.c', '-L.', '-lhelper', '-Wl,-rpath,$ORIGIN');
    for (const scenario of ['call', 'setup', 'setup-warm']) {
      const { exitCode, row } = await runWith(scenario, 'koffi', 'shared-library', join('with a sibling', 'plugin.so'));
      expect([exitCode, row.status], JSON.stringify(row).slice(0, 600)).toEqual([0, 'measured']);
    }
  });
});
