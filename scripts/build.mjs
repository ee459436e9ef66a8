// Builds TypeScript into dist/, then the plugins into dist/plugins/. `--all` also builds the counting plugins, which tests
// and `doctor --full` need; `--prebuilt` also refreshes the checked-in WebAssembly.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';

const root = dirname(import.meta.dirname);
const [source, dist] = [join(root, 'bench'), join(root, 'dist')];
const modules = readdirSync(source, { recursive: true }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('testing'),
);
const isCounting = process.argv.includes('--counting');
if (!isCounting) await buildModules();

const { artifactPath, buildFolder, filesOf, readBuildRecords } = await import('../dist/artifacts/files.js');
const { artifactFile, kindsFrom } = await import('../dist/artifacts/kinds.js');
const { whileBlocked } = await import('../dist/run/activity.js');
const { CHECKED_IN_KINDS, ensureArtifacts, PREBUILT_FOLDER } = await import('../dist/artifacts/ensure.js');
const isAll = process.argv.some((option) => ['--all', '--prebuilt'].includes(option));
// The second build beside the first one, by a process of its own: a compiler uses one processor for most of its time.
const counting =
  isAll && !isCounting
    ? once(spawn(process.execPath, [...process.argv.slice(1), '--counting'], { stdio: 'inherit' }), 'exit')
    : [0];
const which = isCounting ? 'counting' : 'timed';
const shape = { isTerminal: process.stderr.isTTY === true, columns: process.stderr.columns ?? 100 };
// One of them says what it does.
const during = (what, work) => (isCounting ? work() : whileBlocked(what, shape, work));
for (const [kind, state] of ensureArtifacts((line) => console.error(line), {}, which, during)) {
  // Engines are built when they are asked for, and their rows say so.
  if (state.state === 'missing' && !kindsFrom('engines').includes(kind)) console.error(`${kind}: ${state.reason}`);
}
if (process.argv.includes('--prebuilt')) checkIn(which);
const [exitCode] = await counting;
process.exitCode = exitCode ?? 1;

async function buildModules() {
  // Types are taken away, module by module, and nothing else is changed: what runs is what stands in bench/.
  await Promise.all(modules.map(compile));
  chmodSync(join(dist, 'cli.js'), 0o755);
  // What was deleted in bench/ must not live on in dist/, where loaders are found by folder scan. Only that is deleted: a
  // run in progress starts its runners from there.
  const built = new Set(modules.map((file) => file.replace(/ts$/, 'js')));
  for (const file of readdirSync(dist, { recursive: true })) {
    const isOurs = file.endsWith('.js') && !/^(node_modules|plugins)\b/.test(file);
    if (isOurs && !built.has(file)) rmSync(join(dist, file));
  }
}

async function compile(file) {
  const path = join(dist, file.replace(/ts$/, 'js'));
  mkdirSync(dirname(path), { recursive: true });
  if (basename(file).startsWith('client-') || basename(file) === 'client.ts') return bundle(file, path);
  const { code } = await transform(readFileSync(join(source, file), 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
    sourcefile: file,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  replace(path, code.replace(/(\b(?:from|import)\s*\(?\s*["']\.[^"']*)\.ts(["'])/g, '$1.js$2'));
}

/** At once, and only what changed: whoever is started from there meanwhile reads the old file or the new one, never half of it. */
function replace(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  const next = `${path}.${process.pid}.tmp`;
  writeFileSync(next, text);
  renameSync(next, path);
}

/** Scripts of pages: a page is one file that fetches nothing, so each of them has with it what it imports. */
async function bundle(file, path) {
  const { outputFiles } = await build({
    entryPoints: [join(source, file)],
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'inline',
    logLevel: 'error',
  });
  replace(path, outputFiles[0].text);
}

function checkIn(build) {
  const records = readBuildRecords(build);
  const missing = CHECKED_IN_KINDS.filter((kind) => !records[kind]);
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(', ')} must be built before they can be checked in; "npm run setup -- jco assemblyscript" may help.`,
    );
  }
  const folder = buildFolder(PREBUILT_FOLDER, build);
  for (const kind of CHECKED_IN_KINDS) {
    const path = artifactPath(kind, build);
    for (const file of filesOf(kind, path)) {
      const target = join(folder, dirname(artifactFile(kind)), relative(dirname(path), file));
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(file, target);
    }
  }
  const checkedIn = Object.fromEntries(CHECKED_IN_KINDS.map((kind) => [kind, records[kind]]));
  writeFileSync(join(folder, 'records.json'), `${JSON.stringify(checkedIn, null, 2)}\n`);
}
