// Types, lint and format; `--write` formats. The checkers are parts that `npm ci` does not install: they are larger than
// everything else together.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
execFileSync(process.execPath, [join(root, 'scripts', 'setup.mjs'), 'check', 'browser'], { stdio: 'inherit' });
const tool = (name, ...args) => {
  const path = join(root, 'dist', 'node_modules', '.bin', name);
  execFileSync(path, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
};
try {
  if (process.argv.includes('--write')) tool('biome', 'check', '--write', '.');
  else {
    tool('tsc', '--noEmit');
    tool('biome', 'check', '.');
  }
} catch (error) {
  process.exit(error.status ?? 1);
}
