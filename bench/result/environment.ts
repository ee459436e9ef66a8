/** What the machine and the runtime are: everything that has to be equal before two runs may be compared. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { cpuLimit } from './cgroup.ts';
import type { Environment } from './document.ts';

export interface EnvironmentInput {
  readonly timer: Environment['timer'];
  readonly packages: Record<string, string>;
  readonly loadAverageAtStart: number;
  readonly runtimes: Environment['runtimes'];
  /** Given to every runner. */
  readonly runnerFlags: readonly string[];
  /** Names of variables that runners get besides the usual ones. */
  readonly passedVariables: readonly string[];
}

export function describeEnvironment(input: EnvironmentInput): Environment {
  const { timer, packages, loadAverageAtStart, runnerFlags, passedVariables, runtimes } = input;
  const limit = cpuLimit();
  return {
    platform: platform(),
    arch: arch(),
    kernel: release(),
    machineDigest: machineDigest(),
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cpuCount: availableParallelism(),
    memoryBytes: totalmem(),
    virtualization: virtualization(),
    cpuGovernor: readText('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    loadAverageAtStart,
    loadAverageAtEnd: currentLoad(),
    runtime: runtimeName(),
    nodeVersion: process.version,
    v8Version: process.versions.v8,
    runtimes,
    flags: [...runnerFlags],
    ...(limit === null ? {} : { cpuLimit: limit.processors }),
    ...(passedVariables.length === 0 ? {} : { passedVariables: [...passedVariables] }),
    packages,
    timer,
  };
}

/** What executes the loaders, as it stands in case ids and titles: `node-20`. */
export function runtimeName(): string {
  return `node-${process.versions.node.split('.')[0]}`;
}

/** One-minute load average; 0 on Windows, which has none. */
export function currentLoad(): number {
  return loadavg()[0] ?? 0;
}

/** In a folder that was checked out to be compared, outside of git: what it was. */
export const COMMIT_FILE = '.plugin-bench-commit';

/** Commit of a folder, with "+changes" when it is not clean; null outside git. */
export function describeCommit(folder: string): string | null {
  const told = readText(join(folder, COMMIT_FILE));
  if (told !== null) return told;
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  try {
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+changes');
  } catch {
    return null;
  }
}

/** Tells machines apart without naming them (machine-id(5) asks programs not to publish the identity itself). */
function machineDigest(): string | null {
  const identity = readText('/etc/machine-id') || readText('/var/lib/dbus/machine-id');
  return identity ? createHash('sha256').update(`plugin-bench ${identity}`).digest('hex').slice(0, 16) : null;
}

/** Hypervisor or container, as the kernel shows them. */
function virtualization(): string {
  const product = readText('/sys/class/dmi/id/product_name') ?? readText('/sys/class/dmi/id/sys_vendor');
  const isVirtual = /^flags.*\bhypervisor\b/m.test(readText('/proc/cpuinfo') ?? '');
  const container = readText('/run/systemd/container') ?? (readText('/.dockerenv') === null ? null : 'docker');
  const seen = [
    isVirtual ? `virtual machine (${product ?? 'unknown hypervisor'})` : null,
    container && `container (${container})`,
  ];
  return seen.filter(Boolean).join(', ') || 'none seen';
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
