/** Which cases a run consists of: mechanisms x scenarios, less what cannot run here, which keeps its reason. */
import picomatch from 'picomatch';
import type { ArtifactState } from './artifacts.ts';
import { unavailability } from './discover.ts';
import type { ArtifactKind, Loader } from './loader.ts';
import type { PlannedCase } from './sampling/lockstep.ts';
import type { Scenario } from './scenario.ts';
import type { CaseIdentity } from './statistics/evaluate.ts';

/** A case that will be sampled. */
export interface RunnableCase extends PlannedCase {
  readonly identity: CaseIdentity;
  readonly artifactKind: ArtifactKind | null;
  readonly artifactPath: string;
}

export type Planned =
  | { readonly state: 'runnable'; readonly identity: CaseIdentity; readonly runnable: RunnableCase }
  | { readonly state: 'skipped'; readonly identity: CaseIdentity; readonly reason: string };

export interface PlanInput {
  readonly loaders: readonly Loader[];
  readonly scenarios: readonly Scenario[];
  readonly artifacts: ReadonlyMap<ArtifactKind, ArtifactState>;
  readonly runtime: string;
  readonly quick: boolean;
}

/** The user asked for something that does not exist. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Why a mechanism cannot run here, or null: its packages, its own conditions, its artifact. */
export function gapOf(loader: Loader, artifacts: ReadonlyMap<ArtifactKind, ArtifactState>): string | null {
  const artifact = loader.artifact === null ? undefined : artifacts.get(loader.artifact);
  return unavailability(loader) ?? (artifact?.state === 'missing' ? artifact.reason : null);
}

export function planCases(input: PlanInput): Planned[] {
  return input.scenarios.flatMap((scenario) => input.loaders.map((loader) => planCase(loader, scenario, input)));
}

function planCase(loader: Loader, scenario: Scenario, input: PlanInput): Planned {
  const id = `${scenario.name}/${loader.mechanism}`;
  const identity: CaseIdentity = {
    id,
    scenario: scenario.name,
    mechanism: loader.mechanism,
    title: loader.title,
    ...(loader.note === undefined ? {} : { note: loader.note }),
    runtime: input.runtime,
    callStyle: loader.callStyle,
  };
  const reason = gapOf(loader, input.artifacts);
  if (reason !== null) return { state: 'skipped', identity, reason };
  const runnable: RunnableCase = {
    id,
    identity,
    samplesPerRunner: scenario.samplesPerRunner,
    samplesPerBlock: input.quick ? scenario.samplesPerBlock.quick : scenario.samplesPerBlock.default,
    artifactKind: loader.artifact,
    artifactPath: pathOf(loader, input.artifacts),
  };
  return { state: 'runnable', identity, runnable };
}

/** The built file of a mechanism; empty when it has none. */
export function pathOf(loader: Loader, artifacts: ReadonlyMap<ArtifactKind, ArtifactState>): string {
  const artifact = loader.artifact === null ? undefined : artifacts.get(loader.artifact);
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
    const matches = picomatch(glob, { bash: true });
    if (!cases.some(({ identity }) => matches(identity.id))) {
      throw new UsageError(
        `No case matches "${glob}". Cases are scenario/mechanism: ${exampleIds(cases)}; see "plugin-bench list".`,
      );
    }
  }
  const selected = picomatch([...globs], { bash: true });
  return cases.filter(({ identity }) => selected(identity.id));
}

function exampleIds(cases: readonly { readonly identity: CaseIdentity }[]): string {
  return cases
    .slice(0, 4)
    .map(({ identity }) => identity.id)
    .join(', ')
    .concat(', …');
}
