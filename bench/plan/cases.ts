/** Which cases a run consists of: mechanisms x scenarios, less what cannot run here, which keeps its reason. */
import picomatch from 'picomatch';
import type { ArtifactState } from '../artifacts/files.ts';
import type { PluginFunction } from '../contract/function.ts';
import { type ArtifactKind, artifactOf, type Loader, type RuntimeInfo, reaches, refusalOf } from '../loader.ts';
import { installCommand, isPlugAndPlay, packageVersion } from '../packages.ts';
import { type CaseParameters, caseId, TIME } from '../result/case.ts';
import { type Launch, launchRunner } from '../sampling/launch.ts';
import type { PlannedCase } from '../sampling/lockstep.ts';
import type { Metric } from '../sampling/metric.ts';
import { HOST, type Runtime } from '../sampling/runtimes.ts';
import { type Pace, parametersOf, type Scenario, samplesOf } from '../scenario.ts';
import { type CaseIdentity, FLOOR_MECHANISMS, isFloor } from '../statistics/evaluate.ts';
import { REFERENCE_MECHANISMS } from '../statistics/ratio.ts';

/** A case that will be sampled. */
export interface RunnableCase extends PlannedCase {
  readonly identity: CaseIdentity;
  readonly scenario: Scenario;
  readonly metric: Metric;
  /** What it asks the plugin. */
  readonly function: PluginFunction;
  readonly artifactKind: ArtifactKind | null;
  readonly artifactPath: string;
  /** How its runners are started. */
  readonly launch: Launch;
}

export type Planned =
  | { readonly state: 'runnable'; readonly identity: CaseIdentity; readonly runnable: RunnableCase }
  | { readonly state: 'skipped'; readonly identity: CaseIdentity; readonly reason: string };

export interface PlanInput {
  readonly loaders: readonly Loader[];
  readonly scenarios: readonly Scenario[];
  readonly functions: readonly PluginFunction[];
  readonly metrics: readonly Metric[];
  readonly artifacts: ReadonlyMap<ArtifactKind, ArtifactState>;
  /** Every loader runs in all of these that it can run in; the first is the host. */
  readonly runtimes: readonly Runtime[];
  /** Others that are installed: a loader that needs one of them runs there. */
  readonly installed?: readonly Runtime[];
  readonly pace: Pace;
  /** Values in place of those of scenarios. */
  readonly parameters?: Readonly<Record<string, readonly string[]>>;
}

const COMPANIONS: readonly string[] = [...Object.values(FLOOR_MECHANISMS), ...REFERENCE_MECHANISMS];

/** The user asked for something that does not exist. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Why known work and facts leave out an artifact that has failed a row by giving no answer in time. */
export const NOT_ASKED_AGAIN = 'Its plugin gave a row no answer in time, and is not asked again.';

/** Why a mechanism cannot run there, or null: its packages, its own conditions, its artifact. */
export function gapOf(
  loader: Loader,
  artifacts: ReadonlyMap<ArtifactKind, ArtifactState>,
  runtime: RuntimeInfo = HOST.info,
  kind: ArtifactKind | null = loader.artifact,
): string | null {
  const artifact = kind === null ? undefined : artifacts.get(kind);
  return unavailability(loader, runtime) ?? (artifact?.state === 'missing' ? artifact.reason : null);
}

/** Why a loader cannot run there whatever is built, or null. */
function unavailability(loader: Loader, runtime: RuntimeInfo): string | null {
  if ((runtime.family === 'bun' || runtime.family === 'deno') && isPlugAndPlay()) {
    return "Only Node.js finds packages of Yarn's Plug'n'Play; install plugin-bench with \"nodeLinker: node-modules\" to measure others.";
  }
  for (const name of runtime.family === 'rust' ? [] : loader.packages) {
    if (packageVersion(name) === null) {
      return `The package ${name} is not installed; run "${installCommand(name)}".`;
    }
  }
  return refusalOf(loader, runtime);
}

/** A loader in a runtime: what becomes one case of each scenario. */
export interface Placed {
  readonly loader: Loader;
  readonly runtime: Runtime;
}

export function planCases(input: PlanInput): Planned[] {
  const placed = placeLoaders(input);
  return input.scenarios.flatMap((scenario) =>
    input.metrics.flatMap((metric) =>
      functionsOf(scenario, input.functions).flatMap((asked) =>
        parametersOf(scenario, input.pace, input.parameters).flatMap((parameters) =>
          placed.map((place) => planCase(place, { scenario, metric, asked, parameters }, input)),
        ),
      ),
    ),
  );
}

/** What is measured of every mechanism. */
interface Subject {
  readonly scenario: Scenario;
  readonly metric: Metric;
  readonly asked: PluginFunction;
  readonly parameters: CaseParameters;
}

