/**
 * The files of a commit, or of the working tree with what is not committed, in a folder of their own. Nothing is registered in
 * the repository: no worktree, branch or stash is left there, however this ends.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../plan/cases.ts';
import { COMMIT_FILE, describeCommit } from '../result/environment.ts';

/** @param folder somewhere in a checkout. @returns its top folder. @throws UsageError when it is none of this project */
export function repositoryOf(folder: string): string {
  const top = git(folder, 'rev-parse', '--show-toplevel')?.toString().trim();
  if (top === undefined) {
    throw new UsageError(
      `${folder} is in no git repository; give built folders, or run this in a checkout of plugin-bench.`,
    );
  }
  const description = join(top, 'package.json');
  const name = existsSync(description)
    ? (JSON.parse(readFileSync(description, 'utf8')) as { name?: string }).name
    : null;
  if (name !== 'plugin-bench') {
    throw new UsageError(`${top} is no checkout of plugin-bench; run this in one, or give built folders.`);
  }
  return top;
}

/** @returns the full id of the commit that a name stands for. @throws UsageError when there is none */
export function resolveCommit(repository: string, name: string): string {
  const id = git(repository, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  if (id !== null) return id.toString().trim();
  const isShallow = git(repository, 'rev-parse', '--is-shallow-repository')?.toString().trim() === 'true';
  throw new UsageError(
    isShallow
      ? `"${name}" is no commit of this clone, which is shallow; fetch it first (actions/checkout: fetch-depth: 0).`
      : `"${name}" is neither a folder, a document nor a commit of ${repository}.`,
  );
}

/** Writes the files of a commit into a folder. @returns what the commit is called in documents */
export function checkOutCommit(repository: string, commit: string, folder: string): string {
  mkdirSync(folder);
  const archive = git(repository, 'archive', '--format=tar', commit);
  if (archive === null)
    throw new UsageError(`The files of ${commit} cannot be read from ${repository}; fetch them first.`);
  execFileSync('tar', ['-x', '-C', folder], { input: archive, stdio: ['pipe', 'ignore', 'pipe'] });
  return label(folder, commit.slice(0, 12));
}

/** Writes the files of the working tree into a folder, as they are now. @returns what they are called in documents */
export function checkOutWorkingTree(repository: string, folder: string): string {
  checkOutCommit(repository, resolveCommit(repository, 'HEAD'), folder);
  const changed = namesOf(git(repository, 'diff', '--name-only', '-z', 'HEAD'));
  const added = namesOf(git(repository, 'ls-files', '-z', '--others', '--exclude-standard'));
  for (const name of [...changed, ...added]) {
    const [source, target] = [join(repository, name), join(folder, name)];
    rmSync(target, { recursive: true, force: true });
    if (!existsSync(source)) continue;
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target, { recursive: true });
  }
  return label(folder, describeCommit(repository) ?? 'working tree');
}

function label(folder: string, text: string): string {
  writeFileSync(join(folder, COMMIT_FILE), text);
  return text;
}

function namesOf(output: Buffer | null): string[] {
  return (output?.toString() ?? '').split('\0').filter((name) => name !== '');
}

/** @returns what git printed; null when it refused, or is not here */
function git(folder: string, ...args: string[]): Buffer | null {
  try {
    return execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 30 });
  } catch {
    return null;
  }
}
