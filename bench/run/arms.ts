/** What is measured side by side with this build: another build of this project, or of the user's plugin. The base of a change. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ArtifactState, describeArtifact, PROJECT_ROOT, problemOf } from '../artifacts/files.ts';
import { ownArtifacts } from '../config/artifacts.ts';
import type { OwnPlugin } from '../config/load.ts';
import type { ArtifactKind } from '../loader.ts';
import { type RunnableCase, UsageError } from '../plan/cases.ts';
import type { Artifact } from '../result/document.ts';
import { PROTOCOL_VERSION } from '../sampling/protocol.ts';
import { TOOL_VERSION } from '../version.ts';

export interface BaseBuild {
  readonly folder: string;
  readonly version: string;
  /** Of the user's plugin, where the harness is the same for both. */
  readonly plugin?: {
    readonly artifacts: ReadonlyMap<ArtifactKind, ArtifactState>;
    /** Whose commit is recorded. */
    readonly folder: string;
  };
}

/** @throws UsageError when the folder holds no build, or one whose runners speak another protocol */
export async function openBase(folder: string): Promise<BaseBuild> {
  const runnerPath = join(folder, 'dist', 'sampling', 'runner.js');
  if (!existsSync(runnerPath)) {
    throw new UsageError(`${folder} is not a built checkout of plugin-bench; run "npm ci && npm run build" in it.`);
  }
  const { PROTOCOL_VERSION: theirs } = (await import(
    pathToFileURL(join(folder, 'dist', 'sampling', 'protocol.js')).href
  )) as {
    readonly PROTOCOL_VERSION?: number;
  };
  if (theirs !== PROTOCOL_VERSION) {
    throw new UsageError(
      `The runners of ${folder} speak ${theirs === undefined ? 'an older runner protocol' : `version ${theirs} of the runner protocol`}, these speak version ${PROTOCOL_VERSION}; build both checkouts from commits with the same harness.`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { folder: realpathSync(folder), version };
}

/**
 * Another build of a user's plugin: the files that this config names, in another folder. What config lies there is not read.
 * @param copies for what is made of its JavaScript module
 * @throws UsageError when one of them is not there
 */
export function openOther(own: OwnPlugin, folder: string, copies: string): BaseBuild {
  const artifacts: OwnPlugin['artifacts'] = Object.fromEntries(
    Object.entries(own.artifacts).map(([kind, path]) => {
      const other = resolve(folder, relative(own.folder, path));
      const problem = problemOf(other);
      if (problem === null) return [kind, other];
      throw new UsageError(`${own.file} names a ${kind}, and ${other} ${problem}: build it there, in the same place.`);
    }),
  );
  const plugin = { artifacts: ownArtifacts({ ...own, artifacts }, copies), folder };
  return { folder: PROJECT_ROOT, version: TOOL_VERSION, plugin };
}

/** The other arm of a case. @param from the build that the case is in */
export function baseArm(planned: RunnableCase, base: BaseBuild, from: string): RunnableCase {
  if (base.plugin === undefined) return { ...inBuild(planned, base, from), arm: 'base' };
  const state = planned.artifactKind === null ? undefined : base.plugin.artifacts.get(planned.artifactKind);
  return { ...planned, arm: 'base', artifactPath: state?.state === 'built' ? state.path : '' };
}

/** A case of one build in another: the same file there, run by that build. @param from the build that it is in */
export function inBuild(planned: RunnableCase, base: BaseBuild, from = PROJECT_ROOT): RunnableCase {
  const { artifactPath, launch } = planned;
  const { executable, script } = launch;
  return {
    ...planned,
    artifactPath: artifactPath === '' ? '' : inBase(artifactPath, base, from),
    // A runner belongs to its build; what executes its script is the same for both.
    launch:
      script === null
        ? { ...launch, executable: inBase(executable, base, from) }
        : { ...launch, script: inBase(script, base, from) },
  };
}

/**
 * On virtual machines, whether a thread that waits is woken at once or late depends on microseconds, and those on the length of
 * a path: identical builds in folders of 20 and 24 characters differed by 28 % in setup/koffi, and tied in folders of one length.
 * @returns what to say when that may happen, or null
 */
export function pathNote({ folder, plugin }: BaseBuild): string | null {
  // Both builds of a user's plugin are loaded from copies in one folder.
  if (plugin !== undefined) return null;
  const [theirs, ours] = [folder.length, PROJECT_ROOT.length];
  if (theirs === ours) return null;
  return `The paths of the two builds have ${theirs} and ${ours} characters, which alone moves set-ups on some machines: the gate judges those only when both are equally long.`;
}

/** What the other arms loaded. */
export function baseArtifacts(artifacts: ReadonlyMap<ArtifactKind, ArtifactState>, base: BaseBuild): Artifact[] {
  if (base.plugin !== undefined)
    return [...base.plugin.artifacts.values()].flatMap((state) => (state.state === 'built' ? [state.artifact] : []));
  return [...artifacts].flatMap(([kind, state]) => {
    if (state.state !== 'built') return [];
    const other = describeArtifact(kind, inBase(state.path, base, PROJECT_ROOT), 'the other build');
    return other.state === 'built' ? [other.artifact] : [];
  });
}

/** A file of one build, in the other; a file from elsewhere (`--artifact`) is the same for both. */
function inBase(path: string, { folder }: BaseBuild, from: string): string {
  const place = relative(from, path);
  // On another drive of Windows it stays absolute.
  return place.startsWith('..') || isAbsolute(place) ? path : join(folder, place);
}
