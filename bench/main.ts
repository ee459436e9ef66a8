/** The only file that knows verbs and argv: from a command line to an exit code. */
import { resolve } from 'node:path';
import { Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander';
import type { GivenArtifacts } from './artifacts/ensure.ts';
import { problemOf } from './artifacts/files.ts';
import { GIVABLE_KINDS } from './artifacts/kinds.ts';
import { ADVISE_NEEDS, advise, BOUNDARY_NAMES } from './commands/advise.ts';
import { check } from './commands/check.ts';
import { compare } from './commands/compare.ts';
import { doctor } from './commands/doctor.ts';
import { gate } from './commands/gate.ts';
import { init } from './commands/init.ts';
import { list } from './commands/list.ts';
import { report } from './commands/report.ts';
import { run } from './commands/run.ts';
import { runs } from './commands/runs.ts';
import { truth } from './commands/truth.ts';
import { verify } from './commands/verify.ts';
import { DEFAULT_MARGIN } from './gate/verdict.ts';
import { EXIT, type Io } from './io.ts';
import { GROUPS } from './loader.ts';
import { UsageError } from './plan/cases.ts';
import { defaultBlocks, type RunRequest } from './plan/run-request.ts';
import { FOREIGN_NAMES, FORMAT_NAMES, TABLE } from './report/reports.ts';
import { DocumentError } from './result/parse.ts';
import { printable } from './result/printable.ts';
import { FolderError } from './result/system.ts';
import { LockedError } from './sampling/lock.ts';
import { ChildError } from './sampling/outcome.ts';
import { TOOL_VERSION } from './version.ts';

/** Runs one command. Never throws: every failure is a sentence on standard error and an exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    const isDebugging = program.opts()['debug'] === true || (io.env['DEBUG'] ?? '').split(',').includes('plugin-bench');
    return explain(error, io, isDebugging);
  }
}

function createProgram(io: Io, exitWith: (code: number) => void): Command {
  const program = new Command('plugin-bench')
    .description(
      'Measures what it costs to load a plugin and to call it, through every mechanism, and gates regressions.',
    )
    .version(TOOL_VERSION)
    .configureHelp({ optionDescription: describeOption })
    .option('--debug', 'show where in plugin-bench an error comes from; so does DEBUG=plugin-bench')
    .configureOutput({ writeOut: (text) => io.stdout(text), writeErr: (text) => io.stderr(text) })
    .showHelpAfterError('(add --help for the options and examples)')
    .exitOverride();
  addRun(program, io, exitWith);
  addReport(program, io, exitWith);
  addCompare(program, io, exitWith);
  addGate(program, io, exitWith);
  addAdvise(program, io, exitWith);
  addOwn(program, io, exitWith);
  program
    .command('runs')
    .description('list the runs that are kept, and how each ended')
    .option('--out <folder>', 'the folder of reports', 'reports')
    .option('--keep <count>', 'remove all but the newest', positiveInteger)
    .option('--json', 'print JSON', false)
    .addHelpText('after', examples('plugin-bench runs', 'plugin-bench runs --keep 20'))
    .action((options) => exitWith(runs(options, io)));
  program
    .command('verify')
    .description('recompute every figure of a document from its raw samples; exit code 1 when one differs')
    .argument('[file]', 'a document', 'reports/latest.json')
    .option('--json', 'print the differences as JSON', false)
    .addHelpText('after', examples('plugin-bench verify', 'plugin-bench verify reports/baselines/main.json'))
    .action((file: string, { json }) => exitWith(verify(file, { json }, io)));
  program
    .command('doctor')
    .description('say what this machine can measure: timer, floor, noise, and each loader or why not')
    .option('--full', 'measure the error of the suite itself, for some minutes, and write truth.{json,md,html}', false)
    .option('--only <checks...>', 'with --full: some of the checks', names, [])
    .option('--quick', 'with --full: the short form, every step on few samples; judges nothing', false)
    .option('--out <folder>', 'with --full: where its reports go', 'reports')
    .option('--seed <number>', 'with --full: of inputs and order', nonNegativeInteger)
    .addHelpText(
      'after',
      examples('plugin-bench doctor', 'plugin-bench doctor --full', 'plugin-bench doctor --full --only ladder mutants'),
    )
    .action(async ({ full, seed, ...options }) => {
      if (full) exitWith(await truth({ ...options, suite: 'truth', seed: seed ?? randomSeed() }, io));
      else exitWith(await doctor(io));
    });
  program
    .command('article')
    .description('measure the three benchmarks of the article as published and fairly; writes article.{json,md,html}')
    .option('--only <parts...>', 'some of the parts: article, abi, sizes', names, [])
    .option('--quick', 'the short form, every step on few samples; judges nothing', false)
    .option('--out <folder>', 'where its reports go', 'reports')
    .option('--seed <number>', 'of inputs and order', nonNegativeInteger)
    .addHelpText('after', examples('plugin-bench article', 'plugin-bench article --only abi'))
    .action(async ({ seed, ...options }) =>
      exitWith(await truth({ ...options, suite: 'article', seed: seed ?? randomSeed() }, io)),
    );
  program
    .command('list')
    .description('print the support matrix: mechanisms by scenarios')
    .option('--cases', 'print the id of every case that can be measured here, a line each', false)
    .option('--json', 'print JSON', false)
    .addHelpText('after', examples('plugin-bench list', 'plugin-bench list --cases', 'plugin-bench list --json'))
    .action(async (options) => exitWith(await list(options, io)));
  return program;
}

function addRun(program: Command, io: Io, exitWith: (code: number) => void): void {
  program
    .command('run')
    .description('measure, print tables, write reports: about five minutes, with --group all a quarter of an hour')
    .option('--quick', `a first look in a minute: ${defaultBlocks(true)} blocks, wide intervals`, false)
    .option(
      '--only <globs...>',
      'cases to measure: globs over their ids, or the beginning of a name, e.g. koffi',
      names,
      [],
    )
    .option('--scenario <names...>', 'scenarios to measure, or data: all that pass payloads', names, [])
    .option(
      '--group <names...>',
      `groups of mechanisms: ${GROUPS.join(', ')}, or all (default: core and what fits)`,
      names,
      [],
    )
    .option(
      '--runtimes <names...>',
      'further runtimes for every mechanism that works there, e.g. node-26,bun,deno',
      names,
      [],
    )
    .option('--metric <names...>', 'what to read of every case (default: time); "list" says what there is', names, [])
    .option('--parameter <name=values...>', 'other values of a parameter of scenarios, e.g. bytes=512,16777216', [])
    .option(
      '--blocks <count>',
      `blocks: fresh runners of every case (default: ${defaultBlocks(false)}, with --quick ${defaultBlocks(true)})`,
      positiveInteger,
    )
    .option('--seed <number>', 'of inputs and order; the document records it', nonNegativeInteger)
    .option('--out <folder>', 'where reports go', 'reports')
    .option('--time-limit <seconds>', 'how long a runner may take for one answer', timeLimit, 60)
    .option('--artifact <kind=path...>', 'measure a build of your own, e.g. shared-library=./libmin.so', [])
    .option('--env <names...>', 'variables that runners get besides PATH, HOME and the like', names, [])
    .option(
      '--against <folder>',
      'another built checkout (with --config: of that plugin), measured side by side; writes base.json for the gate',
    )
    .option('--config <path>', 'a plugin of your own, by its plugin-bench.config.js or the folder of that')
    .addOption(formatOption())
    .option('--json', 'the same as --format json', false)
    .option('--verbose', 'print every warning, the error of the run in full, and what was left out', false)
    .addHelpText(
      'after',
      examples(
        'plugin-bench run',
        'plugin-bench run --quick',
        'plugin-bench run --group all',
        'plugin-bench run --group core --runtimes node-26,bun,deno',
        "plugin-bench run --only 'call/*' --blocks 24",
        'plugin-bench run --config ../my-plugin',
        'plugin-bench run --only koffi --json > koffi.json',
        'plugin-bench run --against ../main && plugin-bench gate --baseline reports/base.json',
      ),
    )
    .action(async ({ artifact, against, config, timeLimit, json, parameter, ...options }) => {
      if (config !== undefined && artifact.length > 0) {
        throw new UsageError('A config names its own artifacts: --config goes without --artifact.');
      }
      const request: RunRequest = {
        ...options,
        parameters: givenParameters(parameter),
        format: json ? 'json' : options.format,
        blocks: options.blocks ?? defaultBlocks(options.quick),
        seed: options.seed ?? randomSeed(),
        out: resolve(io.cwd, options.out),
        timeLimitMs: timeLimit * 1000,
        given: givenArtifacts(artifact, io.cwd),
        against: against === undefined ? null : resolve(io.cwd, against),
        config: config === undefined ? null : resolve(io.cwd, config),
        budget: null,
      };
      exitWith(await run(request, io));
    });
}

/** @throws UsageError for what is not `name=value,value` */
function givenParameters(pairs: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name = '', values = ''] = /^([a-z]+)=(.+)$/.exec(pair) ?? [];
      if (name === '') throw new UsageError(`"${pair}" is not NAME=VALUES; give one such as bytes=512,65536.`);
      return [name, [...new Set(values.split(',').map((value) => value.trim()))]];
    }),
  );
}

