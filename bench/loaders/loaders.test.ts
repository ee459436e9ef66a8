/** Every loader, held against the same rules and the real contract; a new file is found and tested without being named. */
import { readdirSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { afterAll, describe, expect, it } from 'vitest';
import { artifactPath, makeFreshCopy } from '../artifacts.ts';
import { checkContract, MIN_CONTRACT, makeInputs, RANDOM_PAIR_COUNT, TEST_VECTORS } from '../contract.ts';
import { discoverLoaders, unavailability } from '../discover.ts';
import type { Loader, LoadPhase } from '../loader.ts';
import { ensureArtifacts } from '../toolchain.ts';

const PHASE_ORDER: readonly LoadPhase[] = ['load', 'compile', 'instantiate', 'resolve'];
const inputs = makeInputs(3);
const loaders = await discoverLoaders();
const artifacts = ensureArtifacts(() => {});

/** Why a loader cannot be tested here; it stands in the name of the skipped test. */
function gap(loader: Loader): string | null {
  const artifact = loader.artifact === null ? undefined : artifacts.get(loader.artifact);
  return unavailability(loader) ?? (artifact?.state === 'missing' ? artifact.reason : null);
}

const pathOf = (loader: Loader) => (loader.artifact === null ? '' : artifactPath(loader.artifact));

it('all loaders of the foundation are there', () => {
  expect(loaders.map(({ mechanism }) => mechanism)).toEqual(
    expect.arrayContaining([
      'null',
      'static-import',
      'dynamic-import',
      'koffi',
      'koffi-static',
      'wasm',
      'wasmer-sdk',
      'wasmer-sdk-pipe',
    ]),
  );
});

describe.each(loaders)('loader $mechanism', (loader) => {
  const reason = gap(loader);
  const skip = reason === null ? '' : ` (skipped: ${reason})`;

  it('declares itself in its own file and imports nothing heavy before its host is opened', () => {
    const source = readFileSync(new URL(`${loader.mechanism}.ts`, import.meta.url), 'utf8');
    expect(source).toContain(`mechanism: '${loader.mechanism}'`);
    const imports = [...source.matchAll(/^import (type )?.*?from '([^']+)'/gms)].filter(([, type]) => !type);
    for (const [, , from] of imports) expect(from).toMatch(/^(node:|\.\.\/(contract|loader)\.ts$)/);
    expect(loader.title.length).toBeGreaterThan(0);
  });

  it.skipIf(reason !== null)(`answers the contract, ends its phases in order, and opens twice${skip}`, async () => {
    for (let round = 0; round < 2; round++) {
      const phases: LoadPhase[] = [];
      const host = await loader.openHost();
      const plugin = await host.load(pathOf(loader), (phase) => phases.push(phase));
      expect(plugin.callStyle).toBe(loader.callStyle);
      expect(phases).toEqual(PHASE_ORDER.filter((phase) => phases.includes(phase)));
      expect(phases.length).toBeGreaterThan(0);
      let pairs = 0;
      const enough = () => plugin.callStyle === 'async' && pairs++ >= 20;
      const checked = await checkContract(plugin.min, loader.contract ?? MIN_CONTRACT, inputs, enough);
      expect(checked).toBe(TEST_VECTORS.length + (plugin.callStyle === 'async' ? 20 : RANDOM_PAIR_COUNT));
      await plugin.close();
      await host.close();
    }
  });

  if (loader.artifact !== null) {
    it.skipIf(reason !== null)(`refuses a file that is not there${skip}`, async () => {
      const host = await loader.openHost();
      await expect((async () => host.load('/nowhere/plugin', () => {}))()).rejects.toThrow();
      await host.close();
    });
  }
});

describe('further loads are real loads', () => {
  const koffi = loaders.find(({ mechanism }) => mechanism === 'koffi') as Loader;
  const copies: { remove(): Promise<void> }[] = [];
  afterAll(async () => {
    for (const copy of copies) await copy.remove();
  });
  const freshCopy = async (loader: Loader) => {
    const copy = await makeFreshCopy(loader.artifact ?? 'javascript', pathOf(loader));
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

  it.skipIf(gap(koffi) !== null || process.platform !== 'linux')(
    `koffi maps another inode for each copy, and none for the same path${gap(koffi) === null ? '' : ` (skipped: ${gap(koffi)})`}`,
    async () => {
      const host = await koffi.openHost();
      const [first, second] = [await freshCopy(koffi), await freshCopy(koffi)];
      const before = mapped().size;
      const plugins = [await host.load(first, () => {})];
      expect(mapped().size).toBe(before + 1);
      plugins.push(await host.load(first, () => {}));
      expect(mapped().size).toBe(before + 1);
      plugins.push(await host.load(second, () => {}));
      expect(mapped().size).toBe(before + 2);
      for (const plugin of plugins) await plugin.close();
    },
  );

  it('V8 has not compiled the WebAssembly of a copy, but shares the compiled code of equal bytes', async () => {
    // V8's own word for it, behind a flag that only lets this test ask.
    setFlagsFromString('--allow-natives-syntax');
    const isUncompiled = new Function('f', 'return %IsUncompiledWasmFunction(f)') as (f: unknown) => boolean;
    const loader = loaders.find(({ mechanism }) => mechanism === 'wasm') as Loader;
    const host = await loader.openHost();
    const path = await freshCopy(loader);
    const first = await host.load(path, () => {});
    expect(isUncompiled(first.min)).toBe(true);
    await first.min(1, 2);
    expect(isUncompiled((await host.load(path, () => {})).min)).toBe(false);
    expect(isUncompiled((await host.load(await freshCopy(loader), () => {})).min)).toBe(true);
  });

  it('a dynamic import of a copy is another module', async () => {
    const loader = loaders.find(({ mechanism }) => mechanism === 'dynamic-import') as Loader;
    const host = await loader.openHost();
    const path = await freshCopy(loader);
    const [first, again, other] = await Promise.all([
      host.load(path, () => {}),
      host.load(path, () => {}),
      host.load(await freshCopy(loader), () => {}),
    ]);
    expect(again.min).toBe(first.min);
    expect(other.min).not.toBe(first.min);
  });

  it('the loaders folder holds nothing but loaders and this test', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((file) => !file.endsWith('.test.ts'));
    expect(files.sort()).toEqual(loaders.map(({ mechanism }) => `${mechanism}.ts`).sort());
  });
});
