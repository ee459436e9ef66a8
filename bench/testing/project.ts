/** A throw-away copy of the built program, so that end-to-end tests may break it, and a way to run its command line. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lchownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../artifacts/files.ts';
import type { CaseResult, ResultDocument } from '../result/document.ts';
import { parseDocument } from '../result/parse.ts';
import { LOCK_FOLDER_VARIABLE } from '../sampling/lock.ts';

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  /** Everything written to standard error so far. */
  stderr(): string;
  readonly outcome: Promise<Outcome>;
}

export interface Project {
  readonly folder: string;
  /** Its temporary folder, hence where its lock is. */
  readonly temporary: string;
  /** What of the environment is its own. */
  readonly env: NodeJS.ProcessEnv;
  run(...args: string[]): Promise<Outcome>;
  start(...args: string[]): RunningCli;
  /** Adds a loader to the built program. */
  addLoader(mechanism: string, source: string): void;
  /** Gives it a copy of its own of a folder of sources, which is only linked otherwise. */
  own(name: string): void;
  /** The same program with a temporary folder and a lock of its own: it runs beside the others, and goes with them. */
  lane(): Project;
  remove(): void;
}

export interface ProjectOptions {
  readonly withEngines?: boolean;
  /** The folder that it lies in. */
  readonly under?: string;
  /** Number of the user, and of the group, who owns it and runs it; for tests that run as root. */
  readonly user?: number;
}

/** @param env on top of the environment of the tests; each project has its own temporary folder, hence its own lock */
export function makeProject(
  env: NodeJS.ProcessEnv = {},
  { withEngines = true, under = tmpdir(), user }: ProjectOptions = {},
): Project {
  const folder = mkdtempSync(join(under, 'plugin-bench-test-'));
  cpSync(join(PROJECT_ROOT, 'dist'), join(folder, 'dist'), {
    recursive: true,
    filter: (source) => !/plugins[\\/]cargo[^\\/]*$|dist[\\/](node_modules|engines|libwasmtime)$/.test(source),
  });
  // Large, and nothing that a test would break.
  const linked = ['node_modules', 'libwasmtime', ...(withEngines ? ['engines'] : [])].map((name) => join('dist', name));
  for (const path of linked)
    if (existsSync(join(PROJECT_ROOT, path))) symlinkSync(join(PROJECT_ROOT, path), join(folder, path));
  for (const name of ['package.json', 'node_modules', 'plugins-native', 'plugins-wasm']) {
    symlinkSync(join(PROJECT_ROOT, name), join(folder, name));
  }
  return openProject(folder, env, user);
}

function openProject(folder: string, env: NodeJS.ProcessEnv, user?: number): Project {
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const own = {
    GITHUB_STEP_SUMMARY: '',
    NODE_OPTIONS: '',
    TMPDIR: temporary,
    [LOCK_FOLDER_VARIABLE]: join(temporary, 'lock'),
    XDG_CACHE_HOME: temporary,
    ...env,
  };
  if (user !== undefined) giveTo(user, folder);
  const start = (...args: string[]): RunningCli => {
    const child = spawn(process.execPath, [join(folder, 'dist', 'cli.js'), ...args], {
      cwd: folder,
      env: { ...process.env, ...own },
      ...(user === undefined ? {} : { uid: user, gid: user }),
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const outcome = new Promise<Outcome>((resolve) => {
      child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    });
    return { child, stderr: () => stderr, outcome };
  };
  return {
    folder,
    temporary,
    env: own,
    start,
    run: (...args) => start(...args).outcome,
    addLoader: (mechanism, source) => writeFileSync(join(folder, 'dist', 'loaders', `${mechanism}.js`), source),
    own(name) {
      rmSync(join(folder, name), { force: true });
      cpSync(join(PROJECT_ROOT, name), join(folder, name), {
        recursive: true,
        filter: (source) => !/[\\/]target$/.test(source),
      });
    },
    lane: () => openProject(folder, env, user),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Makes a user the owner of a folder and of all that is in it; what links point to stays as it is. */
function giveTo(user: number, folder: string): void {
  lchownSync(folder, user, user);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveTo(user, path);
    else lchownSync(path, user, user);
  }
}

/** What the last run there stored. */
export function readLatest(from: Project, folder = 'reports'): ResultDocument {
  return parseDocument(readFileSync(join(from.folder, folder, 'latest.json'), 'utf8'), 'latest.json');
}

/** @throws when the document has no such row */
export function caseOf(document: ResultDocument, id: string): CaseResult {
  const found = document.cases.find((row) => row.id === id);
  if (found === undefined) throw new Error(`no case ${id}`);
  return found;
}

/** Source of a loader in plain JavaScript whose plugin is the given function body of (a, b). */
export function loaderSource(mechanism: string, body: string): string {
  return `export default {
    mechanism: '${mechanism}', title: 'Test ${mechanism}', group: 'core', boundary: 'script', artifact: null, callStyle: 'sync', packages: [],
    async openHost() {
      return { load(path, asked, endPhase) { endPhase('load'); return { callStyle: 'sync', call(a, b) { ${body} }, close() {} }; }, close() {} };
    },
  };`;
}

/** Resolves when the condition holds. @throws when it does not within the time limit */
export async function waitFor(condition: () => boolean, limitMs = 180_000): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > limitMs) throw new Error('What the test waits for did not happen.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Numbers of the living processes that a project has started, on Linux. @param script part of their command line */
export function processesOf({ temporary }: Project, script = ''): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const isOurs = readFileSync(join('/proc', name, 'environ'), 'utf8').includes(temporary);
      const command = readFileSync(join('/proc', name, 'cmdline'), 'utf8');
      return isOurs &&
        command.includes(script) &&
        !/^State:\s+Z/m.test(readFileSync(join('/proc', name, 'status'), 'utf8'))
        ? [Number(name)]
        : [];
    } catch {
      return [];
    }
  });
}
