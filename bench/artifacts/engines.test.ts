/** Where engines are looked for, when they are too old, and what a run does without them. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RuntimeInfo } from '../loader.ts';
import { refusalOf, rustMechanism } from '../loader.ts';
import { parseDocument } from '../result/parse.ts';
import { need } from '../testing/needs.ts';
import { caseOf, makeProject, type Project, readLatest } from '../testing/project.ts';
import { tinyModule } from '../truth/abi/tiny-module.ts';
import { engineArtifact, enginesDigest, findEngines } from './engines.ts';
import { PROJECT_ROOT } from './files.ts';
import { kindsFrom } from './kinds.ts';

const found = findEngines();
const engines = need(found.state === 'missing' ? found.reason : null);
const posix = need(process.platform === 'win32' ? 'an operating system with shell scripts' : null);
const rust: RuntimeInfo = { family: 'rust', version: [1, 95], isHost: false };
const node: RuntimeInfo = { family: 'node', version: [20, 0], isHost: true };

describe('the engines', () => {
  it('have a digest of every source that they are built from', () => {
    expect(enginesDigest()).toMatch(/^[0-9a-f]{64}$/);
  });

  it.skipIf(engines.isMissing)(
    `describe what they are made of, and bring the plugins that only they can make${engines.note}`,
    () => {
      if (found.state === 'missing') return;
      const { description } = found.engines;
      expect(description.rustc).toMatch(/^rustc \d+\.\d+/);
      expect(Object.keys(description.crates).sort()).toEqual(
        ['abi_stable', 'dlopen2', 'libloading', 'wasmer', 'wasmi', 'wasmtime'].sort(),
      );
      for (const kind of kindsFrom('engines')) {
        for (const build of ['timed', 'counting'] as const) expect(engineArtifact(kind, build).state).toBe('built');
      }
    },
  );

  it('are missing with a sentence that says how to get them', () => {
    if (found.state === 'built') return expect(existsSync(found.engines.addon)).toBe(true);
    expect(found.reason).toMatch(/npm run build:engines/);
    for (const kind of kindsFrom('engines'))
      expect(engineArtifact(kind)).toMatchObject({ state: 'missing', reason: found.reason });
  });
});

describe('a project without engines', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject({}, { withEngines: false });
  });
  afterAll(() => project.remove());

  async function measure(...globs: string[]) {
    const outcome = await project.run('run', '--quick', '--blocks', '1', '--out', 'out', '--only', ...globs);
    const text = readFileSync(join(project.folder, 'out', 'latest.json'), 'utf8');
    return { ...outcome, cases: parseDocument(text, 'latest.json').cases };
  }

  it('skips their rows and says what to run, builds nothing in a quick run, and measures the rest', async () => {
    const { exitCode, stderr, cases } = await measure('call/null', 'call/wasmtime', 'call/libloading');
    expect(exitCode).toBe(0);
    expect(stderr).not.toMatch(/building the engines/);
    expect(cases.map(({ id, status }) => [id, status])).toEqual([
      ['call/libloading', 'skipped'],
      ['call/null', 'measured'],
      ['call/wasmtime', 'skipped'],
    ]);
    for (const row of cases) if (row.status === 'skipped') expect(row.reason).toMatch(/npm run build:engines/);
  });

  it.skipIf(posix.isMissing)(`never compiles them, and ends with how to get them${posix.note}`, async () => {
    const folder = join(project.folder, 'stub');
    mkdirSync(folder);
    writeFileSync(join(folder, 'cargo'), '#!/bin/sh\necho "stub: $*" >&2\nexit 101\n', { mode: 0o755 });
    const stubbed = makeProject({ PATH: `${folder}:${process.env['PATH']}` }, { withEngines: false });
    const { exitCode, stderr } = await stubbed.run('run', '--quick', '--blocks', '1', '--scenario', 'call');
    stubbed.remove();
    expect(stderr).not.toMatch(/stub/);
    expect(stderr).toMatch(/Without Wasmtime, .*"npm run build:engines" builds them/);
    expect(exitCode).toBe(0);
  });

  it.skipIf(engines.isMissing)(
    `takes them from the cache that another checkout has filled${engines.note}`,
    async () => {
      if (found.state === 'missing') return;
      const cache = join(project.folder, 'cache');
      const second = makeProject({ XDG_CACHE_HOME: cache }, { withEngines: false });
      const keep = `const { keepEngines } = await import(${JSON.stringify(new URL('../../dist/artifacts/engine-cache.js', import.meta.url).href)}); keepEngines();`;
      execFileSync(process.execPath, ['--input-type=module', '--eval', keep], {
        env: { ...process.env, XDG_CACHE_HOME: cache },
      });
      const { exitCode } = await second.run('run', '--quick', '--blocks', '1', '--only', 'call/wasmtime', 'call/null');
      expect(exitCode).toBe(0);
      expect(caseOf(readLatest(second), 'call/wasmtime').status).toBe('measured');
      // Sources that differ in a byte are other engines.
      const third = makeProject({ XDG_CACHE_HOME: cache }, { withEngines: false });
      unlinkSync(join(third.folder, 'plugins-native'));
      cpSync(join(PROJECT_ROOT, 'plugins-native'), join(third.folder, 'plugins-native'), {
        recursive: true,
        filter: (path) => !/[\\/]target$/.test(path),
      });
      appendFileSync(join(third.folder, 'plugins-native', 'host', 'rust-host', 'src', 'main.rs'), '\n');
      await third.run('run', '--quick', '--blocks', '1', '--only', 'call/wasmtime', 'call/null');
      expect(caseOf(readLatest(third), 'call/wasmtime')).toMatchObject({
        status: 'skipped',
        reason: expect.stringMatching(/npm run build:engines/),
      });
      for (const made of [second, third]) made.remove();
    },
  );

  it.skipIf(engines.isMissing)(`takes engines from a package for its platform${engines.note}`, async () => {
    if (found.state === 'missing') return;
    const suffix = { linux: '-gnu', win32: '-msvc' }[process.platform as string] ?? '';
    const name = `engines-${process.platform}-${process.arch}${suffix}`;
    const folder = join(project.folder, 'dist', 'loaders', 'node_modules', '@plugin-bench', name);
    cpSync(found.engines.folder, folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "name": "engines", "version": "0.1.0" }');
    const { exitCode, cases } = await measure('call/wasmtime', 'call/wasmtime@rust');
    expect(exitCode).toBe(0);
    expect(cases.map(({ id, status }) => [id, status])).toEqual([
      ['call/wasmtime', 'measured'],
      ['call/wasmtime@rust', 'measured'],
    ]);
  });
});

describe('a mechanism of the Rust host', () => {
  const loader = rustMechanism({
    mechanism: 'some-crate',
    title: 'Some crate',
    group: 'engines',
    boundary: 'native',
    artifact: null,
  });

  it('runs there and nowhere else', async () => {
    expect(refusalOf(loader, rust)).toBeNull();
    expect(refusalOf(loader, node)).toMatch(/some-crate is for programs in Rust/);
    await expect(loader.openHost()).rejects.toThrow(/some-crate is for programs in Rust/);
  });

  it('is not what a loader of JavaScript hosts is', () => {
    expect(refusalOf({ ...loader, inRust: false }, rust)).toMatch(/hosts that run JavaScript/);
  });
});

describe('a module of one function', () => {
  it.each([
    ['answers', { name: 'f', type: 'i32' } as const, (f: (a: number, b: number) => number) => expect(f(7, 8)).toBe(7)],
    [
      'is of another type',
      { name: 'f', type: 'f64' } as const,
      (f: (a: number, b: number) => number) => expect(f(1.5, 8)).toBe(1.5),
    ],
    [
      'traps',
      { name: 'f', type: 'i32', traps: true } as const,
      (f: (a: number, b: number) => number) => expect(() => f(7, 8)).toThrow(WebAssembly.RuntimeError),
    ],
  ])('%s', (_what, description, holds) => {
    const module = new WebAssembly.Module(tinyModule(description) as Uint8Array<ArrayBuffer>);
    holds(new WebAssembly.Instance(module).exports['f'] as (a: number, b: number) => number);
  });
});
