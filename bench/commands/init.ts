/** `plugin-bench init`: writes a config for a plugin of the user's, by three answers or as many options. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { OwnSignature } from '../config/functions.ts';
import { loadConfig } from '../config/load.ts';
import { EXIT, type Io } from '../io.ts';
import type { ArtifactKind } from '../loader.ts';
import { UsageError } from '../plan/cases.ts';

export interface InitOptions {
  /** Absolute. */
  readonly folder: string;
  /** `name` or `name:signature`. */
  readonly function: string | null;
  /** Paths, or `kind=path`, relative to the working folder. */
  readonly artifacts: readonly string[];
  /** JavaScript: a function that answers rightly. */
  readonly reference: string | null;
}

const FILE = 'plugin-bench.config.js';
const KIND_OF: Readonly<Record<string, ArtifactKind>> = {
  ...{ '.so': 'shared-library', '.dylib': 'shared-library', '.dll': 'shared-library' },
  ...{ '.node': 'napi-addon', '.wasm': 'wasm-module', '.js': 'javascript', '.mjs': 'javascript', '': 'executable' },
  '.exe': 'executable',
};

export async function init(options: InitOptions, io: Io): Promise<number> {
  const { folder } = options;
  const file = join(folder, FILE);
  if (!existsSync(folder)) throw new UsageError(`${folder} does not exist; make it first.`);
  if (existsSync(file)) throw new UsageError(`${file} is there already; edit it, or remove it first.`);
  const given = await ask(options, io);
  const [name = '', signature = 'i32-i32-to-i32'] = (given.function ?? '').split(':');
  const artifacts = given.artifacts.map((text) => describe(text, folder, io.cwd));
  writeFileSync(file, render({ name, signature: signature as OwnSignature, artifacts, reference: given.reference }));
  try {
    await loadConfig(file);
  } catch (error) {
    rmSync(file);
    throw error;
  }
  const shown = relative(io.cwd, file);
  io.stdout(`${shown} is written.\nNext: plugin-bench check ${shown}, then plugin-bench run --config ${shown}\n`);
  return EXIT.ok;
}

/** What was not given is asked for, in a terminal. */
async function ask(options: InitOptions, io: Io): Promise<InitOptions> {
  const missing = [
    ...(options.function === null ? ['--function'] : []),
    ...(options.artifacts.length === 0 ? ['--artifact'] : []),
  ];
  if (missing.length === 0) return options;
  if (!io.isTerminal || !process.stdin.isTTY) {
    throw new UsageError(
      `Nobody can be asked here: give ${missing.join(' and ')}, e.g. --function add --artifact ./libadd.so.`,
    );
  }
  const lines = createInterface({ input: process.stdin, output: io.stderrStream });
  const question = async (text: string) => (await lines.question(text, { signal: io.signal })).trim();
  try {
    const asked =
      options.function ??
      (await question('Which function? Two integers to one: its name; bytes to one integer: name:bytes-to-u32\n> '));
    const files =
      options.artifacts.length > 0
        ? options.artifacts
        : (await question('In which files? Paths of .so, .node, .wasm, .js or a program, with blanks between\n> '))
            .split(/\s+/)
            .filter(Boolean);
    const reference =
      options.reference ??
      (await question(
        'What does it answer? JavaScript, e.g. (a, b) => (a + b) | 0; nothing: as the .js file says\n> ',
      ));
    return { ...options, function: asked, artifacts: files, reference: reference === '' ? null : reference };
  } finally {
    lines.close();
  }
}

function describe(text: string, folder: string, cwd: string): readonly [ArtifactKind, string] {
  const [, named, path = text] = /^([a-z-]+)=(.+)$/.exec(text) ?? [];
  const kind = named ?? KIND_OF[extname(basename(path))];
  if (kind === undefined) throw new UsageError(`What ${path} is cannot be told from its name; give KIND=${path}.`);
  const place = relative(folder, resolve(cwd, path)).replaceAll('\\', '/');
  return [kind as ArtifactKind, place.startsWith('.') ? place : `./${place}`];
}

interface Written {
  readonly name: string;
  readonly signature: OwnSignature;
  readonly artifacts: readonly (readonly [ArtifactKind, string])[];
  readonly reference: string | null;
}

function render({ name, signature, artifacts, reference }: Written): string {
  return [
    '// What plugin-bench measures with --config. Each field: docs/own-plugin.md.',
    'export default {',
    '  functions: {',
    `    ${JSON.stringify(name)}: {`,
    `      signature: ${JSON.stringify(signature)},`,
    ...(reference === null
      ? []
      : [
          '      // What a right plugin answers: every mechanism is held against it.',
          `      reference: ${reference},`,
        ]),
    '    },',
    '  },',
    '  artifacts: {',
    ...artifacts.map(([kind, path]) => `    ${JSON.stringify(kind)}: ${JSON.stringify(path)},`),
    '  },',
    '};',
    '',
  ].join('\n');
}
