/** Every loader, held against the same rules and the real contract; a new file is found and tested without being named. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { findEngines } from '../artifacts/engines.ts';
import { ensureArtifacts } from '../artifacts/ensure.ts';
import { makeFreshCopy } from '../artifacts/files.ts';
import min from '../contract/functions/min.ts';
import spin from '../contract/functions/spin.ts';
import { EDGES, PAIR_COUNT } from '../contract/signatures/i32-i32-to-i32.ts';
import { discoverLoaders } from '../discover.ts';
import { GROUPS, type Loader, type LoadPhase, reaches } from '../loader.ts';
import { pathOf as artifactPathOf, gapOf, titleOf } from '../plan/cases.ts';
import { launchRunner } from '../sampling/launch.ts';
import { describeFunction, functionOf } from '../sampling/prepare.ts';
import { findRuntimes, HOST, type Runtime } from '../sampling/runtimes.ts';
import { need } from '../testing/needs.ts';

const PHASE_ORDER: readonly LoadPhase[] = ['load', 'compile', 'instantiate', 'resolve'];
const loaders = await discoverLoaders();
const artifacts = ensureArtifacts(() => {});
const counting = ensureArtifacts(() => {}, {}, 'counting');

/** Why a loader cannot be tested here; it stands in the name of the skipped test. */
const gap = (loader: Loader) => gapOf(loader, artifacts);
const pathOf = (loader: Loader) => artifactPathOf(loader, artifacts);

const CONFORMANCE = fileURLToPath(new URL('../testing/conformance.mjs', import.meta.url));
interface Conformance {
  readonly rounds: { callStyle: string; phases: LoadPhase[]; checked: number; spins?: [number, number][] }[];
  readonly refusal: string | null;
  readonly crossings: { calls: number; instances: 'one' | 'each' } | null;
}

it('every mechanism that the project promises is there, in its group', () => {
  const promised = {
    core: ['null', 'null-async', 'static-import', 'dynamic-import', 'koffi', 'koffi-static', 'napi', 'wasm'].concat([
      'wasmer-sdk',
      'wasmer-sdk-pipe',
      'process-pipe',
      'quickjs',
    ]),
    engines: ['static-link', 'static-link-inlined', 'libloading', 'libloading-static', 'dlopen2', 'abi-stable'].concat(
      ['wasmtime', 'wasmtime-winch', 'wasmtime-aot', 'wasmtime-pooled', 'wasmtime-component', 'wasmtime-epoch'],
      ['wasmtime-fuel', 'wasmtime-capi', 'wasmer', 'wasmer-singlepass', 'wasmi', 'dynamic-simple'],
    ),
    native: ['koffi-vtable', 'ffi-rs', 'node-ffi', 'bun-ffi', 'deno-ffi'],
    wasm: ['wasm-async', 'node-wasi', 'wasm-memory', 'extism', 'jco', 'assemblyscript'],
    process: ['process-pipe-json', 'process-spawn', 'unix-socket', 'worker-message', 'worker-atomics', 'wasi-process'],
    sandbox: ['node-vm', 'isolated-vm'],
  };
  for (const group of GROUPS) {
    const found = loaders.filter((loader) => loader.group === group).map(({ mechanism }) => mechanism);
    expect(found).toEqual(expect.arrayContaining(promised[group]));
  }
});

const installed = await findRuntimes();

/** Where a loader is tested: in the host if it can run there, else in a runtime where it can. */
function placeOf(loader: Loader): { runtime: Runtime; reason: string | null } {
  const places = [HOST, ...installed].map((runtime) => ({ runtime, reason: gapOf(loader, artifacts, runtime.info) }));
  return places.find(({ reason }) => reason === null) ?? { runtime: HOST, reason: gap(loader) };
}

/** The two that every runtime has to get right: foreign functions and WebAssembly. */
const EVERYWHERE = ['koffi', 'wasm'];
const elsewhere = installed
  .filter(({ info }) => info.family !== 'rust')
  .flatMap((runtime) =>
    loaders
      .filter(({ mechanism }) => EVERYWHERE.includes(mechanism))
      .map((loader) => ({ loader, runtime, reason: gapOf(loader, artifacts, runtime.info) })),
  );
