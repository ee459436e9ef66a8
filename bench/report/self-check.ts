/** The error of the run itself in a few lines that every report shows beside its tables. */
import { caseId, idOfAnyFunction } from '../result/case.ts';
import type { MeasuredCase, ResultDocument, SelfCheck } from '../result/document.ts';
import { FLOOR_MECHANISM, measuredCases } from '../statistics/evaluate.ts';
import type { Interval } from '../statistics/median-interval.ts';
import { median } from '../statistics/quantiles.ts';
import {
  formatChange,
  formatDuration,
  formatShare,
  formatValue,
  isInterval,
  ONE_BLOCK,
  wholePercent,
} from './format.ts';

export interface SelfCheckLine {
  readonly label: string;
  /** What was seen. */
  readonly value: string;
  /** How to read it. */
  readonly meaning: string;
  /** False: do not trust differences of this run. */
  readonly isSound: boolean;
}

/** A ladder whose slope is off by more is not sound; R² must not be below. */
export const LADDER_LIMITS = { slopeError: 0.02, rSquared: 0.999 };

export function selfCheckLines(document: ResultDocument): SelfCheckLine[] {
  const { control, batches, ladder } = document.selfCheck;
  return [
    controlLine(control),
    batchesLine(batches),
    ladderLine(ladder),
    ...floorLine(document),
    timerLine(document),
    loadLine(document),
  ];
}

function controlLine(control: SelfCheck['control']): SelfCheckLine {
  const meaning = 'one case measured twice under two names; the two must not be told apart for certain (99 %)';
  if (control.status === 'skipped') return { label: 'identical arms', value: control.reason, meaning, isSound: true };
  const { ratio } = control;
  return {
    label: 'identical arms',
    value: `${control.of} ${formatChange(ratio.median)} from itself ${intervalText(ratio, formatChange)}`,
    meaning: control.agrees ? meaning : `${meaning}, and they are: trust no difference of this size`,
    isSound: control.agrees,
  };
}

function batchesLine(batches: SelfCheck['batches']): SelfCheckLine {
  const meaning = 'one case in samples of two sizes; the two have to agree';
  if (batches.status === 'skipped') return { label: 'steady samples', value: batches.reason, meaning, isSound: true };
  const { of, factor, ratio, agrees } = batches;
  return {
    label: 'steady samples',
    value: `${of} ${formatChange(ratio.median)} in samples ${factor} times as long ${intervalText(ratio, formatChange)}`,
    meaning: agrees ? meaning : `${meaning}, and do not: the figure depends on the size of the sample`,
    isSound: agrees,
  };
}

function ladderLine(ladder: SelfCheck['ladder']): SelfCheckLine {
  const meaning = 'spin(x, k) through the timed loop, against a clock inside the plugin';
  if (ladder.status === 'skipped') return { label: 'known work', value: ladder.reason, meaning, isSound: true };
  const { slopeNs, slopeError, rSquared } = ladder.figures;
  const truth =
    slopeError === null ? 'no native library to hold it against' : `${formatChange(1 + slopeError)} off the truth`;
  return {
    label: 'known work',
    value: `${formatDuration(slopeNs)} a step, ${truth}, R² ${rSquared.toFixed(6)} (${ladder.samples.mechanism})`,
    meaning,
    isSound: rSquared >= LADDER_LIMITS.rSquared && Math.abs(slopeError ?? 0) <= LADDER_LIMITS.slopeError,
  };
}

function floorLine({ cases }: ResultDocument): SelfCheckLine[] {
  const id = caseId({ scenario: 'call', mechanism: FLOOR_MECHANISM, runtime: null });
  const rows = measuredCases(cases);
  const known = idOfAnyFunction(
    rows.map((row) => row.id),
    id,
  );
  const floor = rows.find((row) => row.id === known);
  return floor === undefined
    ? []
    : [{ label: 'floor', value: floorText(floor), meaning: 'the loop without a plugin', isSound: true }];
}

function floorText({ summary: { perIteration, confidenceLevel } }: MeasuredCase): string {
  const { median: centre, low, high, min } = perIteration;
  const interval = intervalText({ low, high, level: confidenceLevel }, formatDuration);
  return `${formatDuration(centre)} ${interval}, fastest ${formatDuration(min)}`;
}

/** `[36.9 ns, 38.2 ns] at 95 %`. */
function intervalText({ low, high, level }: Interval, format: (value: number) => string): string {
  return isInterval(level) ? `[${format(low)}, ${format(high)}] at ${wholePercent(level)}` : `[${ONE_BLOCK}]`;
}

function timerLine({ environment: { timer }, settings }: ResultDocument): SelfCheckLine {
  const share = (timer.resolutionNs + timer.costNs) / (settings.sampleTargetMs * 1e6);
  return {
    label: 'timer',
    value: `steps of ${formatDuration(timer.resolutionNs)}, ${formatDuration(timer.costNs)} a reading`,
    meaning: `at most ${(share * 100).toFixed(4)} % of a calibrated sample`,
    isSound: true,
  };
}

function loadLine({ machineLoad, environment }: ResultDocument): SelfCheckLine {
  const meaning = 'of one core, in the middle and at most, while this was measured';
  const known = machineLoad.filter(({ foreignCpuSeconds }) => foreignCpuSeconds !== null);
  if (known.length === 0)
    return { label: 'neighbours', value: 'cannot be read on this system', meaning, isSound: true };
  const foreign = known.map(({ foreignCpuSeconds, seconds }) => (foreignCpuSeconds ?? 0) / seconds);
  const stolen = known.map(({ stolenCpuSeconds, seconds }) => (stolenCpuSeconds ?? 0) / seconds);
  const { cpuLimit } = environment;
  const throttled = machineLoad.map(({ throttledSeconds = 0, seconds }) => throttledSeconds / seconds);
  const limit =
    cpuLimit === undefined
      ? ''
      : `, limited to ${formatValue(cpuLimit)} processors: held back ${formatShare(median(throttled))}`;
  const text = (shares: readonly number[]) => `${formatShare(median(shares))} (${formatShare(Math.max(...shares))})`;
  return {
    label: 'neighbours',
    value: `other programs ${text(foreign)}, other machines ${text(stolen)}${limit}`,
    meaning,
    isSound: true,
  };
}
