// Builds TypeScript into dist/, then the plugins into dist/artifacts/. `--all` also builds the counting plugins, which tests
// and `doctor --full` need; `--prebuilt` also refreshes the checked-in WebAssembly.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const root = dirname(import.meta.dirname);
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
chmodSync(join(root, 'dist', 'cli.js'), 0o755);
// What was deleted in bench/ must not live on in dist/, where loaders are found by folder scan. Only that is deleted: a
// run in progress starts its runners from there.
for (const file of readdirSync(join(root, 'dist'), { recursive: true })) {
  const stale = file.endsWith('.js') && !existsSync(join(root, 'bench', file.replace(/js$/, 'ts')));
  if (stale) rmSync(join(root, 'dist', file));
}

const { artifactPath, buildFolder, readBuildRecords } = await import('../dist/artifacts.js');
const { ensureArtifacts, PREBUILT_FOLDER } = await import('../dist/toolchain.js');
const builds = process.argv.some((option) => ['--all', '--prebuilt'].includes(option))
  ? ['timed', 'counting']
  : ['timed'];
for (const build of builds) {
  for (const [kind, state] of ensureArtifacts((line) => console.error(line), {}, build)) {
    if (state.state === 'missing') console.error(`${kind}: ${state.reason}`);
  }
  if (process.argv.includes('--prebuilt')) checkIn(build);
}

function checkIn(build) {
  const { 'wasm-module': module, 'wasi-command': command } = readBuildRecords(build);
  if (!module || !command) throw new Error('Both WebAssembly artifacts must be built before they can be checked in.');
  const folder = buildFolder(PREBUILT_FOLDER, build);
  mkdirSync(folder, { recursive: true });
  for (const kind of ['wasm-module', 'wasi-command']) {
    copyFileSync(artifactPath(kind, build), join(folder, basename(artifactPath(kind))));
  }
  const records = { 'wasm-module': module, 'wasi-command': command };
  writeFileSync(join(folder, 'records.json'), `${JSON.stringify(records, null, 2)}\n`);
}
