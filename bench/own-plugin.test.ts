/** A plugin of a stranger's, built here from C without our headers and from bytes of WebAssembly: init, check, run, verify, gate. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './config/load.ts';
import { UsageError } from './plan/cases.ts';
import { parseDocument } from './result/parse.ts';
import { needCompiler } from './testing/needs.ts';
import { caseOf, loaderSource, makeProject, type Project, readLatest } from './testing/project.ts';
import { wasmBytes } from './testing/wasm-bytes.ts';

/** local.get 0, local.get 1, i32.add. */
const ADD = [0x20, 0, 0x20, 1, 0x6a];
/** i32.const 0, local.get 0, i32.store: work that no compiler leaves out. */
const STORE = [0x41, 0, 0x20, 0, 0x36, 2, 0];
const MODULE = `export const add = (a, b) => (a + b) | 0;
export function total(bytes) { let sum = 0; for (let i = 0; i < bytes.length; i++) sum += bytes[i]; return sum >>> 0; }
`;
const LIBRARY = `#include <stdint.h>
#include <stddef.h>
int32_t add(int32_t a, int32_t b) { return (int32_t)((uint32_t)a + (uint32_t)b); }
uint32_t total(const uint8_t *bytes, size_t length) { uint32_t sum = 0; for (size_t i = 0; i < length; i++) sum += bytes[i]; return sum; }
`;

const CONFIG = `export default {
  functions: { add: { signature: 'i32-i32-to-i32' } },
  artifacts: { 'wasm-module': 'add.wasm', javascript: 'plugin.js' },
};
`;

function writePlugin(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'plugin.js'), MODULE);
  writeFileSync(join(folder, 'add.wasm'), wasmBytes({ code: ADD, name: 'add' }));
}

