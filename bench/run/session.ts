/** What a run is before its first sample, and the document that it becomes. */
import { findEngines } from '../artifacts/engines.ts';
import { type ArtifactState, PROJECT_ROOT } from '../artifacts/files.ts';
import type { OwnPlugin } from '../config/load.ts';
import type { PluginFunction } from '../contract/function.ts';
import type { Look } from '../gate/decide.ts';
import { type ArtifactKind, ENGINES, type Loader } from '../loader.ts';
import { packageVersion } from '../packages.ts';
import { marginOf, type Planned, type RunnableCase } from '../plan/cases.ts';
import { paceOf, type RunRequest } from '../plan/run-request.ts';
import type { LeftOut } from '../plan/selection.ts';
import { type Arm, describeParameters, metricOf, tableId } from '../result/case.ts';
import { digestSamples } from '../result/digest.ts';
import {
  type Environment,
  type Facts,
  type MachineLoad,
  type ResultDocument,
  SCHEMA_VERSION,
  type SelfCheck,
  type Settings,
  type Table,
} from '../result/document.ts';
import { currentLoad, describeCommit, describeEnvironment } from '../result/environment.ts';
import { tidy } from '../result/printable.ts';
import { redactor } from '../result/redact.ts';
import { measureTimer, systemClock, type Timer } from '../sampling/clock.ts';
import { flagNames, nodeOptions, passedVariables } from '../sampling/environment.ts';
import type { Collected, Collection } from '../sampling/lockstep.ts';
import type { Metric } from '../sampling/metric.ts';
import { flagsOf, HOST, type Runtime, recordOf } from '../sampling/runtimes.ts';
import { type Scenario, samplesOf } from '../scenario.ts';
import { type CollectedCase, countedTables, evaluate, measuredCases, plannedBlocks } from '../statistics/evaluate.ts';
import { STEPS_PER_SAMPLE } from '../statistics/warnings.ts';
import { TOOL_VERSION } from '../version.ts';
import { type BaseBuild, baseArtifacts } from './arms.ts';
import { batchesResult, controlResult } from './self-check.ts';

/** Shortest sample: long against the clock and the scheduler, short against changes of the machine. */
const SAMPLE_TARGET_MS = 2;

export interface SessionInput {
  readonly planned: readonly Planned[];
  readonly loaders: readonly Loader[];
  readonly scenarios: readonly Scenario[];
  readonly metrics: readonly Metric[];
  readonly artifacts: ReadonlyMap<ArtifactKind, ArtifactState>;
  /** What executes the runners; the host first. */
  readonly runtimes: readonly Runtime[];
  readonly leftOut: readonly LeftOut[];
  readonly request: Pick<RunRequest, 'quick' | 'blocks' | 'seed' | 'budget'>;
  /** The functions that there are. */
  readonly functions?: readonly PluginFunction[];
  /** A plugin of the user's; default: it is ours. */
  readonly own?: OwnPlugin | null;
  /** Default: this build. */
  readonly build?: BaseBuild;
  /** Folder whose commit is recorded. */
  readonly cwd: string;
}

/** What is fixed before the first sample. */
export interface Session {
  readonly planned: readonly Planned[];
  readonly scenarios: readonly Scenario[];
  readonly metrics: readonly Metric[];
  readonly functions: readonly PluginFunction[];
  /** A plugin of the user's; null: it is ours. */
  readonly own: OwnPlugin | null;
  readonly settings: Settings;
  readonly timer: Timer;
  readonly artifacts: ReadonlyMap<ArtifactKind, ArtifactState>;
  readonly runtimes: readonly Runtime[];
  readonly leftOut: readonly LeftOut[];
  /** Where the build is that is measured. */
  readonly folder: string;
  /** Of the mechanisms that are measured. */
  readonly loaders: readonly Loader[];
  readonly packages: Record<string, string>;
  readonly createdAt: string;
  readonly loadAverageAtStart: number;
  readonly commit: string | null;
  elapsedSeconds(): number;
}

