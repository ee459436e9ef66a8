/** From the options of `run` to what it measures: scenarios, mechanisms, runtimes, cases, and what is left out and why. */
import type { ArtifactState } from '../artifacts/files.ts';
import { discoverLoaders, discoverScenarios } from '../discover.ts';
import { type ArtifactKind, GROUPS, type Group, type Loader, refusalOf } from '../loader.ts';
import { findRuntimes, HOST, type Runtime } from '../sampling/runtimes.ts';
import type { Scenario } from '../scenario.ts';
import {
  dropIdleCompanions,
  gapOf,
  type Placed,
  type Planned,
  placeLoaders,
  planCases,
  selectCases,
  titleOf,
  UsageError,
} from './cases.ts';
import { EVERY_GROUP, type LeftOut, selectLoaders } from './selection.ts';

const DEFAULT_BLOCKS = 12;
const QUICK_BLOCKS = 3;

/** Blocks of a run: as many as were asked for, or the default of its kind. */
export function blockCountOf({ blocks, quick }: Pick<PlanOptions, 'blocks' | 'quick'>): number {
  return blocks ?? (quick ? QUICK_BLOCKS : DEFAULT_BLOCKS);
}

type Artifacts = ReadonlyMap<ArtifactKind, ArtifactState>;

export interface ChoiceOptions {
  readonly scenario: readonly string[];
  readonly group: readonly string[];
  /** Names of runtimes besides the host. */
  readonly runtimes: readonly string[];
}

/** What there is, and what was asked for. */
export interface Choice {
  readonly loaders: readonly Loader[];
  readonly scenarios: readonly Scenario[];
  readonly groups: readonly (Group | typeof EVERY_GROUP)[];
  /** The host first. */
  readonly runtimes: readonly Runtime[];
  readonly installed: readonly Runtime[];
}

/** @throws UsageError naming what does not exist, before anything is built */
export async function choose(options: ChoiceOptions): Promise<Choice> {
  const [loaders, scenarios] = await Promise.all([discoverLoaders(), discoverScenarios()]);
  const installed = findRuntimes();
  return {
    loaders,
    scenarios: selectScenarios(scenarios, options.scenario),
    groups: selectGroups(options.group),
    runtimes: [HOST, ...selectRuntimes(options.runtimes, installed)],
    installed,
  };
}

export interface PlanOptions {
  readonly only: readonly string[];
  readonly quick: boolean;
  readonly blocks: number | undefined;
}

/** What a run measures. */
export interface RunPlan {
  readonly planned: readonly Planned[];
  readonly placed: readonly Placed[];
  readonly loaders: readonly Loader[];
  readonly scenarios: readonly Scenario[];
  /** Those that execute a case; the host first. */
  readonly runtimes: readonly Runtime[];
  readonly leftOut: readonly LeftOut[];
}

/** @throws UsageError when a glob of `--only` matches nothing */
export function planRun(choice: Choice, { only, ...options }: PlanOptions, artifacts: Artifacts): RunPlan {
  const { scenarios, groups, installed, runtimes } = choice;
  const { loaders, leftOut } = selectLoaders({
    loaders: choice.loaders,
    scenarios,
    // Globs choose by themselves.
    groups: groups.length === 0 && only.length > 0 ? [EVERY_GROUP] : groups,
    blockCount: blockCountOf(options),
    quick: options.quick,
    gapOf: (loader) => gapOfDefaultRun(loader, artifacts, installed),
    titleOf: (loader) => titleOf(loader, HOST),
  });
  const places = { loaders, runtimes, installed };
  const cases = planCases({ ...places, scenarios, artifacts, quick: options.quick });
  const planned = dropIdleCompanions(selectCases(cases, only), runtimes);
  const chosen = new Set(planned.map(({ identity }) => `${identity.mechanism}@${identity.runtime}`));
  const placed = placeLoaders(places).filter((place) => chosen.has(`${place.loader.mechanism}@${place.runtime.name}`));
  return {
    planned,
    placed,
    loaders,
    scenarios,
    runtimes: [...new Set([HOST, ...placed.map(({ runtime }) => runtime)])],
    leftOut: [...leftOut, ...(only.length > 0 ? [] : notInRuntimes(choice, loaders))],
  };
}

/** What the host can do and a runtime that was asked for cannot. */
function notInRuntimes({ runtimes }: Choice, loaders: readonly Loader[]): LeftOut[] {
  const [host, ...others] = runtimes;
  const common = loaders.filter((loader) => host !== undefined && refusalOf(loader, host.info) === null);
  return others.flatMap((runtime) =>
    common.flatMap((loader) => {
      const reason = refusalOf(loader, runtime.info);
      const mechanism = `${loader.mechanism}@${runtime.name}`;
      return reason === null ? [] : [{ mechanism, title: titleOf(loader, runtime), reason }];
    }),
  );
}

/** Why a run of default length does not measure a mechanism: it stays in the host. */
function gapOfDefaultRun(loader: Loader, artifacts: Artifacts, installed: readonly Runtime[]): string | null {
  const gap = gapOf(loader, artifacts);
  const rust = installed.find(({ info }) => info.family === 'rust');
  // The engines come with a runtime of their own, which is built to be measured.
  if (loader.group === 'engines' && rust !== undefined && gapOf(loader, artifacts, rust.info) === null) return null;
  const other = installed.find(({ info }) => gapOf(loader, artifacts, info) === null);
  if (gap === null || other === undefined) return gap;
  return `it needs another runtime; "--group ${loader.group}" or "--group all" measures it in ${other.name}.`;
}

function selectGroups(names: readonly string[]): (Group | typeof EVERY_GROUP)[] {
  const known = [...GROUPS, EVERY_GROUP] as const;
  return names.flatMap((list) =>
    list.split(',').map((name) => {
      const group = known.find((candidate) => candidate === name);
      if (group === undefined) throw new UsageError(`There is no group "${name}"; there are ${known.join(', ')}.`);
      return group;
    }),
  );
}

function selectRuntimes(names: readonly string[], installed: readonly Runtime[]): Runtime[] {
  const wanted = names.flatMap((list) => list.split(',')).filter((name) => name !== HOST.name);
  return [...new Set(wanted)].map((name) => {
    const runtime = installed.find((candidate) => candidate.name === name);
    if (runtime !== undefined) return runtime;
    const here = [HOST, ...installed].map((known) => known.name).join(', ');
    throw new UsageError(
      `The runtime "${name}" is not installed; there are ${here}. Put it on PATH, or run "npm run setup -- ${name}".`,
    );
  });
}

function selectScenarios(scenarios: readonly Scenario[], lists: readonly string[]): Scenario[] {
  const names = lists.flatMap((list) => list.split(','));
  const unknown = names.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    const known = scenarios.map(({ name }) => name).join(', ');
    throw new UsageError(`There is no scenario "${unknown}"; there are ${known}.`);
  }
  return scenarios.filter(({ name, isExtra }) => (names.length === 0 ? isExtra !== true : names.includes(name)));
}
