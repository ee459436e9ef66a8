/** Makes a checkout ready to be measured: its own lockfile, its own build. What is optional is shared with this build. */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../artifacts/files.ts';
import { endOf, killGroup, startGroup } from '../sampling/process-group.ts';

/** A build did not succeed: a sentence. */
export class BuildError extends Error {
  override name = 'BuildError';
}

export interface BuildOptions {
  /** What it is called in messages: `base, 1a2b3c`. */
  readonly name: string;
  /** `koffi@3.2.0`: packages that are installed in place of those of the lockfile. */
  readonly packages?: readonly string[];
  readonly signal: AbortSignal;
}

const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const QUIETLY = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
/** Installed by `npm run setup`, and the same for all builds. */
const OPTIONAL = ['node_modules', 'libwasmtime'];
const RESTORE_ENGINES = "import('./dist/artifacts/engine-cache.js').then(({ restoreEngines }) => restoreEngines())";

/** @throws BuildError */
export async function buildCheckout(folder: string, { name, packages = [], signal }: BuildOptions): Promise<void> {
  const run = (tool: string, ...args: string[]) => runIn(folder, [tool, ...args], name, signal);
  await run(NPM, 'ci', ...QUIETLY);
  if (packages.length > 0) await run(NPM, 'install', '--no-save', '--save-exact', ...QUIETLY, ...packages);
  mkdirSync(join(folder, 'dist'), { recursive: true });
  for (const part of OPTIONAL) {
    const [source, target] = [join(PROJECT_ROOT, 'dist', part), join(folder, 'dist', part)];
    if (existsSync(source) && !existsSync(target)) symlinkSync(source, target, 'junction');
  }
  await run(process.execPath, join('scripts', 'build.mjs'));
  // What the cache does not hold is left out of the comparison: it takes ten minutes to build.
  if (existsSync(join(folder, 'dist', 'artifacts', 'engine-cache.js')))
    await run(process.execPath, '-e', RESTORE_ENGINES);
}

/** @throws BuildError with the end of what the tool said */
async function runIn(
  folder: string,
  [tool = '', ...args]: readonly string[],
  name: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const child = startGroup(tool, args, { cwd: folder, env: process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
  }
  const stop = () => killGroup(child);
  signal.addEventListener('abort', stop);
  const ended = await endOf(child);
  signal.removeEventListener('abort', stop);
  killGroup(child);
  signal.throwIfAborted();
  if (ended.kind === 'ended' && ended.exitCode === 0) return;
  const words = ended.kind === 'not-started' ? ended.message : said.trim().split('\n').slice(-3).join(' ');
  const command = [tool === process.execPath ? 'node' : tool, ...args.filter((arg) => !QUIETLY.includes(arg))].join(
    ' ',
  );
  throw new BuildError(`The ${name} does not build: "${command}" failed: ${words}`);
}