export function beginSession({
  planned,
  loaders,
  scenarios,
  metrics,
  artifacts,
  request,
  ...input
}: SessionInput): Session {
  const timer = measureTimer(systemClock);
  const startedNs = systemClock.nowNs();
  const mechanisms = new Set(planned.map(({ identity }) => identity.mechanism));
  const used = new Set(planned.map(({ identity }) => identity.scenario));
  const measuredLoaders = loaders.filter(({ mechanism }) => mechanisms.has(mechanism));
  return {
    planned,
    scenarios: scenarios.filter(({ name }) => used.has(name)),
    metrics,
    functions: input.functions ?? [],
    own: input.own ?? null,
    settings: {
      seed: request.seed,
      blockCount: request.blocks,
      samplesPerBlock: Object.fromEntries(
        scenarios.map((scenario) => [scenario.name, samplesOf(scenario, paceOf(request))]),
      ),
      sampleTargetMs: Math.max(SAMPLE_TARGET_MS, (STEPS_PER_SAMPLE * timer.resolutionNs) / 1e6),
      quick: request.quick,
    },
    timer,
    artifacts,
    runtimes: input.runtimes,
    leftOut: input.leftOut,
    folder: input.build?.folder ?? PROJECT_ROOT,
    loaders: measuredLoaders,
    packages: packageVersions(measuredLoaders),
    createdAt: new Date().toISOString(),
    loadAverageAtStart: currentLoad(),
    commit: describeCommit(input.cwd),
    elapsedSeconds: () => Number(systemClock.nowNs() - startedNs) / 1e9,
  };
}

/** What a run has measured so far. */
export interface Measured {
  readonly collected: Collection;
  readonly machineLoad: readonly MachineLoad[];
  readonly control: RunnableCase | undefined;
  readonly batches: RunnableCase | undefined;
  readonly ladder: SelfCheck['ladder'];
  /** What was found out besides time. */
  readonly facts: readonly Facts[];
  /** Set when another build was measured side by side. */
  readonly pair: ResultDocument['pair'];
  /** Set when it was measured within a budget: when rows were looked at. */
  readonly looks?: readonly Look[];
}

/** @param interruption why the run ended early, or null */
export function toDocument(
  session: Session,
  { collected, machineLoad, control, batches, ladder, facts, pair, looks }: Measured,
  interruption: string | null,
  arm: Arm = 'current',
): ResultDocument {
  const { timer, artifacts, packages } = session;
  const settings = looks === undefined ? session.settings : withLooks(session.settings, looks, collected);
  const environment: Environment = describeEnvironment({
    timer,
    packages,
    loadAverageAtStart: session.loadAverageAtStart,
    runnerFlags: flagNames([...nodeOptions(), ...flagsOf(HOST)]),
    passedVariables: passedVariables(),
    runtimes: session.runtimes.map(recordOf),
  });
  const cases = evaluate(
    session.planned.map((item) => toCollectedCase(item, collected.get(arm))),
    {
      ...{ plannedBlocks: plannedBlocks(settings), timerResolutionNs: timer.resolutionNs, machineLoad },
      counted: countedTables(tablesOf(session)),
    },
  );
  const raw = {
    cases,
    machineLoad: [...machineLoad],
    selfCheck: {
      control: controlResult(control, collected, measuredCases(cases)),
      batches: batchesResult(batches, collected, settings),
      ladder,
    },
  };
  const document: ResultDocument = {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'plugin-bench', version: TOOL_VERSION },
    createdAt: session.createdAt,
    durationSeconds: Number(session.elapsedSeconds().toFixed(3)),
    commit: session.commit,
    interruption,
    pair,
    ...(session.own === null ? {} : { plugin: recordOfPlugin(session.own) }),
    settings,
    environment,
    artifacts: [...artifacts.values()].flatMap((state) => (state.state === 'built' ? [state.artifact] : [])),
    tables: tablesOf(session),
    cases,
    leftOut: [...session.leftOut],
    facts: [...facts],
    machineLoad: raw.machineLoad,
    selfCheck: raw.selfCheck,
    samplesSha256: digestSamples(raw),
  };
  // As it will be when it is read again, and as it may be published.
  tidy(document, redactorOf(session));
  return document;
}

function recordOfPlugin({ name, sha256, functions }: OwnPlugin): ResultDocument['plugin'] {
  return { name, sha256, functions: functions.map(({ name: called, signature }) => ({ name: called, signature })) };
}