describe('a plugin in WebAssembly and JavaScript', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
    writePlugin(join(project.folder, 'own'));
    writeFileSync(join(project.folder, 'own', 'plugin-bench.config.js'), CONFIG);
  });
  afterAll(() => project.remove());

  it('has a config of a few lines by three answers, which is not written twice', async () => {
    writePlugin(join(project.folder, 'new'));
    // Signs that mean something in a URL.
    const module = join(project.folder, 'new', 'my#plugin%20.js');
    writeFileSync(module, MODULE);
    const args = ['init', 'new', '--function', 'add', '--artifact', 'new/add.wasm', module];
    const { exitCode, stdout, stderr } = await project.run(...args);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^new\/plugin-bench\.config\.js is written\.\nNext: plugin-bench check/);
    expect(readFileSync(join(project.folder, 'new', 'plugin-bench.config.js'), 'utf8').split('\n').length).toBeLessThan(
      26,
    );
    const again = await project.run(...args);
    expect([again.exitCode, again.stderr]).toEqual([64, expect.stringMatching(/is there already; edit it/)]);
  });

  it('is not written when it would not do, and nobody is asked in a script', async () => {
    mkdirSync(join(project.folder, 'none'));
    const wrong = await project.run('init', 'none', '--function', 'sub', '--artifact', 'own/add.wasm', 'own/plugin.js');
    expect([wrong.exitCode, wrong.stderr]).toEqual([64, expect.stringMatching(/exports no function "sub"\.\n$/)]);
    expect(existsSync(join(project.folder, 'none', 'plugin-bench.config.js'))).toBe(false);
    const silent = await project.run('init', 'none');
    expect([silent.exitCode, silent.stderr]).toEqual([
      64,
      expect.stringMatching(/give --function and --artifact, e\.g\./),
    ]);
  });

  it('is called by all that can carry it, and what cannot says why', async () => {
    const hostless = loaderSource('hostless', '').replace(
      'async openHost() {',
      `async openHost() { throw new HostError('no licence');`,
    );
    project.addLoader('hostless', `import { HostError } from '../loader.js';\n${hostless}`);
    const { exitCode, stdout } = await project.run('check', 'own');
    rmSync(join(project.folder, 'dist', 'loaders', 'hostless.js'));
    // Not the fault of the plugin.
    expect(stdout).toMatch(/– hostless: no licence\n/);
    expect(stdout).toMatch(/^add \(i32-i32-to-i32\)\n {2}✓ right by /);
    for (const mechanism of ['static-import', 'dynamic-import', 'wasm', 'worker-message'])
      expect(stdout).toContain(mechanism);
    expect(stdout.replace(/\n +/g, ' ')).toMatch(
      /– \d+ more by files that plugin-bench\.config\.js does not name: .*shared-library/,
    );
    expect(stdout).toMatch(/Wrongly, or not at all: 0\./);
    expect(exitCode).toBe(0);
  });

  it('is measured, reported, verified and gated as ours is, and never against ours', async () => {
    const only = ['--only', '*/{null,static-import,wasm}?function=add'];
    const run = (out: string) =>
      project.run('run', '--config', 'own', '--quick', '--blocks', '2', ...only, '--out', out);
    for (const out of ['before', 'after']) {
      const { exitCode, stderr } = await run(out);
      expect(exitCode, stderr).toBe(0);
    }
    const document = readLatest(project, 'after');
    expect(document.plugin).toMatchObject({ name: 'own', functions: [{ name: 'add', signature: 'i32-i32-to-i32' }] });
    expect(document.artifacts.map(({ kind, file }) => `${kind} ${file}`)).toEqual([
      'javascript plugin.js',
      'script min.script.js',
      'wasm-module add.wasm',
    ]);
    for (const scenario of ['call', 'setup', 'setup-warm'])
      expect(caseOf(document, `${scenario}/wasm?function=add`).status).toBe('measured');
    expect(document.tables[0]?.description).toMatch(/^Steady cost of one call of add\./);
    expect(document.selfCheck.control).toMatchObject({ status: 'measured', of: 'call/wasm?function=add' });
    expect(document.selfCheck.ladder.status).toBe('measured');
    expect((await project.run('verify', 'after/latest.json')).exitCode).toBe(0);
    const gate = await project.run(
      'gate',
      '--baseline',
      'before/latest.json',
      '--current',
      'after/latest.json',
      '--json',
    );
    const verdict = JSON.parse(gate.stdout);
    expect(verdict.refusals).toEqual([]);
    expect(verdict.comparisons.map(({ id }: { id: string }) => id)).toContain('call/wasm?function=add');
    expect(verdict.machine).not.toBeNull();
    await project.run('run', '--quick', '--blocks', '2', '--only', 'call/{null,wasm}', '--out', 'ours');
    const others = await project.run('gate', '--baseline', 'ours/latest.json', '--current', 'after/latest.json');
    expect([others.exitCode, others.stdout]).toEqual([
      3,
      expect.stringMatching(/another plugin: that of plugin-bench then, plugin own: add \(i32-i32-to-i32\) now/),
    ]);
  });

  it('is found out when it answers wrongly, by check and by run, with what to do', async () => {
    const folder = join(project.folder, 'wrong');
    writePlugin(folder);
    // i32.sub
    writeFileSync(join(folder, 'add.wasm'), wasmBytes({ code: [0x20, 0, 0x20, 1, 0x6b], name: 'add' }));
    await project.run('init', 'wrong', '--function', 'add', '--artifact', 'wrong/add.wasm', 'wrong/plugin.js');
    const sentence =
      /wasm cannot use add\.wasm: it answers -1 for \(1, 2\) where the contract "add" says 3;\s+mend it, or name another\s+file in\s+plugin-bench\.config\.js\./;
    const { exitCode, stdout } = await project.run('check', 'wrong');
    expect([exitCode, stdout.replace(/\n +/g, ' ')]).toEqual([1, expect.stringMatching(sentence)]);
    const only = ['--only', 'call/{null,wasm}?function=add', '--out', 'spoilt'];
    const run = await project.run('run', '--config', 'wrong', '--quick', '--blocks', '1', ...only);
    expect([run.exitCode, run.stderr.replace(/\n +/g, ' ')]).toEqual([3, expect.stringMatching(sentence)]);
  });

  it('is code that runs only when it is named', async () => {
    const trap = join(project.folder, 'plugin-bench.config.js');
    writeFileSync(trap, `import { writeFileSync } from 'node:fs'; writeFileSync('sprung', ''); export default {};`);
    for (const args of [
      ['list'],
      ['runs'],
      ['run', '--quick', '--blocks', '1', '--only', 'call/null', '--out', 'mine'],
    ])
      await project.run(...args);
    expect(existsSync(join(project.folder, 'sprung'))).toBe(false);
    await project.run('check');
    expect(existsSync(join(project.folder, 'sprung'))).toBe(true);
  });

  it('goes without --artifact', async () => {
    const { exitCode, stderr } = await project.run('run', '--config', 'own', '--artifact', 'wasm-module=own/add.wasm');
    expect([exitCode, stderr]).toEqual([64, expect.stringMatching(/^A config names its own artifacts/)]);
  });

  it('is compared with another build of it, side by side, whose config is not read', async () => {
    const [folder, trap] = [join(project.folder, 'slow'), join(project.folder, 'sprung-too')];
    writePlugin(folder);
    writeFileSync(
      join(folder, 'plugin-bench.config.js'),
      `(await import('node:fs')).writeFileSync(${JSON.stringify(trap)}, '');`,
    );
    const stores = Array.from({ length: 60 }, () => STORE).flat();
    const slow = wasmBytes({ code: [...stores, ...ADD], name: 'add', memory: [1, 1] });
    const base = join(project.folder, 'own', 'add.wasm');
    const fast = readFileSync(base);
    writeFileSync(base, slow);
    const only = ['--only', 'call/{null,wasm}?function=add', '--out', 'compared'];
    const { exitCode, stdout, stderr } = await project.run(
      'compare',
      'slow',
      '--config',
      'own',
      '--budget',
      '1',
      ...only,
    );
    writeFileSync(base, fast);
    expect(stderr).toMatch(/until all are decided/);
    expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/^REGRESSED: call\/wasm\?function=add/)]);
    expect(existsSync(trap)).toBe(false);
    const [now, before] = ['latest.json', 'base.json'].map((name) =>
      parseDocument(readFileSync(join(project.folder, 'compared', name), 'utf8'), name),
    );
    expect(now?.pair?.id).toBe(before?.pair?.id);
    const digestIn = (document: typeof now) => document?.artifacts.find(({ kind }) => kind === 'wasm-module')?.sha256;
    expect(digestIn(now)).not.toBe(digestIn(before));
    for (const name of ['latest.json', 'base.json'])
      expect((await project.run('verify', join('compared', name))).exitCode).toBe(0);
    rmSync(join(folder, 'add.wasm'));
    const lacking = await project.run('compare', 'slow', '--config', 'own', ...only);
    expect([lacking.exitCode, lacking.stderr]).toEqual([
      64,
      expect.stringMatching(/names a wasm-module, and .*add\.wasm does not exist: build it there/),
    ]);
    const both = await project.run('compare', 'slow', 'own', '--config', 'own');
    expect([both.exitCode, both.stderr]).toEqual([64, expect.stringMatching(/^With --config, BASE is the folder/)]);
  });
});

