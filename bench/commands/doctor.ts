/** `plugin-bench doctor`: what this machine can measure, before anybody spends four minutes on it. */

import { ensureArtifacts } from '../artifacts/ensure.ts';
import { discoverLoaders } from '../discover.ts';
import { EXIT, type Io } from '../io.ts';
import { gapOf } from '../plan/cases.ts';
import { formatDuration, formatShare } from '../report/format.ts';
import { currentLoad, describeEnvironment } from '../result/environment.ts';
import { type Activity, showActivity } from '../run/activity.ts';
import { measureTimer, systemClock } from '../sampling/clock.ts';
import { flagNames } from '../sampling/environment.ts';
import { launchRunner } from '../sampling/launch.ts';
import { takeLock } from '../sampling/lock.ts';
import { prepareRequest } from '../sampling/prepare.ts';
import { findRuntimes, flagsOf, HOST, recordOf } from '../sampling/runtimes.ts';
import { startRunner } from '../sampling/spawn.ts';
import { FLOOR_MECHANISM } from '../statistics/evaluate.ts';
import { median, quantile, robustDeviation } from '../statistics/quantiles.ts';
import { seededRandom } from '../statistics/random.ts';
import { STEPS_PER_SAMPLE } from '../statistics/warnings.ts';

const FLOOR_RUNNERS = 4;
const FLOOR_SAMPLES = 60;
/** Above this a machine is called noisy: half of the default margin of the gate. */
const QUIET_SPREAD = 0.025;

export async function doctor(io: Io): Promise<number> {
  const lock = takeLock('measuring');
  try {
    const timer = measureTimer(systemClock);
    const machine = describeEnvironment({
      timer,
      packages: {},
      loadAverageAtStart: currentLoad(),
      runnerFlags: flagNames(flagsOf(HOST)),
      passedVariables: [],
      runtimes: [recordOf(HOST)],
    });
    const activity = showActivity(io);
    const noise = await measureFloor(io, activity);
    activity.clear();
    const lines = [
      `machine    ${machine.cpuModel}, ${machine.cpuCount} cores, ${machine.virtualization}, load ${machine.loadAverageAtStart.toFixed(2)}`,
      `runtime    Node.js ${machine.nodeVersion}, V8 ${machine.v8Version}, flags: ${machine.flags.join(' ') || 'none'}`,
      `governor   ${machine.cpuGovernor ?? 'cannot be read'}`,
      `timer      ${timer.name}: steps of ${formatDuration(timer.resolutionNs)}, ${formatDuration(timer.costNs)} a reading; a sample must last ${formatDuration(STEPS_PER_SAMPLE * timer.resolutionNs)}`,
      `floor      ${formatDuration(noise.medianNs)} per iteration of an empty loop`,
      `noise      ${formatShare(noise.betweenRunners)} between runners, ${formatShare(noise.withinRunner)} between samples of a runner, slowest 1 % of samples at ${noise.tail.toFixed(2)} times the median`,
      ...machineAdvice(noise.betweenRunners, machine.cpuCount, machine.loadAverageAtStart),
      '',
      ...(await loaderLines(activity)),
    ];
    io.stdout(`${lines.join('\n')}\n`);
    return EXIT.ok;
  } finally {
    lock.release();
  }
}

async function measureFloor(io: Io, { say, tick }: Activity) {
  say(`measuring the empty loop: ${FLOOR_RUNNERS} runners of ${FLOOR_SAMPLES} samples`);
  const random = seededRandom(1);
  const medians: number[] = [];
  const deviations: number[] = [];
  const tails: number[] = [];
  for (let i = 0; i < FLOOR_RUNNERS; i++) {
    const runner = await startRunner(floorRequest(), {
      launch: launchRunner(),
      timeLimitMs: 30_000,
      random,
      signal: io.signal,
    });
    const samples: number[] = [];
    try {
      for (let j = 0; j < FLOOR_SAMPLES; j++) {
        samples.push((await runner.sample()).durationNs / runner.batch.iterationsPerSample);
        tick(`the empty loop, runner ${i + 1} of ${FLOOR_RUNNERS}, sample ${j + 1} of ${FLOOR_SAMPLES}`);
      }
      await runner.finish();
    } finally {
      runner.kill();
    }
    medians.push(median(samples));
    deviations.push(robustDeviation(samples) / median(samples));
    tails.push(quantile(samples, 0.99) / median(samples));
  }
  const medianNs = median(medians);
  const betweenRunners = robustDeviation(medians) / medianNs;
  return { medianNs, betweenRunners, withinRunner: median(deviations), tail: Math.max(...tails) };
}

function floorRequest() {
  return prepareRequest({
    scenario: { name: 'call' },
    mechanism: FLOOR_MECHANISM,
    artifactPath: '',
    inputSeed: 1,
    sampleCount: FLOOR_SAMPLES,
  });
}

function machineAdvice(betweenRunners: number, cpuCount: number, load: number): string[] {
  const advice: string[] = [];
  if (cpuCount < 2)
    advice.push('advice     one core: the harness shares it with what it measures; use a machine with two.');
  if (load > cpuCount / 2)
    advice.push(`advice     the load is ${load.toFixed(2)}: end other programs before measuring.`);
  if (betweenRunners > QUIET_SPREAD)
    advice.push('advice     this machine is noisy: use more blocks, e.g. --blocks 24.');
  return advice;
}

async function loaderLines({ say, block, wait }: Activity): Promise<string[]> {
  const artifacts = ensureArtifacts(say, {}, 'timed', block);
  const loaders = await discoverLoaders();
  const width = Math.max(...loaders.map(({ mechanism }) => mechanism.length));
  const runtimes = [HOST, ...(await wait('looking for runtimes', findRuntimes()))];
  const about = runtimes.map(({ name, version, engine }) => `${name} ${version} (${engine})`).join(', ');
  const lines = loaders.map((loader) => {
    const places = runtimes.filter(({ info }) => gapOf(loader, artifacts, info) === null).map(({ name }) => name);
    const name = loader.mechanism.padEnd(width);
    return places.length > 0 ? `✓ ${name}  ${places.join(', ')}` : `– ${name}  ${gapOf(loader, artifacts)}`;
  });
  return [`runtimes   ${about}`, '', ...lines];
}
