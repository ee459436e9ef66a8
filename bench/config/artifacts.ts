/** The files of a user's plugin, as those of ours are described: what a config does not name is missing. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { namedIn } from '../artifacts/ensure.ts';
import { type ArtifactState, artifactPath, describeArtifact } from '../artifacts/files.ts';
import { ARTIFACT_KINDS, artifactFile } from '../artifacts/kinds.ts';
import { withoutExports } from '../artifacts/recipes/script.ts';
import type { ArtifactKind } from '../loader.ts';
import type { OwnPlugin } from './load.ts';

/** @param folder for what is made of the JavaScript module; the caller removes it */
export function ownArtifacts(own: OwnPlugin, folder: string): Map<ArtifactKind, ArtifactState> {
  return new Map(ARTIFACT_KINDS.map((kind): [ArtifactKind, ArtifactState] => [kind, stateOf(kind, own, folder)]));
}

function stateOf(kind: ArtifactKind, own: OwnPlugin, folder: string): ArtifactState {
  const { artifacts, file } = own;
  const path = artifacts[kind];
  if (kind === 'script' && path === undefined && artifacts.javascript !== undefined)
    return asScript(artifacts.javascript, own, folder);
  if (path === undefined) return { state: 'missing', reason: `${file} names no ${kind}.` };
  return kind === 'javascript' ? withHost(path, file, folder) : describeArtifact(kind, path, namedIn(file));
}

/** The module as a script, for hosts that evaluate source text. */
function asScript(path: string, { functions, file }: OwnPlugin, folder: string): ArtifactState {
  const source = withoutExports(readFileSync(path, 'utf8'));
  if (/^\s*(import|export)\b/m.test(source)) {
    const name = basename(path);
    return { state: 'missing', reason: `${name} imports, or exports by default: name a script in ${file} as well.` };
  }
  // What is declared by const is in a script, and no property of its global object.
  const named = functions.map(({ name }) => `if (typeof ${name} === 'function') globalThis.${name} = ${name};`);
  mkdirSync(folder, { recursive: true });
  const target = join(folder, artifactFile('script'));
  writeFileSync(target, `${source}\n${named.join('\n')}\n`);
  return describeArtifact('script', target, namedIn(file));
}

/** The file of our own module: of a user's, the copy is called so. */
const MODULE = basename(artifactPath('javascript'));

/** A module that its host imports statically is in two files: the user's, and one that says so. */
function withHost(path: string, file: string, folder: string): ArtifactState {
  const own = join(folder, 'javascript');
  mkdirSync(own, { recursive: true });
  copyFileSync(path, join(own, MODULE));
  writeFileSync(join(own, 'static-host.js'), `export * from './${MODULE}';\n`);
  writeFileSync(join(own, 'package.json'), '{ "type": "module" }\n');
  const state = describeArtifact('javascript', join(own, MODULE), namedIn(file));
  if (state.state === 'missing') return state;
  return { ...state, artifact: { ...state.artifact, file: basename(path) } };
}