/** @throws UsageError for what is not `kind=path`, and for what is no file: before anything is built or measured */
function givenArtifacts(pairs: readonly string[], cwd: string): GivenArtifacts {
  return Object.fromEntries(
    pairs.map((pair) => {
      const kind = GIVABLE_KINDS.find((known) => pair.startsWith(`${known}=`));
      if (kind === undefined) {
        throw new UsageError(`"${pair}" is not KIND=PATH; kinds are ${GIVABLE_KINDS.join(', ')}.`);
      }
      const path = resolve(cwd, pair.slice(kind.length + 1));
      const problem = problemOf(path);
      if (problem !== null) throw new UsageError(`${pair}: ${path} ${problem}; give the file of a ${kind}.`);
      return [kind, path];
    }),
  );
}

function addReport(program: Command, io: Io, exitWith: (code: number) => void): void {
  program
    .command('report')
    .description('render a stored document again, or several as the history of their rows')
    .argument('[files...]', 'a document; several, or a folder of runs: history.html', ['reports/latest.json'])
    .option('--out <folder>', 'where reports go (default: beside the document)')
    .addOption(formatOption().default(undefined, 'tables, and all files of a report'))
    .addOption(
      new Option('--from <harness>', 'the file is a result of this harness; prints it and writes no files').choices(
        FOREIGN_NAMES,
      ),
    )
    .option('--verbose', 'print every warning, the error of the run in full, and what was left out', false)
    .addHelpText(
      'after',
      examples(
        'plugin-bench report',
        'plugin-bench report old.json --out old-report',
        'plugin-bench report reports/runs',
        'plugin-bench report monday.json tuesday.json',
        'plugin-bench report --format github-action-benchmark > benchmarks.json',
        'plugin-bench report --from node-bench bench.ndjson',
      ),
    )
    .action((files: string[], options) => exitWith(report(files, options, io)));
}

