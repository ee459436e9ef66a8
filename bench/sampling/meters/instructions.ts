/**
 * Instructions of the process, counted by Valgrind's callgrind (https://valgrind.org/docs/manual/cl-manual.html), which executes
 * the same machine code, just-in-time compiled code included, on a processor made of software. What else the machine does hardly
 * shows: calls count the same to some hundredths of a percent, first loads mostly to half a percent, since files are read by threads.
 *
 * A reading makes callgrind write what it has counted since the last one: it does so when a function is entered that the command
 * line names, `uv_getrusage` of libuv, by `process.resourceUsage()`, which a runner calls for nothing else. What reading costs is left
 * out, but for some thousands of instructions around it: the total stands still while it is read.
 *
 * Node.js starts three times as fast while nothing is counted, so counting begins when the meter is opened: `vgdb`, which comes with
 * Valgrind, tells it to (https://valgrind.org/docs/manual/manual-core-adv.html#manual-core-adv.vgdb).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Loader, RuntimeInfo } from '../../loader.ts';
import type { Scenario } from '../../scenario.ts';
import type { Launch } from '../launch.ts';
import type { Meter, Metric } from '../metric.ts';

/** In the temporary folder of the runner; `%p` and `%q` are Valgrind's. */
const OUTPUT = '%q{TMPDIR}/callgrind.%p';
/** Entered for a reading. */
const MARK = 'uv_getrusage';
/**
 * What makes two processes do the same: V8 compiles and collects garbage on the thread that runs, and draws the same numbers for
 * hashes; no thread waits in a pool for it.
 */
const V8_FLAGS = [
  '--predictable',
  '--single-threaded',
  '--hash-seed=1',
  '--random-seed=1',
  '--predictable-gc-schedule',
  '--v8-pool-size=0',
];

/**
 * Of WebAssembly. Calls are counted when they have become steady: the code is what the optimising compiler makes of it from the beginning.
 * While something is loaded that compiler works beside it, on other processors, and nobody waits for it: it is left out.
 */
const STEADY_FLAG = '--no-liftoff';
const ONCE_FLAG = '--liftoff-only';

const instructions: Metric = {
  name: 'instructions',
  unit: 'instructions',
  counts: { target: 1e6, blocks: 3, samplesPerRunner: 2, margin: { repeated: 0.002, once: 0.01 } },
  unavailable,
  refuses,
  wrap,
  open() {
    beginToCount();
    return readDumps(join(tmpdir(), `callgrind.${process.pid}`), () => void process.resourceUsage());
  },
};

/** Valgrind hears what `vgdb` says while the process runs, or is woken by it. */
const PATIENCE_MS = 20_000;

/** @throws Error when Valgrind cannot be told */
function beginToCount(): void {
  const said = ['instrumentation', 'on'];
  const { status, error, stderr } = spawnSync('vgdb', [`--pid=${process.pid}`, ...said], { timeout: PATIENCE_MS });
  if (status === 0) return;
  const why = error?.message ?? stderr.toString('utf8').trim().split('\n').at(-1);
  throw new Error(
    `Valgrind could not be told to begin to count (vgdb: ${why}); allow ptrace, or its folder ${tmpdir()}.`,
  );
}

let missing: string | null | undefined;

function unavailable(): string | null {
  missing ??= process.platform === 'linux' ? whatIsMissing() : 'Valgrind counts instructions on Linux only.';
  return missing === '' ? null : missing;
}

function whatIsMissing(): string {
  for (const [program, args, name] of [
    ['valgrind', ['--version'], 'valgrind'],
    ['vgdb', ['--help'], 'valgrind'],
    ['setarch', ['--version'], 'util-linux'],
  ] as const) {
    try {
      execFileSync(program, args, { stdio: 'ignore' });
    } catch {
      return `${program} is not installed; "apt-get install ${name}" or the like installs it.`;
    }
  }
  return '';
}

function refuses({ boundary, usesThreads = false }: Loader, { family }: RuntimeInfo): string | null {
  if (family !== 'node') return 'Instructions are counted in Node.js only.';
  if (boundary === 'process') return 'The plugin works in another process, whose instructions are not counted.';
  return usesThreads ? 'It works in several threads, and what they do while they wait differs from run to run.' : null;
}

function wrap(launch: Launch, { iterationsPerSample }: Pick<Scenario, 'iterationsPerSample'>): Launch {
  const flags = [...V8_FLAGS, iterationsPerSample === 1 ? ONCE_FLAG : STEADY_FLAG];
  const valgrind = [
    'valgrind',
    '--tool=callgrind',
    '--instr-atstart=no',
    `--callgrind-out-file=${OUTPUT}`,
    '--smc-check=all-non-file',
    `--dump-before=${MARK}`,
    '-q',
  ];
  return {
    ...launch,
    executable: 'setarch',
    // The same addresses in every process.
    flags: ['-R', ...valgrind, launch.executable, ...flags, ...launch.flags],
  };
}

const FEW = 4;

/** Reads what callgrind writes. @param mark enters a function before which it does @throws Error when it did not */
function readDumps(output: string, mark: () => void): Meter {
  let dumps = 0;
  let total = 0n;
  const takeDump = (): bigint | null => {
    const counted = totalOf(`${output}.${dumps + 1}`);
    if (counted !== null) dumps++;
    return counted;
  };
  const read = () => {
    mark();
    // What the last reading took after its own mark.
    takeDump();
    let counted = takeDump();
    if (counted === null) throw new Error('Valgrind wrote no count: this program has no symbols to find the mark by.');
    for (; counted !== null; counted = takeDump()) total += counted;
    mark();
    return total;
  };
  mark();
  // V8 compiles what reads, which is not to be counted either.
  for (let time = 0; time < FEW; time++) read();
  return { read };
}

/** The last line of a dump, `totals: 123`; null when there is none. The file is removed. */
function totalOf(path: string): bigint | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  const tail = Buffer.alloc(64);
  readSync(file, tail, 0, tail.length, Math.max(0, fstatSync(file).size - tail.length));
  closeSync(file);
  unlinkSync(path);
  const [, count] = /totals: (\d+)/.exec(tail.toString('latin1')) ?? [];
  return count === undefined ? null : BigInt(count);
}

export default instructions;