/** Of a run within a budget: as many blocks as the row that took most. */
function withLooks(settings: Settings, looks: readonly Look[], collected: Collection): Settings {
  const counts = [...collected.values()].flatMap((rows) => [...rows.values()].map(({ blocks }) => blocks.length));
  const own = { ...settings, blockCount: Math.max(1, ...counts) };
  return looks.length === 0 ? own : { ...own, looks: [...looks] };
}

/** What hides folders and secrets in a text of this run. */
export function redactorOf({ folder }: Session): (text: string) => string {
  return redactor([PROJECT_ROOT, folder, process.cwd()]);
}

/** The other arm of a run, as a document of its own: same run, same rounds, other build. */
export function baseDocument(
  session: Session,
  measured: Measured,
  base: BaseBuild,
  interruption: string | null,
): ResultDocument {
  const pair = measured.pair && { ...measured.pair, arm: 'base' as const, pathLength: base.folder.length };
  const ownSession = base.plugin ? session : { ...session, packages: packageVersions(session.loaders, base.folder) };
  const own = { ...measured, facts: [], control: undefined, batches: undefined, pair };
  const document = toDocument(ownSession, own, interruption, 'base');
  return {
    ...document,
    tool: { ...document.tool, version: base.version },
    artifacts: baseArtifacts(session.artifacts, base),
    commit: describeCommit(base.plugin?.folder ?? base.folder),
  };
}

function toCollectedCase(item: Planned, collected: ReadonlyMap<string, Collected> | undefined): CollectedCase {
  const { identity } = item;
  if (item.state === 'skipped') return { identity, blocks: [], outcome: 'skipped', reason: item.reason };
  const { blocks, error, printed } = collected?.get(identity.id) ?? { blocks: [], error: null };
  const common = { identity, blocks, printed };
  return error === null ? { ...common, outcome: 'sampled' } : { ...common, outcome: 'failed', error };
}

/** In the order of the plan. */
function tablesOf({ planned, scenarios, metrics, functions }: Session): Table[] {
  const identities = new Map(planned.map(({ identity }) => [tableId(identity), identity]));
  return [...identities].map(([id, identity]): Table => {
    const scenario = scenarios.find(({ name }) => name === identity.scenario);
    const metric = metrics.find(({ name }) => name === metricOf(identity));
    if (scenario === undefined || metric === undefined)
      throw new Error(`${id} is of no scenario or metric of this run.`);
    const about = describeParameters(identity.parameters);
    const title = about === '' ? scenario.title : `${scenario.title}, ${about}`;
    const description = describeTable(scenario, identity.parameters?.['function'] ?? scenario.function, functions);
    const margin = marginOf(scenario, metric);
    return {
      ...{ id, scenario: scenario.name, title, description, metric: metric.name, unit: metric.unit },
      ...(margin === undefined ? {} : { margin }),
      ...(metric.counts === undefined ? {} : { countedBlocks: metric.counts.blocks }),
    };
  });
}

/** Descriptions speak of the function that the scenario is made for. */
function describeTable(scenario: Scenario, asked: string, functions: readonly PluginFunction[]): string {
  // Those of the user's come last.
  const about = functions.filter(({ name }) => name === asked).at(-1)?.about;
  const text = scenario.description.replace(new RegExp(`\\b${scenario.function}\\b`, 'g'), asked);
  return about === undefined ? text : `${text} ${about}`;
}

function packageVersions(loaders: readonly Loader[], root?: string): Record<string, string> {
  const names = new Set(['tinybench', ...loaders.flatMap(({ packages }) => packages)]);
  const versions = Object.fromEntries([...names].map((name) => [name, packageVersion(name, root) ?? 'not installed']));
  return { ...versions, ...(loaders.some(({ group }) => group === ENGINES) ? crateVersions() : {}) };
}

/** What is built into the engines, named so that no npm package is meant. */
function crateVersions(): Record<string, string> {
  const found = findEngines();
  const crates = found.state === 'built' ? found.engines.description.crates : {};
  return Object.fromEntries(Object.entries(crates).map(([name, version]) => [`${name} (crate)`, version]));
}
