/** A copy of this build, for comparisons of a build with itself. */
import { cpSync, existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../artifacts/files.ts';

/** What a build consists of: the program, its plugins and engines, and the sources by which they know that they are new. */
const PARTS = ['package.json', 'node_modules', 'dist', 'plugins-native', 'plugins-wasm'];
/** Hundreds of megabytes that take no part in a run, or that both builds may share. */
const LEFT_OUT = /[\\/]target$|plugins[\\/]cargo[^\\/]*$|dist[\\/](node_modules|libwasmtime)$/;
const SHARED = [join('dist', 'node_modules'), join('dist', 'libwasmtime')];

/** @param folder must not exist */
export function copyBuild(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const part of PARTS) {
    // A project of the tests links to parts of the real one.
    const source = join(PROJECT_ROOT, part);
    if (!existsSync(source)) continue;
    cpSync(realpathSync(source), join(folder, part), { recursive: true, filter: (path) => !LEFT_OUT.test(path) });
  }
  for (const part of SHARED)
    if (existsSync(join(PROJECT_ROOT, part))) symlinkSync(join(PROJECT_ROOT, part), join(folder, part));
}
