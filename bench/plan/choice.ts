/** What there is, and what of it was asked for: names become mechanisms, scenarios, metrics and runtimes, or one sentence. */
import type { OwnPlugin } from '../config/load.ts';
import type { PluginFunction } from '../contract/function.ts';
import { discoverFunctions, discoverLoaders, discoverScenarios } from '../discover.ts';
import { GROUPS, type Group, type Loader } from '../loader.ts';
import { TIME } from '../result/case.ts';
import type { Metric } from '../sampling/metric.ts';
import { discoverMetrics } from '../sampling/metrics.ts';
import { findRuntimes, HOST, type Runtime } from '../sampling/runtimes.ts';
import type { Scenario } from '../scenario.ts';
import { functionsOf, UsageError } from './cases.ts';
import type { RunRequest } from './run-request.ts';
import { EVERY_GROUP } from './selection.ts';

export type ChoiceRequest = Pick<RunRequest, 'scenario' | 'group' | 'runtimes' | 'metric'> &
  Partial<Pick<RunRequest, 'parameters'>>;

/** What there is, and what was asked for. */
export interface Choice {
  readonly loaders: readonly Loader[];
  readonly scenarios: readonly Scenario[];
  /** Ours, and those of a plugin of the user's, which are asked in their place. */
  readonly functions: readonly PluginFunction[];
  readonly metrics: readonly Metric[];
  readonly groups: readonly (Group | typeof EVERY_GROUP)[];
  /** Values in place of those of scenarios. */
  readonly parameters?: Readonly<Record<string, readonly string[]>>;
  /** The host first. */
  readonly runtimes: readonly Runtime[];
  readonly installed: readonly Runtime[];
}

/**
 * @param own a plugin of the user's, in place of ours
 * @throws UsageError naming what does not exist, before anything is built
 */
export async function choose(request: ChoiceRequest, own: OwnPlugin | null = null): Promise<Choice> {
  const [loaders, scenarios, ours, metrics, installed] = await Promise.all([
    discoverLoaders(),
    discoverScenarios(),
    discoverFunctions(),
    discoverMetrics(),
    findRuntimes(),
  ]);
  const functions = [...ours, ...(own?.functions ?? [])];
  const chosen =
    own === null ? selectScenarios(scenarios, request.scenario) : selectForOwn(scenarios, functions, request, own);
  return {
    loaders,
    scenarios: chosen,
    parameters: checkParameters(chosen, { ...own?.parameters, ...request.parameters }),
    functions,
    metrics: selectMetrics(metrics, request.metric),
    groups: selectGroups(request.group),
    runtimes: [HOST, ...selectRuntimes(request.runtimes, installed)],
    installed,
  };
}

function selectGroups(names: readonly string[]): (Group | typeof EVERY_GROUP)[] {
  const known = [...GROUPS, EVERY_GROUP] as const;
  return names.map((name) => {
    const group = known.find((candidate) => candidate === name);
    if (group === undefined) throw new UsageError(`There is no group "${name}"; there are ${known.join(', ')}.`);
    return group;
  });
}

function selectRuntimes(names: readonly string[], installed: readonly Runtime[]): Runtime[] {
  const wanted = names.filter((name) => name !== HOST.name);
  return [...new Set(wanted)].map((name) => {
    const runtime = installed.find((candidate) => candidate.name === name);
    if (runtime !== undefined) return runtime;
    const here = [HOST, ...installed].map((known) => known.name).join(', ');
    throw new UsageError(
      `The runtime "${name}" is not installed; there are ${here}. Put it on PATH, or run "npm run setup -- ${name}" in a checkout.`,
    );
  });
}

function selectScenarios(scenarios: readonly Scenario[], names: readonly string[]): Scenario[] {
  const isMeant = ({ name, family }: Scenario, said: string) => said === name || said === family;
  const unknown = names.find((said) => !scenarios.some((scenario) => isMeant(scenario, said)));
  if (unknown !== undefined) {
    const known = [
      ...new Set(scenarios.flatMap(({ name, family }) => [name, ...(family === undefined ? [] : [family])])),
    ].join(', ');
    throw new UsageError(`There is no scenario "${unknown}"; there are ${known}.`);
  }
  return scenarios.filter((scenario) =>
    names.length === 0 ? scenario.isExtra !== true : names.some((said) => isMeant(scenario, said)),
  );
}

/** Scenarios that were asked for, else those of the config, else all that suit a function of the plugin, but no extra workloads. */
function selectForOwn(
  scenarios: readonly Scenario[],
  functions: readonly PluginFunction[],
  { scenario }: ChoiceRequest,
  own: OwnPlugin,
): Scenario[] {
  const asked = scenario.length > 0 ? scenario : own.scenarios;
  const suits = (candidate: Scenario) => functionsOf(candidate, functions).length > 0;
  if (asked.length === 0)
    return scenarios.filter((candidate) => suits(candidate) && (candidate.isExtra !== true || isSteadyData(candidate)));
  const chosen = selectScenarios(scenarios, asked);
  const idle = chosen.find((candidate) => !suits(candidate));
  if (idle === undefined) return chosen;
  throw new UsageError(
    `${own.file} has no function for ${idle.name}; there are ${own.functions.map(({ name, signature }) => `${name} (${signature})`).join(', ')}.`,
  );
}

/** Calls that pass payloads again and again, not whole workloads. */
function isSteadyData({ family, iterationsPerSample }: Scenario): boolean {
  return family === 'data' && iterationsPerSample === 'calibrate';
}

/** @throws UsageError naming a parameter that no chosen scenario has, or a value that it cannot have */
function checkParameters(scenarios: readonly Scenario[], asked: RunRequest['parameters']): RunRequest['parameters'] {
  for (const [name, values] of Object.entries(asked)) {
    const ranges = scenarios.flatMap(({ ranges: own }) => own?.[name] ?? []);
    const [least, most] = ranges;
    if (least === undefined || most === undefined) {
      const known = [...new Set(scenarios.flatMap(({ ranges: own }) => Object.keys(own ?? {})))];
      throw new UsageError(
        `No scenario of this run has a parameter "${name}"; ${known.length === 0 ? 'none has any: choose one with --scenario, e.g. data' : `there are ${known.join(', ')}`}.`,
      );
    }
    const wrong = values.find(
      (value) => !/^(0|[1-9]\d{0,9})$/.test(value) || Number(value) < least || Number(value) > most,
    );
    if (wrong !== undefined) {
      throw new UsageError(
        `"${wrong}" is no value of ${name}: give whole numbers from ${least} to ${most}, e.g. ${name}=512.`,
      );
    }
  }
  return asked;
}

function selectMetrics(metrics: readonly Metric[], names: readonly string[]): Metric[] {
  const wanted = names.length === 0 ? [TIME] : names;
  return wanted.map((name) => {
    const metric = metrics.find((candidate) => candidate.name === name);
    if (metric !== undefined) return metric;
    throw new UsageError(`There is no metric "${name}"; there are ${metrics.map((known) => known.name).join(', ')}.`);
  });
}
