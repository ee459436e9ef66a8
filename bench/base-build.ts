/** Another build of this project, measured side by side with this one: the base of a change. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type ArtifactState, describeArtifact, PROJECT_ROOT } from './artifacts.ts';
import type { ArtifactKind } from './loader.ts';
import { type RunnableCase, UsageError } from './plan.ts';
import type { Artifact } from './result/document.ts';
import type { Collected } from './sampling/lockstep.ts';

export interface BaseBuild {
  readonly folder: string;
  readonly version: string;
  readonly runnerPath: string;
}

const SUFFIX = '@base';

/** @throws UsageError when the folder holds no build */
export function openBase(folder: string): BaseBuild {
  const runnerPath = join(folder, 'dist', 'sampling', 'runner.js');
  if (!existsSync(runnerPath)) {
    throw new UsageError(`${folder} is not a built checkout of plugin-bench; run "npm ci && npm run build" in it.`);
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { folder, version, runnerPath };
}

/** The other arm of a case: the same file of the other build, run by that build. */
export function baseArm(planned: RunnableCase, base: BaseBuild): RunnableCase {
  const { id, artifactPath, command, isRunner } = planned;
  return {
    ...planned,
    id: id + SUFFIX,
    sizedWith: planned.sizedWith ?? id,
    artifactPath: artifactPath === '' ? '' : inBase(artifactPath, base),
    // What is a runner itself belongs to its build.
    command: isRunner ? command.map((part) => inBase(part, base)) : command,
  };
}

/** What the other arms loaded. */
export function baseArtifacts(artifacts: ReadonlyMap<ArtifactKind, ArtifactState>, base: BaseBuild): Artifact[] {
  return [...artifacts].flatMap(([kind, state]) => {
    if (state.state !== 'built') return [];
    const other = describeArtifact(kind, inBase(state.path, base), 'the other build');
    return other.state === 'built' ? [other.artifact] : [];
  });
}

/** A file of this project, in the other build; a file from elsewhere (`--artifact`) is the same for both. */
function inBase(path: string, { folder }: BaseBuild): string {
  const place = relative(PROJECT_ROOT, path);
  return place.startsWith('..') ? path : join(folder, place);
}

export function isBaseArm({ id }: Pick<RunnableCase, 'id'>): boolean {
  return id.endsWith(SUFFIX);
}

/** What was collected of the other arms, by the ids of their cases. */
export function ofBase(collected: ReadonlyMap<string, Collected>): Map<string, Collected> {
  const arms = [...collected].filter(([id]) => isBaseArm({ id }));
  return new Map(arms.map(([id, state]) => [id.slice(0, -SUFFIX.length), state]));
}
