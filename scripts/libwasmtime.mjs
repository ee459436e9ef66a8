// The C API of Wasmtime, taken out of its Python package, which is where it is published for every platform: into
// dist/libwasmtime/. Same version as the crate, so that the two rows differ in how the engine is reached and in nothing else.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const lock = readFileSync(join(import.meta.dirname, '..', 'plugins-native', 'host', 'Cargo.lock'), 'utf8');
export const VERSION = /name = "wasmtime"\nversion = "([^"]+)"/.exec(lock)?.[1] ?? '';
const NAMES = { linux: 'libwasmtime.so', darwin: 'libwasmtime.dylib', win32: 'wasmtime.dll' };
const target = join(import.meta.dirname, '..', 'dist', 'libwasmtime', NAMES[process.platform] ?? NAMES.linux);

export const isInstalled = () => existsSync(target);

/** @returns whether it worked; pip says why not */
export function install() {
  if (isInstalled()) return true;
  console.error(`installing libwasmtime: wasmtime==${VERSION} from PyPI`);
  const folder = mkdtempSync(join(tmpdir(), 'libwasmtime-'));
  try {
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
    const python = process.platform === 'win32' ? 'python' : 'python3';
    const stdio = ['ignore', 'ignore', 'inherit'];
    execFileSync(python, ['-m', 'pip', 'download', ...quiet, '-d', folder, `wasmtime==${VERSION}`], { stdio });
    const [wheel] = readdirSync(folder);
    execFileSync(python, ['-m', 'zipfile', '-e', join(folder, wheel), folder], { stdio });
    const library = readdirSync(folder, { recursive: true }).find((file) =>
      /_?(lib)?wasmtime\.(so|dylib|dll)$/.test(file),
    );
    mkdirSync(join(target, '..'), { recursive: true });
    copyFileSync(join(folder, library), target);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
