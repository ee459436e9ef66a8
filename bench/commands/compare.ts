/**
 * `plugin-bench compare BASE [HEAD]`: makes both builds, measures them side by side until every row is decided or the time is
 * over, and says it with an exit code. The harness of HEAD measures: where that is another build than this one, it is asked to.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PROJECT_ROOT } from '../artifacts/files.ts';
import { BuildError, buildCheckout } from '../builds/build.ts';
import { checkOutCommit, checkOutWorkingTree, repositoryOf, resolveCommit } from '../builds/checkout.ts';
import { harnessNote } from '../builds/harness.ts';
import { openScratch, type Scratch } from '../builds/scratch.ts';
import { EXIT, type Io } from '../io.ts';
import { UsageError } from '../plan/cases.ts';
import type { RunRequest } from '../plan/run-request.ts';
import { readDocument } from '../result/store.ts';
import { showActivity } from '../run/activity.ts';
import { takeLock } from '../sampling/lock.ts';
import { endOf, startGroup } from '../sampling/process-group.ts';
import { gate } from './gate.ts';
import { run } from './run.ts';

export interface CompareRequest {
  /** A commit, a built folder or a document; undefined with `packages`: that of HEAD. */
  readonly base: string | undefined;
  /** Undefined: the working tree, or this build where BASE is a folder. */
  readonly head: string | undefined;
  /** `koffi@3.2.0`: installed in HEAD in place of those of its lockfile. */
  readonly packages: readonly string[];
  /** A share; null: those of the scenarios. */
  readonly margin: number | null;
  readonly json: boolean;
  /** How a run is asked for; `against` is not yet known. */
  readonly run: RunRequest;
  /** The words of the command line behind BASE and HEAD, for another build that measures. */
  readonly options: readonly string[];
}

export async function compare(request: CompareRequest, io: Io): Promise<number> {
  const { base, head, packages } = request;
  if (base === undefined && packages.length === 0) {
    throw new UsageError(
      'Say what to compare with: a commit, a built folder or a document; or another package by --with.',
    );
  }
  if (request.run.config !== null) return compareOwn(request, io);
  const given = [base, head].filter((side) => side !== undefined);
  if (given.some((side) => isDocument(side, io))) return compareDocuments(request, io);
  if (given.some((side) => isFolder(side, io))) {
    if (base === undefined || packages.length > 0 || !given.every((side) => isFolder(side, io))) {
      throw new UsageError(
        'A built folder can be compared with a built folder only; give two of them, or two commits.',
      );
    }
    const headFolder = head === undefined ? PROJECT_ROOT : realpathSync(resolve(io.cwd, head));
    return measureBuilds(realpathSync(resolve(io.cwd, base)), headFolder, request, io);
  }
  const scratch = openScratch();
  try {
    const [baseFolder, headFolder] = await makeBuilds(request, scratch, io);
    return await measureBuilds(baseFolder, headFolder, request, io);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    io.stderr(`${error.message}\n`);
    return EXIT.couldNotMeasure;
  } finally {
    scratch.remove();
  }
}

/** Both before anything is measured, in folders whose paths are equally long. */
async function makeBuilds(
  { base, head, packages }: CompareRequest,
  { folder }: Scratch,
  io: Io,
): Promise<[base: string, head: string]> {
  const repository = repositoryOf(io.cwd);
  const [baseFolder, headFolder] = [join(folder, 'base'), join(folder, 'head')] as const;
  // Names that do not exist are found before anything is made.
  const [baseCommit, headCommit] = [base ?? head, head].map((name) => name && resolveCommit(repository, name));
  const checkOut = (commit: string | undefined, target: string) =>
    commit === undefined ? checkOutWorkingTree(repository, target) : checkOutCommit(repository, commit, target);
  const activity = showActivity(io);
  // A compiler would disturb who measures; who measures these takes it again.
  const lock = takeLock('building two versions');
  try {
    const sides = [
      { name: 'base', commit: baseCommit, target: baseFolder, packages: [] },
      { name: 'head', commit: headCommit, target: headFolder, packages },
    ].map(({ name, commit, target, packages }) => ({ target, packages, name: `${name}, ${checkOut(commit, target)}` }));
    for (const { name } of sides) activity.say(`building ${name}`);
    await activity.wait('building both', buildAll(sides, io.signal));
  } finally {
    lock.release();
  }
  return [baseFolder, headFolder];
}

