/** Another build of this project, measured side by side with this one: the base of a change. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ArtifactState, describeArtifact, PROJECT_ROOT } from '../artifacts/files.ts';
import type { ArtifactKind } from '../loader.ts';
import { type RunnableCase, UsageError } from '../plan/cases.ts';
import type { Artifact } from '../result/document.ts';
import { PROTOCOL_VERSION } from '../sampling/protocol.ts';

export interface BaseBuild {
  readonly folder: string;
  readonly version: string;
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

/** The other arm of a case. @param from the build that the case is in */
export function baseArm(planned: RunnableCase, base: BaseBuild, from: string): RunnableCase {
  return { ...inBuild(planned, base, from), arm: 'base' };
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
export function pathNote({ folder }: BaseBuild): string | null {
  const [theirs, ours] = [folder.length, PROJECT_ROOT.length];
  if (theirs === ours) return null;
  return `The paths of the two builds have ${theirs} and ${ours} characters, which alone moves set-ups on some machines: the gate judges those only when both are equally long.`;
}

/** What the other arms loaded. */
export function baseArtifacts(artifacts: ReadonlyMap<ArtifactKind, ArtifactState>, base: BaseBuild): Artifact[] {
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
