/** Where packages are found; that a real Plug'n'Play measures the same rows is in scripts/check-package.sh. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { installCommand, isPlugAndPlay, packageFolder, packageFolderFrom, packageVersion } from './packages.ts';

const folders: string[] = [];
afterEach(() => {
  Reflect.deleteProperty(module, 'findPnpApi');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plugin-bench-packages-')));
  folders.push(folder);
  return folder;
}

function install(folder: string, version: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  return folder;
}

it('are those of dist/node_modules before those of the project', () => {
  const root = makeFolder();
  const own = install(join(root, 'node_modules', 'koffi'), '1.0.0');
  expect([packageFolder('koffi', root), packageVersion('koffi', root)]).toEqual([own, '1.0.0']);
  install(join(root, 'dist', 'node_modules', 'koffi'), '2.0.0');
  expect(packageVersion('koffi', root)).toBe('2.0.0');
  expect(packageVersion('nothing', root)).toBeNull();
});

it('are beside the real folder of what needs them, where pnpm has put a link to it', () => {
  const root = makeFolder();
  const store = join(root, 'node_modules', '.pnpm', 'koffi@3.0.0', 'node_modules');
  const real = install(join(store, 'koffi'), '3.0.0');
  const needed = install(join(store, 'koffi-linux'), '3.0.0');
  const link = join(root, 'node_modules', 'koffi');
  symlinkSync(real, link);
  expect(packageFolderFrom(join(link, 'package.json'), 'koffi-linux')).toBe(needed);
});

it("are where Yarn's Plug'n'Play says, which makes no node_modules", () => {
  const root = makeFolder();
  const unplugged = install(join(makeFolder(), 'koffi'), '3.0.0');
  const asked: string[] = [];
  Object.assign(module, {
    findPnpApi: () => ({
      resolveToUnqualified(name: string, importer: string) {
        asked.push(importer);
        if (name !== 'koffi') throw new Error(`Your application tried to access ${name}, but it isn't declared`);
        return unplugged;
      },
    }),
  });
  expect([packageFolder('koffi', root), packageVersion('koffi', root)]).toEqual([unplugged, '3.0.0']);
  expect(packageVersion('nothing', root)).toBeNull();
  const importer = join(root, 'dist', 'engine.js');
  expect([packageFolderFrom(importer, 'koffi'), packageFolderFrom(importer, 'nothing')]).toEqual([unplugged, null]);
  expect(isPlugAndPlay(root)).toBe(true);
  expect(asked.every((importer) => importer.startsWith(join(root, 'dist')))).toBe(true);
});

it('are in node_modules beside a Plug’n’Play that another project has', () => {
  const root = makeFolder();
  install(join(root, 'node_modules', 'koffi'), '1.0.0');
  Object.assign(module, { findPnpApi: () => null });
  expect(packageVersion('koffi', root)).toBe('1.0.0');
  expect(isPlugAndPlay(root)).toBe(false);
});

it('are added by what installed plugin-bench, in a checkout by its script', () => {
  const project = join('home', 'me', 'project');
  const command = (...folders: string[]) => installCommand('isolated-vm', join(project, ...folders));
  expect(command()).toBe('npm run setup -- isolated-vm');
  expect(command('node_modules', 'plugin-bench')).toBe('npm install isolated-vm');
  expect(command('node_modules', '.pnpm', 'plugin-bench@0.1.0', 'node_modules', 'plugin-bench')).toBe(
    'pnpm add isolated-vm',
  );
  Object.assign(module, { findPnpApi: () => ({ resolveToUnqualified: () => null }) });
  expect(command('.yarn', 'unplugged', 'plugin-bench-1', 'node_modules', 'plugin-bench')).toBe('yarn add isolated-vm');
});
