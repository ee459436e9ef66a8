/** What there is, and what of it was asked for: names become mechanisms, scenarios, metrics and runtimes, or one sentence. */
import type { PluginFunction } from '../contract/function.ts';
import { discoverFunctions, discoverLoaders, discoverScenarios } from '../discover.ts';
import { GROUPS, type Group, type Loader } from '../loader.ts';
import { TIME } from '../result/case.ts';
import type { Metric } from '../sampling/metric.ts';
import { discoverMetrics } from '../sampling/metrics.ts';
import { findRuntimes, HOST, type Runtime } from '../sampling/runtimes.ts';
import type { Scenario } from '../scenario.ts';
import { UsageError } from './cases.ts';
import type { RunRequest } from './run-request.ts';
import { EVERY_GROUP } from './selection.ts';

export type ChoiceRequest = Pick<RunRequest, 'scenario' | 'group' | 'runtimes' | 'metric'>;

/** What there is, and what was asked for. */
export interface Choice {
  readonly loaders: readonly Loader[];
  readonly scenarios: readonly Scenario[];
  readonly functions: readonly PluginFunction[];
  readonly metrics: readonly Metric[];
  readonly groups: readonly (Group | typeof EVERY_GROUP)[];
  /** The host first. */
  readonly runtimes: readonly Runtime[];
  readonly installed: readonly Runtime[];
}

/** @throws UsageError naming what does not exist, before anything is built */
export async function choose(request: ChoiceRequest): Promise<Choice> {
  const [loaders, scenarios, functions, metrics, installed] = await Promise.all([
    discoverLoaders(),
    discoverScenarios(),
    discoverFunctions(),
    discoverMetrics(),
    findRuntimes(),
  ]);
  return {
    loaders,
    scenarios: selectScenarios(scenarios, request.scenario),
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

function selectMetrics(metrics: readonly Metric[], names: readonly string[]): Metric[] {
  const wanted = names.length === 0 ? [TIME] : names;
  return wanted.map((name) => {
    const metric = metrics.find((candidate) => candidate.name === name);
    if (metric !== undefined) return metric;
    throw new UsageError(`There is no metric "${name}"; there are ${metrics.map((known) => known.name).join(', ')}.`);
  });
}