function addAdvise(program: Command, io: Io, exitWith: (code: number) => void): void {
  program
    .command('advise')
    .description(
      'rank the mechanisms for a workload by the figures of a run: the first load, and so many calls that pass so many bytes',
    )
    .requiredOption('--calls <count>', 'calls of a plugin that is loaded once, e.g. 1e6', positiveInteger)
    .requiredOption('--bytes <count>', 'bytes that each call passes, 0 for none', nonNegativeInteger)
    .option(
      '--boundary <names...>',
      `what may stand between host and plugin: ${BOUNDARY_NAMES.join(', ')} (default: any)`,
      names,
      [],
    )
    .option('--sandboxed', 'the same as --boundary sandbox,process', false)
    .option('--runtimes <names...>', 'in which runtimes (default: that of plugin-bench)', names, [])
    .option('--from <file>', ADVISE_NEEDS, 'reports/latest.json')
    .option('--check', 'measure this workload by the first three, and print predicted beside measured', false)
    .option('--json', 'print JSON', false)
    .addHelpText(
      'after',
      examples(
        'plugin-bench run --scenario setup,data && plugin-bench advise --calls 1e6 --bytes 512',
        'plugin-bench advise --calls 10000 --bytes 65536 --sandboxed',
        'plugin-bench advise --calls 1e5 --bytes 4096 --check',
      ),
    )
    .action(async ({ boundary, sandboxed, ...options }) => {
      const boundaries = [...boundary, ...(sandboxed ? ['sandbox', 'process'] : [])];
      const checkOf = (out: string): RunRequest => ({
        ...{ scenario: [], group: [], runtimes: [], metric: [], only: [], parameters: {}, given: {}, env: [] },
        ...{ quick: false, verbose: false, against: null, config: null, budget: null, format: null, out },
        ...{ blocks: defaultBlocks(false), seed: randomSeed(), timeLimitMs: 60_000 },
      });
      exitWith(await advise({ ...options, boundaries }, checkOf, io));
    });
}