/**
 * The function that a scenario is made for, then those that name it; of a plugin of the user's, all of its own that are called alike.
 * @throws Error when it is made for none that there is
 */
export function functionsOf(scenario: Scenario, functions: readonly PluginFunction[]): PluginFunction[] {
  const isUsers = ({ config }: PluginFunction) => config !== undefined;
  const own = functions.find((known) => known.name === scenario.function && !isUsers(known));
  if (own === undefined) throw new Error(`${scenario.name} is made for "${scenario.function}", which is no function.`);
  if (functions.some(isUsers)) return functions.filter((known) => isUsers(known) && known.signature === own.signature);
  return [own, ...functions.filter((other) => other !== own && other.scenarios?.includes(scenario.name))];
}

function gapOfScenario(
  { name, native, callStyles }: Scenario,
  { callStyle }: Loader,
  { info }: Runtime,
): string | null {
  if (info.family === 'rust') return native === undefined ? `The Rust host has no routine for ${name}.` : null;
  return callStyle === 'async' && callStyles !== undefined ? callStyles.async : null;
}

function gapOfMetric(metric: Metric, loader: Loader, { info }: Runtime): string | null {
  if (info.family === 'rust' && metric.name !== TIME) return `The Rust host reads time, not ${metric.name}.`;
  return metric.refuses?.(loader, info) ?? metric.unavailable();
}

/** Why a mechanism cannot be asked for a function, or null. The floor is asked for none. */
function gapOfFunction(loader: Loader, asked: PluginFunction, { info }: Runtime): string | null {
  if (isFloor(loader)) return null;
  if (asked.config !== undefined && info.family === 'rust')
    return 'The Rust host checks answers by functions that are compiled into it: it cannot know those of a config.';
  if (!reaches(loader, asked)) {
    const known = loader.gaps?.[asked.signature];
    if (known !== undefined) return known;
    return loader.functions === undefined
      ? `plugin-bench does not measure functions of ${asked.signature} through it, such as ${asked.name}.`
      : `It reaches ${loader.functions.join(', ')} only, not ${asked.name}.`;
  }
  const kind = artifactOf(loader, asked);
  const isPart = kind === null || (asked.artifacts?.includes(kind) ?? true);
  return isPart ? null : `The ${kind} does not have the function ${asked.name}.`;
}

/**
 * Every loader in every runtime asked for; one that can run in none of them, in an installed one where it can, together with
 * the floors and the reference of that runtime, without which its figures would stand alone.
 */
export function placeLoaders({
  loaders,
  runtimes,
  installed = [],
}: Pick<PlanInput, 'loaders' | 'runtimes' | 'installed'>): Placed[] {
  const canRun = (loader: Loader, { info }: Runtime) => refusalOf(loader, info) === null;
  const elsewhere = new Map<Loader, Runtime>();
  for (const loader of loaders) {
    if (runtimes.some((runtime) => canRun(loader, runtime))) continue;
    const other = installed.find((runtime) => canRun(loader, runtime));
    if (other !== undefined) elsewhere.set(loader, other);
  }
  const visited = [...new Set(elsewhere.values())].filter((runtime) => !runtimes.includes(runtime));
  return loaders.flatMap((loader) => {
    const able = runtimes.filter((runtime) => canRun(loader, runtime));
    // Where it can run nowhere, the row of the host says why.
    const places = able.length > 0 ? able : [elsewhere.get(loader) ?? HOST];
    const companions = visited.filter((runtime) => isCompanion(loader, runtime));
    return [...new Set([...places, ...companions])].map((runtime) => ({ loader, runtime }));
  });
}

/** What comes along into a runtime that others need: floors and references, and into the Rust host all that it has. */
function isCompanion(loader: Loader, { info }: Runtime): boolean {
  return refusalOf(loader, info) === null && (info.family === 'rust' || COMPANIONS.includes(loader.mechanism));
}