const compiler = needCompiler();

describe.skipIf(compiler.isMissing)(`a plugin in C${compiler.note}`, () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
    const folder = join(project.folder, 'c');
    writePlugin(folder);
    writeFileSync(join(folder, 'plugin.c'), LIBRARY);
    execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', 'libplugin.so', 'plugin.c'], { cwd: folder });
    writeFileSync(
      join(folder, 'plugin-bench.config.js'),
      `export default {
        functions: {
          add: { signature: 'i32-i32-to-i32', vectors: [[1, 2, 3], [2147483647, 1, -2147483648]] },
          total: { signature: 'bytes-to-u32', vectors: [['abc', 294], [[255, 1], 256]], artifacts: ['shared-library', 'javascript'] },
        },
        artifacts: { 'shared-library': 'libplugin.so', 'wasm-module': 'add.wasm', javascript: 'plugin.js' },
        parameters: { bytes: [64] },
      };`,
    );
  });
  afterAll(() => project.remove());

  it('is called with numbers and with bytes by every foreign function interface', async () => {
    const { exitCode, stdout } = await project.run('check', 'c', '--json');
    expect(exitCode).toBe(0);
    const checked = JSON.parse(stdout) as { function: string; mechanism: string; outcome: string; reason: string }[];
    const right = checked.filter(({ outcome }) => outcome === 'right').map((row) => `${row.mechanism} ${row.function}`);
    expect(right).toEqual(expect.arrayContaining(['koffi add', 'koffi total', 'wasm add', 'static-import total']));
    expect(checked.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
    expect(checked.find(({ mechanism, function: asked }) => mechanism === 'wasm' && asked === 'total')?.reason).toMatch(
      /names no wasm-memory-module/,
    );
  });

  it('is measured in calls, set-ups and with payloads of the lengths that its config names', async () => {
    const only = ['--only', '*/{null,koffi}?*', '--quick', '--blocks', '1', '--out', 'reports'];
    const { exitCode, stderr } = await project.run('run', '--config', join('c', 'plugin-bench.config.js'), ...only);
    expect(exitCode, stderr).toBe(0);
    const document = readLatest(project);
    expect(new Set(document.tables.map(({ scenario }) => scenario))).toEqual(
      new Set(['call', 'setup', 'setup-warm', 'payload-in']),
    );
    for (const id of [
      'call/koffi?function=add',
      'setup/koffi?function=add',
      'payload-in/koffi?function=total&bytes=64',
    ])
      expect(caseOf(document, id).status).toBe('measured');
    expect((await project.run('verify')).exitCode).toBe(0);
    const matrix = await project.run('report', '--format', 'matrix');
    expect(matrix.stdout.split('\n')[0]).toMatch(/\| mechanism \| boundary \| call \| first load \| further load \|/);
    const page = readFileSync(join(project.folder, 'reports', 'latest.html'), 'utf8');
    expect(page).toMatch(/In node-\d+ the cheapest call of add takes /);
    for (const name of ['latest.html', 'latest.md'])
      expect(readFileSync(join(project.folder, 'reports', name), 'utf8')).toContain(
        'plugin c: add (i32-i32-to-i32), total (bytes-to-u32)',
      );
    const advice = await project.run('advise', '--calls', '10', '--bytes', '64');
    expect([advice.exitCode, advice.stderr]).toEqual([64, expect.stringMatching(/is of the plugin c: workloads are/)]);
  });
});