/** A plugin of the user's. */
function addOwn(program: Command, io: Io, exitWith: (code: number) => void): void {
  program
    .command('init')
    .description('write a plugin-bench.config.js for a plugin of your own; asks for what is not given')
    .argument('[folder]', 'where it goes', '.')
    .option('--function <name[:signature]>', 'its name, e.g. add, or hash:bytes-to-u32')
    .option('--artifact <paths...>', 'its files: .so, .node, .wasm, .js, a program, or KIND=PATH', [])
    .option('--reference <javascript>', 'what it answers, e.g. "(a, b) => (a + b) | 0"; default: as the .js file says')
    .addHelpText(
      'after',
      examples(
        'plugin-bench init',
        'plugin-bench init --function add --artifact libadd.so add.wasm --reference "(a, b) => (a + b) | 0"',
        'plugin-bench init --function hash:bytes-to-u32 --artifact libhash.so wasm-memory-module=hash.wasm hash.js',
      ),
    )
    .action(async (folder: string, { function: asked = null, artifact, reference = null }) =>
      exitWith(await init({ folder: resolve(io.cwd, folder), function: asked, artifacts: artifact, reference }, io)),
    );
  program
    .command('check')
    .description(
      'call a plugin of your own by every mechanism that can carry it, and compare all answers; exit code 1 when one is wrong',
    )
    .argument('[path]', 'a plugin-bench.config.js, or the folder of one', '.')
    .option('--seed <number>', 'of random arguments', nonNegativeInteger)
    .option('--time-limit <seconds>', 'how long a runner may take for one answer', timeLimit, 60)
    .option('--json', 'print JSON', false)
    .addHelpText('after', examples('plugin-bench check', 'plugin-bench check ../my-plugin --json'))
    .action(async (path: string, { seed, timeLimit: limit, json }) =>
      exitWith(
        await check({ path: resolve(io.cwd, path), seed: seed ?? randomSeed(), timeLimitMs: limit * 1000, json }, io),
      ),
    );
}

/** Minutes that a comparison takes at most. */
const DEFAULT_BUDGET = 5;

function addCompare(program: Command, io: Io, exitWith: (code: number) => void): void {
  program
    .command('compare')
    .description(
      'build and measure two versions side by side, until every row is decided; exit code 0 passed, 1 regressed, 2 inconclusive, 3 could not measure',
    )
    .argument('[base]', 'a commit, a built folder, or a document')
    .argument('[head]', 'the same; default: the working tree')
    .option('--with <packages...>', 'other versions of packages in the head, e.g. koffi@3.2.0', names, [])
    .option('--config <path>', 'the head is a plugin of your own, and BASE a folder with another build of it')
    .option('--budget <minutes>', 'how long to measure at most', minutes, DEFAULT_BUDGET)
    .option('--only <globs...>', 'cases to measure, as of "run"', names, [])
    .option('--scenario <names...>', 'scenarios to measure, or data: all that pass payloads', names, [])
    .option('--group <names...>', 'groups of mechanisms (default: core)', names, [])
    .option('--metric <names...>', 'what to read of every case (default: time), e.g. time,instructions', names, [])
    .option(
      '--margin <percent>',
      `changes up to this are accepted (default: ${DEFAULT_MARGIN * 100}, and 10 of set-ups; of instructions 0.2 and 1)`,
      percentage,
    )
    .option('--seed <number>', 'of inputs and order; the document records it', nonNegativeInteger)
    .option('--out <folder>', 'where reports go', 'reports')
    .option('--time-limit <seconds>', 'how long a runner may take for one answer', timeLimit, 60)
    .option('--json', 'print the verdict as JSON', false)
    .addHelpText(
      'after',
      examples(
        'plugin-bench compare main',
        'plugin-bench compare v1.2.0 HEAD --budget 10',
        'plugin-bench compare main --only koffi wasm',
        'plugin-bench compare --with koffi@3.2.0',
        'plugin-bench compare main --metric instructions',
        'plugin-bench compare ../old-plugin --config .',
        'plugin-bench compare monday.json tuesday.json',
      ),
    )
    .action(async (base: string | undefined, head: string | undefined, options) => {
      const { with: packages, budget, only, scenario, metric, margin = null, timeLimit: limit, json } = options;
      const config = options.config === undefined ? null : resolve(io.cwd, options.config);
      const group: string[] = options.group.length + only.length === 0 && config === null ? ['core'] : options.group;
      const seed: number = options.seed ?? randomSeed();
      const request: RunRequest = {
        ...{ only, scenario, group, seed, runtimes: [], metric, parameters: {}, given: {}, env: [] },
        ...{ quick: false, blocks: defaultBlocks(false), verbose: false, against: null, config },
        format: null,
        out: resolve(io.cwd, options.out),
        timeLimitMs: limit * 1000,
        budget: { seconds: budget * 60, margin },
      };
      const list = (name: string, values: readonly string[]) => (values.length === 0 ? [] : [name, ...values]);
      const again = [
        ...list('--only', only),
        ...list('--scenario', scenario),
        ...list('--group', options.group),
        ...list('--metric', metric),
        ...list('--margin', margin === null ? [] : [String(margin * 100)]),
        ...['--budget', String(budget), '--seed', String(seed), '--time-limit', String(limit)],
        ...(json ? ['--json'] : []),
      ];
      exitWith(await compare({ base, head, packages, margin, json, run: request, options: again }, io));
    });
}

