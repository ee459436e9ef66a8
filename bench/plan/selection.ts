/** Which mechanisms a run measures: those of the groups that were asked for, or core and what fits into its time. */
import { ENGINES, GROUPS, type Group, type Loader } from '../loader.ts';
import type { Scenario } from '../scenario.ts';
import { FLOOR_MECHANISMS } from '../statistics/evaluate.ts';
import { REFERENCE_MECHANISMS } from '../statistics/ratio.ts';

export const EVERY_GROUP = 'all';

/** Without these no figure can be read: they are in every run. */
const ALWAYS: readonly string[] = [...Object.values(FLOOR_MECHANISMS), REFERENCE_MECHANISMS[0] ?? ''];

/** How long a run may take when nothing was asked for, in seconds. */
const BUDGET_SECONDS = { default: 215, quick: 45 };
/** Rough costs, in seconds: of starting a runner, and of one sample that is taken once. */
const RUNNER_SECONDS = 0.2;
const SINGLE_SAMPLE_SECONDS = 0.01;
const REPEATED_SAMPLE_SECONDS = 0.007;
const WARM_UP_SECONDS = 0.15;

export interface LeftOut {
  readonly mechanism: string;
  /** Where it was left out, when not everywhere. */
  readonly runtime?: string;
  readonly title: string;
  readonly reason: string;
}

export interface Selection {
  readonly loaders: readonly Loader[];
  readonly leftOut: readonly LeftOut[];
}

export interface SelectionInput {
  readonly loaders: readonly Loader[];
  /** The scenario of each table that is measured. */
  readonly tables: readonly Scenario[];
  /** Empty: nothing was asked for. */
  readonly groups: readonly (Group | typeof EVERY_GROUP)[];
  readonly blockCount: number;
  readonly quick: boolean;
  gapOf(loader: Loader): string | null;
  titleOf(loader: Loader): string;
}

export function selectLoaders(input: SelectionInput): Selection {
  const { loaders, groups } = input;
  if (groups.includes(EVERY_GROUP)) return { loaders, leftOut: [] };
  if (groups.length > 0) {
    const asked = new Set<string>(groups);
    const chosen = loaders.filter(({ group, mechanism }) => asked.has(group) || ALWAYS.includes(mechanism));
    return { loaders: chosen, leftOut: [] };
  }
  return fitIntoBudget(input);
}

/**
 * Core in any case, the engines where they are built, but not in a first look; then, group after group, whatever can be
 * measured here and still fits.
 */
function fitIntoBudget({ loaders, tables, blockCount, quick, gapOf, titleOf }: SelectionInput): Selection {
  const seconds = blockCount * secondsPerBlock(tables, quick);
  const chosen = loaders.filter(({ group }) => group === 'core');
  const core = chosen.length;
  if (!quick) chosen.push(...loaders.filter((loader) => loader.group === ENGINES && gapOf(loader) === null));
  const leftOut: LeftOut[] = [];
  let left = (quick ? BUDGET_SECONDS.quick : BUDGET_SECONDS.default) - core * seconds;
  for (const group of GROUPS.filter((name) => name !== 'core')) {
    for (const loader of loaders.filter((candidate) => candidate.group === group && !chosen.includes(candidate))) {
      const gap = gapOf(loader);
      if (gap === null && left >= seconds) {
        chosen.push(loader);
        left -= seconds;
        continue;
      }
      const reason =
        gap ?? `it would make the run longer than five minutes; "--group ${group}" or "--group all" measures it.`;
      leftOut.push({ mechanism: loader.mechanism, title: titleOf(loader), reason });
    }
  }
  const order = new Map(loaders.map((loader, index) => [loader, index]));
  return { loaders: chosen.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)), leftOut };
}

/** What one mechanism adds to a block, about. */
function secondsPerBlock(tables: readonly Scenario[], quick: boolean): number {
  return tables.reduce((sum, { iterationsPerSample, samplesPerRunner, samplesPerBlock }) => {
    const samples = quick ? samplesPerBlock.quick : samplesPerBlock.default;
    const runners = samplesPerRunner === 'one' ? samples : 1;
    const isRepeated = iterationsPerSample === 'calibrate';
    const sampling = samples * (isRepeated ? REPEATED_SAMPLE_SECONDS : SINGLE_SAMPLE_SECONDS);
    return sum + runners * RUNNER_SECONDS + sampling + (isRepeated ? WARM_UP_SECONDS : 0);
  }, 0);
}
