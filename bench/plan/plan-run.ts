/** From what was asked for to what is measured: mechanisms, runtimes, cases, and what is left out and why. */
import type { ArtifactState } from '../artifacts/files.ts';
import { type ArtifactKind, ENGINES, type Loader, refusalOf } from '../loader.ts';
import { MOST_CASES } from '../result/document.ts';
import type { Metric } from '../sampling/metric.ts';
import { HOST, type Runtime } from '../sampling/runtimes.ts';
import { type Pace, parametersOf, type Scenario } from '../scenario.ts';
import {
  dropIdleCompanions,
  functionsOf,
  gapOf,
  type Placed,
  type Planned,
  placeLoaders,
  planCases,
  selectCases,
  titleOf,
  UsageError,
} from './cases.ts';
import type { Choice } from './choice.ts';
import { paceOf, type RunRequest } from './run-request.ts';
import { EVERY_GROUP, type LeftOut, selectLoaders } from './selection.ts';

type Artifacts = ReadonlyMap<ArtifactKind, ArtifactState>;

export type PlanRequest = Pick<RunRequest, 'only' | 'quick' | 'blocks' | 'budget'>;

/** What a run measures. */
export interface RunPlan {
  readonly planned: readonly Planned[];
  readonly placed: readonly Placed[];
  readonly loaders: readonly Loader[];
  readonly scenarios: readonly Scenario[];
  readonly metrics: readonly Metric[];
  /** Those that execute a case; the host first. */
  readonly runtimes: readonly Runtime[];
  readonly leftOut: readonly LeftOut[];
}

/** @throws UsageError when a glob of `--only` matches nothing, or when there are more cases than a document holds */
export function planRun(choice: Choice, { only, quick, blocks, budget }: PlanRequest, artifacts: Artifacts): RunPlan {
  const { scenarios, groups, installed, runtimes } = choice;
  const { loaders, leftOut } = selectLoaders({
    loaders: choice.loaders,
    tables: tablesOf(choice, paceOf({ quick, budget })),
    // Globs choose by themselves.
    groups: groups.length === 0 && only.length > 0 ? [EVERY_GROUP] : groups,
    blockCount: blocks,
    quick,
    gapOf: (loader) => gapOfDefaultRun(loader, artifacts, installed),
    titleOf: (loader) => titleOf(loader, HOST),
  });
  const places = { loaders, runtimes, installed };
  const { functions, metrics, parameters = {} } = choice;
  const cases = planCases({
    ...places,
    scenarios,
    functions,
    metrics,
    artifacts,
    parameters,
    pace: paceOf({ quick, budget }),
  });
  const planned = dropIdleCompanions(selectCases(cases, only), runtimes);
  if (planned.length > MOST_CASES) {
    throw new UsageError(
      `This run has ${planned.length} cases, and a document holds ${MOST_CASES}: choose with --group, --scenario or --only.`,
    );
  }
  const chosen = new Set(planned.map(({ identity }) => `${identity.mechanism}@${identity.runtime}`));
  const placed = placeLoaders(places).filter((place) => chosen.has(`${place.loader.mechanism}@${place.runtime.name}`));
  return {
    planned,
    placed,
    loaders,
    scenarios,
    metrics,
    runtimes: [...new Set([HOST, ...placed.map(({ runtime }) => runtime)])],
    leftOut: [...leftOut, ...(only.length > 0 ? [] : notInRuntimes(choice, loaders))],
  };
}

/** The scenario of each table of the run. */
function tablesOf({ scenarios, functions, metrics, parameters }: Choice, pace: Pace): Scenario[] {
  return scenarios.flatMap((scenario) => {
    const count =
      functionsOf(scenario, functions).length * parametersOf(scenario, pace, parameters).length * metrics.length;
    return Array<Scenario>(count).fill(scenario);
  });
}

/** What the host can do and a runtime that was asked for cannot. */
function notInRuntimes({ runtimes }: Choice, loaders: readonly Loader[]): LeftOut[] {
  const [host, ...others] = runtimes;
  const common = loaders.filter((loader) => host !== undefined && refusalOf(loader, host.info) === null);
  return others.flatMap((runtime) =>
    common.flatMap((loader) => {
      const reason = refusalOf(loader, runtime.info);
      const { mechanism } = loader;
      return reason === null ? [] : [{ mechanism, runtime: runtime.name, title: titleOf(loader, runtime), reason }];
    }),
  );
}

/** Why a run of default length does not measure a mechanism: it stays in the host. */
function gapOfDefaultRun(loader: Loader, artifacts: Artifacts, installed: readonly Runtime[]): string | null {
  const gap = gapOf(loader, artifacts);
  const rust = installed.find(({ info }) => info.family === 'rust');
  // The engines come with a runtime of their own, which is built to be measured.
  if (loader.group === ENGINES && rust !== undefined && gapOf(loader, artifacts, rust.info) === null) return null;
  const other = installed.find(({ info }) => gapOf(loader, artifacts, info) === null);
  if (gap === null || other === undefined) return gap;
  return `it needs another runtime; "--group ${loader.group}" or "--group all" measures it in ${other.name}.`;
}