const inRust = installed
  .filter(({ info }) => info.family === 'rust')
  .flatMap((runtime) => loaders.map((loader) => ({ loader, runtime, reason: gapOf(loader, artifacts, runtime.info) })))
  .filter(({ loader, runtime }) => loader.inRust === true && placeOf(loader).runtime !== runtime);
const placed = [...loaders.map((loader) => ({ loader, ...placeOf(loader) })), ...elsewhere, ...inRust].map((place) => ({
  ...place,
  name: `${place.loader.mechanism} in ${place.runtime.name}`,
}));

describe.each(placed)('loader $name', ({ loader, runtime, reason }) => {
  const { isMissing, note } = need(reason);

  it('declares itself in its own file and imports nothing heavy before its host is opened', () => {
    const source = readFileSync(new URL(`${loader.mechanism}.ts`, import.meta.url), 'utf8');
    expect(source).toContain(`mechanism: '${loader.mechanism}'`);
    const imports = [...source.matchAll(/^import (type )?.*?from '([^']+)'/gms)].filter(([, type]) => !type);
    for (const [, , from] of imports)
      expect(from).toMatch(
        /^(node:(events|fs|fs\/promises|module|os|path|readline|url|worker_threads)|(\.\.\/(contract\/function|contract\/signatures\/bytes-to-u32|loader)|\.\/shared\/(engine-loader|frames|linear-memory|program))\.ts)$/,
      );
    expect(titleOf(loader, HOST).length).toBeGreaterThan(0);
  });

  it.skipIf(isMissing)(
    `answers the contract twice, ends its phases in order, refuses a missing file, makes every call of the loop${note}`,
    () => {
      const { executable, flags } = launchRunner(runtime, loader);
      const isRust = runtime.info.family === 'rust';
      const isCounted = loader.artifact !== null;
      const countingPath = isCounted ? artifactPathOf(loader, counting) : null;
      const own = [loader.mechanism, pathOf(loader), ...(countingPath === null ? [] : [countingPath])];
      const request = {
        mechanism: loader.mechanism,
        artifactPath: pathOf(loader),
        countingPath,
        callsPerAnswer: loader.callsPerAnswer ?? 1,
        asked: describeFunction(functionOf(loader), loader.artifact),
        spin: isCounted && reaches(loader, spin) ? describeFunction(spin, loader.artifact) : null,
      };
      const child = execFileSync(executable, [...flags, ...(isRust ? ['conformance'] : [CONFORMANCE, ...own])], {
        input: JSON.stringify(request),
      });
      const { rounds, refusal, crossings } = JSON.parse(child.toString()) as Conformance;
      expect(rounds).toHaveLength(2);
      for (const { callStyle, phases, checked, spins = [] } of rounds) {
        for (const [answer, expected] of spins) expect(answer).toBe(expected);
        expect(callStyle).toBe(isRust ? 'sync' : loader.callStyle);
        expect(phases).toEqual(PHASE_ORDER.filter((phase) => phases.includes(phase)));
        expect(phases.length).toBeGreaterThan(0);
        expect(checked).toBe(EDGES.length + (callStyle === 'async' ? 20 : PAIR_COUNT));
      }
      if (loader.artifact === null) expect(refusal).toBeNull();
      else expect(refusal?.length).toBeGreaterThan(0);
      // Nothing of null crosses a boundary; everything of the others does.
      const calls = isRust || loader.callStyle === 'sync' ? 100_000 : 200;
      expect(crossings?.calls).toBe(isCounted ? calls * (loader.callsPerAnswer ?? 1) : undefined);
      const isFreshEachTime = ['process-spawn', 'wasmer-sdk'].includes(loader.mechanism);
      if (crossings !== null) expect(crossings.instances).toBe(isFreshEachTime ? 'each' : 'one');
    },
  );
});