function addGate(program: Command, io: Io, exitWith: (code: number) => void): void {
  program
    .command('gate')
    .description('compare two documents; exit code 0 passed, 1 regressed, 2 inconclusive, 3 could not measure')
    .requiredOption('--baseline <file>', 'the document to compare with')
    .option('--current <file>', 'the document to judge', 'reports/latest.json')
    .option(
      '--margin <percent>',
      `changes up to this are accepted (default: ${DEFAULT_MARGIN * 100}, and what the document says of set-ups)`,
      percentage,
    )
    .option('--json', 'print the verdict as JSON', false)
    .addHelpText(
      'after',
      examples(
        'plugin-bench gate --baseline reports/baselines/main.json',
        'plugin-bench gate --baseline old.json --current new.json --margin 3',
      ),
    )
    .action(({ margin = null, ...options }) => exitWith(gate({ ...options, margin }, io)));
}

/** From any failure to one sentence and an exit code. */
function explain(error: unknown, io: Io, isDebugging: boolean): number {
  if (error instanceof CommanderError) {
    // Help and version are answers, not errors; commander has printed both kinds already.
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  if (error instanceof UsageError) {
    io.stderr(`${error.message}\n`);
    return EXIT.usage;
  }
  if (io.signal.aborted) {
    io.stderr('Interrupted.\n');
    return EXIT.interrupted;
  }
  const isOurs = [DocumentError, FolderError, LockedError, ChildError].some((kind) => error instanceof kind);
  io.stderr(`${isOurs ? (error as Error).message : describeFault(error)}\n`);
  if (isDebugging && error instanceof Error) io.stderr(`${error.stack}\n`);
  return EXIT.couldNotMeasure;
}

/** What the system refuses, and what helps; by the codes of errno(3). */
const REMEDIES: Record<string, string> = {
  EMFILE: 'too many files are open; raise the limit with "ulimit -n"',
  ENFILE: 'too many files are open on this machine; end other programs',
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the quota of the disk is used up; free some space',
  EFBIG: 'the file would be larger than is allowed; raise the limit with "ulimit -f"',
  EROFS: 'it lies on a disk that is read-only; choose another folder',
  EACCES: 'this user may not; change its permissions, or choose another folder',
  EPERM: 'this user may not; change its permissions, or choose another folder',
  EAGAIN: 'there are too many processes; end some, or raise the limit with "ulimit -u"',
  ENOMEM: 'there is not enough memory; end other programs',
};

/** One sentence for what no part of the program has foreseen. */
function describeFault(error: unknown): string {
  const { code = '', syscall, path, message = String(error) } = error as NodeJS.ErrnoException;
  const remedy = REMEDIES[code];
  if (remedy !== undefined) {
    return printable(`${[syscall ?? 'The system', path].filter(Boolean).join(' ')} failed (${code}): ${remedy}.`);
  }
  return `plugin-bench failed: ${printable(message)}. Run it again with --debug to see where.`;
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

/** A default that is "nothing" is none to show. */
function describeOption(this: Help, option: Option): string {
  const { defaultValue } = option;
  const isNothing = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0);
  const shown = isNothing ? Object.assign(Object.create(option), { defaultValue: undefined }) : option;
  return Help.prototype.optionDescription.call(this, shown);
}

function formatOption(): Option {
  return new Option('--format <name>', 'what is printed').choices([TABLE, ...FORMAT_NAMES]).default(TABLE);
}

/** Lists may be given as words or with commas; those in braces belong to a glob. */
function names(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(/,(?![^{]*\})/)];
}

function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

function positiveInteger(text: string): number {
  const value = nonNegativeInteger(text);
  if (value === 0) throw new InvalidArgumentError('It must be at least 1.');
  return value;
}

function nonNegativeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || text.trim() === '')
    throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

/** Timers of the runtime hold 31 bits of milliseconds. */
function timeLimit(text: string): number {
  const value = positiveInteger(text);
  if (value > 2_000_000) throw new InvalidArgumentError('It must be at most 2000000 seconds.');
  return value;
}

function minutes(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 600))
    throw new InvalidArgumentError('It must be a count of minutes up to 600, e.g. 5 or 0.5.');
  return value;
}

function percentage(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1000)) throw new InvalidArgumentError('It must be a percentage above 0, e.g. 5.');
  return value / 100;
}