/** Side by side: compilers use one processor for most of their time. @throws BuildError of the first that does not build */
async function buildAll(
  sides: readonly { readonly target: string; readonly name: string; readonly packages: readonly string[] }[],
  signal: AbortSignal,
): Promise<void> {
  const either = new AbortController();
  const stop = () => either.abort();
  signal.addEventListener('abort', stop);
  const builds = sides.map(({ target, ...options }) => buildCheckout(target, { ...options, signal: either.signal }));
  for (const build of builds) build.catch(stop);
  // All of them: the folders are removed next, so nobody may still write there.
  const reasons = (await Promise.allSettled(builds)).flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  signal.removeEventListener('abort', stop);
  if (reasons.length > 0) throw reasons.find((reason) => reason instanceof BuildError) ?? reasons[0];
}

/** Two builds of a plugin of the user's: that of the config, and one in another folder. */
async function compareOwn(request: CompareRequest, io: Io): Promise<number> {
  const { base, head, packages } = request;
  const isThere =
    base !== undefined && statSync(resolve(io.cwd, base), { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isThere || head !== undefined || packages.length > 0) {
    throw new UsageError(
      'With --config, BASE is the folder of another build of that plugin, and HEAD the one of the config: give a folder alone.',
    );
  }
  return measureArms(realpathSync(resolve(io.cwd, base)), request, io);
}

async function measureBuilds(base: string, head: string, request: CompareRequest, io: Io): Promise<number> {
  if (head !== PROJECT_ROOT) return askOther(base, head, request, io);
  return measureArms(base, request, io, () => harnessNote(base, head));
}

/** @param note what else differs between the two */
async function measureArms(
  base: string,
  request: CompareRequest,
  io: Io,
  note: () => string | null = () => null,
): Promise<number> {
  const [before, now] = ['base.json', 'latest.json'].map((name) => join(request.run.out, name)) as [string, string];
  const earlier = [before, now].map(bytesOf);
  const code = await run({ ...request.run, against: base }, io);
  // A run that ended early leaves what there was.
  const isNew = [before, now].every((file, index) => bytesOf(file) !== (earlier[index] ?? null));
  if (!isNew) return code === EXIT.ok ? EXIT.couldNotMeasure : code;
  const noted = note();
  if (noted !== null) io.stderr(`${noted}\n`);
  const changed = changedPackages(readDocument(before).environment.packages, readDocument(now).environment.packages);
  if (changed !== '') io.stderr(`Packages: ${changed}.\n`);
  // What failed in the run is a finding of the gate as well.
  return gate({ baseline: before, current: now, margin: request.margin, json: request.json }, io);
}

/** What a file holds; null when there is none. */
function bytesOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'latin1') : null;
}

function changedPackages(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string {
  return Object.entries(now)
    .filter(([name, version]) => (before[name] ?? version) !== version)
    .map(([name, version]) => `${name} ${before[name]} in the base, ${version} in the head`)
    .join('; ');
}

/** The harness of HEAD measures both. Ctrl-C ends it as it would end this. */
async function askOther(
  base: string,
  head: string,
  { run: { out }, options }: CompareRequest,
  io: Io,
): Promise<number> {
  const cli = join(head, 'dist', 'cli.js');
  if (!existsSync(cli)) {
    throw new UsageError(`${head} is not a built checkout of plugin-bench; run "npm ci && npm run build" in it.`);
  }
  if (!existsSync(join(head, 'dist', 'commands', 'compare.js'))) {
    throw new UsageError(`${head} is of a plugin-bench without "compare"; use "run --against" there.`);
  }
  const child = startGroup(process.execPath, [cli, 'compare', base, head, ...options, '--out', out], {
    cwd: head,
    env: process.env,
    stdio: 'inherit',
  });
  const forward = () => child.kill('SIGINT');
  io.signal.addEventListener('abort', forward);
  const ended = await endOf(child);
  io.signal.removeEventListener('abort', forward);
  if (ended.kind === 'ended' && ended.exitCode !== null) return ended.exitCode;
  const why = ended.kind === 'ended' ? `it was ended by ${ended.signal}` : ended.message;
  io.stderr(`The harness of the head could not measure: ${why}.\n`);
  return EXIT.couldNotMeasure;
}

function compareDocuments({ base, head, packages, margin, json, run: { out } }: CompareRequest, io: Io): number {
  const current = head ?? join(out, 'latest.json');
  if (base === undefined || packages.length > 0 || ![base, current].every((side) => isDocument(side, io))) {
    throw new UsageError(
      'A document can be compared with a document only; give two of them, or two commits or folders.',
    );
  }
  return gate({ baseline: base, current, margin, json }, io);
}

/** A path, or a folder of a project: `docs` may be a branch as well. */
function isFolder(name: string, io: Io): boolean {
  const folder = resolve(io.cwd, name);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  return /^[./]/.test(name) || existsSync(join(folder, 'package.json'));
}

function isDocument(name: string, io: Io): boolean {
  return name.endsWith('.json') && statSync(resolve(io.cwd, name), { throwIfNoEntry: false })?.isFile() === true;
}