const engines = findEngines();
const rustHost = need(engines.state === 'missing' ? engines.reason : null);

describe.skipIf(rustHost.isMissing)(`the Rust host${rustHost.note}`, () => {
  it('has the mechanisms that loaders say it has, and no other', () => {
    const { executable, flags } = launchRunner(installed.find(({ name }) => name === 'rust') as Runtime);
    const { mechanisms } = JSON.parse(execFileSync(executable, [...flags, 'describe']).toString()) as {
      mechanisms: string[];
    };
    const declared = loaders.filter((loader) => loader.inRust).map(({ mechanism }) => mechanism);
    expect(mechanisms.sort()).toEqual(declared.sort());
  });
});

describe('further loads are real loads', () => {
  const koffi = loaders.find(({ mechanism }) => mechanism === 'koffi') as Loader;
  const copies: { remove(): Promise<void> }[] = [];
  afterAll(async () => {
    for (const copy of copies) await copy.remove();
  });
  const freshCopy = async (loader: Loader) => {
    const copy = await makeFreshCopy(loader.artifact ?? 'javascript', pathOf(loader), realpathSync(tmpdir()));
    copies.push(copy);
    return copy.path;
  };
  const mapped = () =>
    new Set(
      readFileSync('/proc/self/maps', 'utf8')
        .split('\n')
        .filter((line) => line.includes('plugin_min'))
        .map((line) => line.split(/\s+/)[4]),
    );

  const maps = need(gap(koffi) ?? (process.platform === 'linux' ? null : 'maps of a process are read on Linux only'));
  it.skipIf(maps.isMissing)(
    `koffi maps another inode for each copy, and none for the same path${maps.note}`,
    async () => {
      const host = await koffi.openHost();
      const [first, second] = [await freshCopy(koffi), await freshCopy(koffi)];
      const before = mapped().size;
      const plugins = [await host.load(first, min, () => {})];
      expect(mapped().size).toBe(before + 1);
      plugins.push(await host.load(first, min, () => {}));
      expect(mapped().size).toBe(before + 1);
      plugins.push(await host.load(second, min, () => {}));
      expect(mapped().size).toBe(before + 2);
      for (const plugin of plugins) await plugin.close();
    },
  );

  it('V8 has not compiled the WebAssembly of a copy, but shares the compiled code of equal bytes', async () => {
    const loader = loaders.find(({ mechanism }) => mechanism === 'wasm') as Loader;
    const [first, other] = [await freshCopy(loader), await freshCopy(loader)];
    // V8's own word for it. The flag lets the script ask; it is given to a child, because flags may not change in a
    // process that runs.
    const script = `
      const isCompiled = (path) => {
        const bytes = require('node:fs').readFileSync(path);
        const min = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.with_extern;
        const compiled = !%IsUncompiledWasmFunction(min);
        min(1, 2);
        return compiled;
      };
      const [first, other] = process.argv.slice(1);
      console.log(JSON.stringify([isCompiled(first), isCompiled(first), isCompiled(other)]));`;
    const answer = execFileSync(process.execPath, ['--allow-natives-syntax', '-e', script, first, other]);
    expect(JSON.parse(answer.toString())).toEqual([false, true, false]);
  });

  it('a dynamic import of a copy is another module', async () => {
    const loader = loaders.find(({ mechanism }) => mechanism === 'dynamic-import') as Loader;
    const host = await loader.openHost();
    const path = await freshCopy(loader);
    const [first, again, other] = await Promise.all([
      host.load(path, min, () => {}),
      host.load(path, min, () => {}),
      host.load(await freshCopy(loader), min, () => {}),
    ]);
    expect(again.call).toBe(first.call);
    expect(other.call).not.toBe(first.call);
  });

  it('the loaders folder holds nothing but loaders, their tests, and what several share', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((file) => !file.endsWith('.test.ts'));
    expect(files.filter((file) => file !== 'shared').sort()).toEqual(
      loaders.map(({ mechanism }) => `${mechanism}.ts`).sort(),
    );
  });
});