function planCase(
  { loader, runtime }: Placed,
  { scenario, metric, asked, parameters: own }: Subject,
  input: PlanInput,
): Planned {
  const { mechanism } = loader;
  // What is usual is not named, so that its ids stay what they are.
  const parameters: CaseParameters = {
    ...(asked.name === scenario.function && asked.config === undefined ? {} : { function: asked.name }),
    ...own,
    ...(metric.name === TIME ? {} : { metric: metric.name }),
  };
  const id = caseId({ scenario: scenario.name, mechanism, runtime: nameInIds(runtime), parameters });
  const identity: CaseIdentity = {
    id,
    scenario: scenario.name,
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    mechanism,
    title: titleOf(loader, runtime),
    ...(loader.note === undefined ? {} : { note: loader.note }),
    group: loader.group,
    boundary: loader.boundary,
    runtime: runtime.name,
    // The Rust host waits for answers, it does not await them.
    callStyle: runtime.info.family === 'rust' ? 'sync' : loader.callStyle,
  };
  const artifactKind = artifactOf(loader, asked);
  const reason =
    gapOf(loader, input.artifacts, runtime.info, artifactKind) ??
    gapOfFunction(loader, asked, runtime) ??
    gapOfScenario(scenario, loader, runtime) ??
    gapOfMetric(metric, loader, runtime);
  if (reason !== null) return { state: 'skipped', identity, reason };
  const launch = launchRunner(runtime, loader);
  const runnable: RunnableCase = {
    id,
    identity,
    launch: metric.wrap?.(launch, scenario) ?? launch,
    scenario,
    metric,
    function: asked,
    samplesPerRunner: scenario.samplesPerRunner,
    ...samplingOf(scenario, metric, input.pace),
    artifactKind,
    artifactPath: pathOf(loader, input.artifacts, artifactKind),
  };
  return { state: 'runnable', identity, runnable };
}

/** How often it is sampled, and when: what counts work needs few samples, and runs beside others. */
function samplingOf(
  scenario: Scenario,
  { counts }: Metric,
  pace: Pace,
): Pick<PlannedCase, 'samplesPerBlock' | 'mostBlocks' | 'isUndisturbed'> {
  if (counts === undefined) return { samplesPerBlock: samplesOf(scenario, pace) };
  const samplesPerBlock = scenario.samplesPerRunner === 'one' ? 1 : counts.samplesPerRunner;
  return { samplesPerBlock, mostBlocks: counts.blocks, isUndisturbed: true };
}

/** The share up to which the gate accepts a change of such cases; undefined: its default. */
export function marginOf({ margin, iterationsPerSample }: Scenario, { counts }: Metric): number | undefined {
  return counts === undefined ? margin : counts.margin[iterationsPerSample === 1 ? 'once' : 'repeated'];
}

/** The runtime in ids; that of plugin-bench itself is not named. */
export function nameInIds({ name, info }: Runtime): string | null {
  return info.isHost ? null : name;
}

/** Without floors and references of runtimes that nothing else in the selection needs. */
export function dropIdleCompanions<T extends { readonly identity: CaseIdentity }>(
  cases: readonly T[],
  asked: readonly Runtime[],
): T[] {
  const needed = new Set(asked.map(({ name }) => name));
  for (const { identity } of cases) if (!COMPANIONS.includes(identity.mechanism)) needed.add(identity.runtime);
  return cases.filter(({ identity }) => needed.has(identity.runtime));
}

/** Label of a mechanism, with the engine that really runs it where that belongs to the name. */
export function titleOf({ title }: Loader, { engine }: Pick<Runtime, 'engine'>): string {
  return typeof title === 'string' ? title : title(engine);
}

/** The built file of a mechanism; empty when it has none. */
export function pathOf(
  loader: Loader,
  artifacts: ReadonlyMap<ArtifactKind, ArtifactState>,
  kind: ArtifactKind | null = loader.artifact,
): string {
  const artifact = kind === null ? undefined : artifacts.get(kind);
  return artifact?.state === 'built' ? artifact.path : '';
}

/**
 * Keeps the cases whose id matches one of the globs; `*` crosses the slash, so that `*koffi*` means what it says.
 * @throws UsageError when a glob matches nothing
 */
export function selectCases<T extends { readonly identity: CaseIdentity }>(
  cases: readonly T[],
  globs: readonly string[],
): T[] {
  if (globs.length === 0) return [...cases];
  for (const glob of globs) {
    const matches = matcherOf(glob);
    if (!cases.some(({ identity }) => matches(identity))) {
      throw new UsageError(
        `No case matches "${glob}". Cases are scenario/mechanism: ${exampleIds(cases)}; see "plugin-bench list".`,
      );
    }
  }
  const matchers = globs.map(matcherOf);
  return cases.filter(({ identity }) => matchers.some((matches) => matches(identity)));
}

/**
 * A plain word is the beginning of a mechanism's name: `koffi` is `*` + `/koffi*`. Stars reach across slashes. The metric was asked
 * for by an option of its own, so a case is also meant by its id without it.
 */
function matcherOf(glob: string): (identity: CaseIdentity) => boolean {
  const matches = picomatch(/^[\w-]+$/.test(glob) ? `*/${glob}*` : glob, { bash: true });
  return ({ id }) => matches(id) || matches(id.replace(/[?&]metric=[^&]*$/, ''));
}

function exampleIds(cases: readonly { readonly identity: CaseIdentity }[]): string {
  return cases
    .slice(0, 4)
    .map(({ identity }) => identity.id)
    .join(', ')
    .concat(', …');
}
