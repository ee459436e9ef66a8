/** The published C header and the Rust plugin are in step: a C program reads the one through the other, and the reverse. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { ensureArtifacts } from '../artifacts/ensure.ts';
import { versionOf } from '../artifacts/recipes/recipe.ts';
import min from '../contract/functions/min.ts';
import { gapOf, pathOf } from '../plan/cases.ts';
import { need } from '../testing/needs.ts';
import koffiVtable from './koffi-vtable.ts';

const SOURCE = fileURLToPath(new URL('../testing/plugin-header.c', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'plugin-bench-header-'));
const artifacts = ensureArtifacts(() => {});
const { isMissing, note } = need(
  gapOf(koffiVtable, artifacts) ??
    (versionOf('cc') === null ? 'there is no C compiler "cc"; install gcc or clang' : null),
);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compile(name: string, ...options: string[]): string {
  const path = join(folder, name);
  execFileSync('cc', ['-Wall', '-Wextra', '-Werror', ...options, '-o', path, SOURCE, '-ldl']);
  return path;
}

describe.skipIf(isMissing)(`plugin.h${note}`, () => {
  it('reads the plugin in Rust, field by field', () => {
    const answer = execFileSync(compile('reader'), [pathOf(koffiVtable, artifacts)]).toString();
    expect(JSON.parse(answer)).toEqual({ version: 1, name: 'min', kind: 'arithmetic', instance: true, answer: -4 });
  });

  it('makes a plugin in C that the loader takes', async () => {
    const host = await koffiVtable.openHost();
    const plugin = await host.load(compile('own.so', '-shared', '-fPIC', '-DPLUGIN=PLUGIN_ABI_VERSION'), min, () => {});
    expect(await plugin.call(3, -4)).toBe(-4);
    await plugin.close();
  });

  it('keeps a plugin of another version out, in one sentence', async () => {
    const host = await koffiVtable.openHost();
    const future = compile('future.so', '-shared', '-fPIC', '-DPLUGIN=2');
    expect(() => host.load(future, min, () => {})).toThrow('the plugin has ABI version 2, the host needs 1');
  });
});