const GOOD = {
  functions: `{ add: { signature: 'i32-i32-to-i32' } }`,
  artifacts: `{ javascript: 'plugin.js' }`,
  rest: '',
};
const config = (change: Partial<typeof GOOD>) => {
  const { functions, artifacts, rest } = { ...GOOD, ...change };
  return `export default { functions: ${functions}, artifacts: ${artifacts}, ${rest} };`;
};
const add = (fields: string, signature = 'i32-i32-to-i32') => ({
  functions: `{ add: { signature: '${signature}', ${fields} } }`,
});

describe('mistakes in a config', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plugin-bench-test-'));
    writePlugin(folder);
    return () => rmSync(folder, { recursive: true, force: true });
  });
  const complaint = async (source: string, name = 'plugin-bench.config.mjs') => {
    writeFileSync(join(folder, name), source);
    const error = await loadConfig(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  };

  it('are not made by the good one', async () => {
    writeFileSync(join(folder, 'plugin-bench.config.mjs'), config({}));
    expect((await loadConfig(folder)).functions.map(({ name }) => name)).toEqual(['add']);
  });

  it.each([
    [
      'an unknown key',
      config({ rest: 'funtions: {}' }),
      'funtions is no field; there are functions, artifacts, scenarios, parameters',
    ],
    [
      'an unknown key of a function',
      config(add('vektors: []')),
      'functions.add.vektors is no field; there are signature, reference',
    ],
    ['no functions', `export default { artifacts: { javascript: 'plugin.js' } };`, 'functions is missing'],
    ['an empty list of functions', config({ functions: '{}' }), 'functions names none'],
    [
      'a name that no artifact can have',
      config({ functions: `{ 'a-b': { signature: 'i32-i32-to-i32' } }` }),
      'functions.a-b is no name of a function',
    ],
    [
      'another signature',
      config(add('', 'i64-to-i64')),
      'functions.add.signature has to be one of i32-i32-to-i32, bytes-to-u32',
    ],
    [
      'an unknown kind',
      config({ artifacts: `{ wasm: 'add.wasm' }` }),
      'artifacts.wasm is no kind of artifact; there are javascript, script, shared-library',
    ],
    [
      'a file that is not there',
      config({ artifacts: `{ 'wasm-module': 'sub.wasm' }` }),
      'artifacts.wasm-module names sub.wasm, which does not exist',
    ],
    [
      'a file of another kind',
      config({ artifacts: `{ 'shared-library': 'add.wasm' }` }),
      'artifacts.shared-library names add.wasm, which is WebAssembly, and no shared-library',
    ],
    [
      'a module for a component',
      config({ artifacts: `{ 'wasm-component': 'add.wasm' }` }),
      'which is a core module, and no component',
    ],
    [
      'JavaScript for WebAssembly',
      config({ artifacts: `{ 'wasm-module': 'plugin.js' }` }),
      'which is no WebAssembly, as a wasm-module is',
    ],
    [
      'no reference',
      config({ artifacts: `{ 'wasm-module': 'add.wasm' }` }),
      'functions.add.reference is missing: give a function that answers rightly',
    ],
    [
      'a reference that the module does not have',
      config({ functions: `{ sub: { signature: 'i32-i32-to-i32' } }` }),
      'functions.sub.reference is missing, and plugin.js exports no function "sub"',
    ],
    ['a reference that is none', config(add('reference: 5')), 'functions.add.reference is no function'],
    [
      'a reference that throws',
      config(add(`reference() { throw new Error('no licence'); }`)),
      'functions.add.reference throws for (1, 2): no licence',
    ],
    [
      'a reference that is asynchronous',
      config(add('reference: async (a, b) => a + b')),
      'functions.add.reference answers by a promise; it has to answer at once',
    ],
    ['a reference that leaves 32 bits', config(add('reference: (a, b) => a + b')), 'which is no integer of 32 bits'],
    ['a reference by chance', config(add('reference: () => (Math.random() * 1e9) | 0')), 'and later otherwise'],
    [
      'a wrong vector',
      config(add('vectors: [[1, 2, 4]]')),
      'functions.add.vectors.0 says 4, and the reference answers 3',
    ],
    [
      'a short vector',
      config(add('vectors: [[1, 3]]')),
      'functions.add.vectors.0 has to have two numbers and the answer',
    ],
    [
      'a vector of fractions',
      config(add('vectors: [[1.5, 2, 3]]')),
      'functions.add.vectors.0 has 1.5, which is no integer of 32 bits',
    ],
    [
      'a vector without bytes',
      config({ functions: `{ total: { signature: 'bytes-to-u32', vectors: [[5, 5]] } }` }),
      'functions.total.vectors.0 has to begin with text, or with an array of bytes',
    ],
    [
      'an artifact that is not named',
      config(add(`artifacts: ['wasm-module']`)),
      'functions.add.artifacts has wasm-module, and artifacts names no wasm-module',
    ],
    ['no default export', 'export const plugin = 1;', 'it has to export an object by default'],
    ['a fault of syntax', 'export default {', 'it cannot be read: '],
    ['a module that fails', `throw new Error('out of order');`, 'it cannot be read: out of order'],
  ])('are told in one sentence: %s', async (_what, source, sentence) => {
    const message = await complaint(source);
    expect(message).toContain(sentence);
    expect(message).toMatch(/^plugin-bench\.config\.mjs: [^\n]*\.$/);
  });

  it('are told of JSON too, and of a folder without a config', async () => {
    expect(await complaint('{ "functions": ', 'plugin-bench.config.json')).toMatch(
      /^plugin-bench\.config\.json: it cannot be read/,
    );
    rmSync(join(folder, 'plugin-bench.config.json'));
    await expect(loadConfig(folder)).rejects.toThrow(/has no plugin-bench\.config\.js; "plugin-bench init" writes one/);
    await expect(loadConfig(join(folder, 'nowhere'))).rejects.toThrow(/does not exist/);
    await expect(loadConfig(join(folder, 'add.wasm'))).rejects.toThrow(/is no config; it has to end with/);
  });
});
