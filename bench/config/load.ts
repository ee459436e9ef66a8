/**
 * Reads plugin-bench.config: a plugin of the user's, measured as ours is. It is code of that project, and runs only because its
 * file or folder was named. Every mistake is one sentence that names the file and the field.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { problemOf, sha256 } from '../artifacts/files.ts';
import { GIVABLE_KINDS } from '../artifacts/kinds.ts';
import type { PluginFunction } from '../contract/function.ts';
import { BYTES_EDGES, randomBytes } from '../contract/signatures/bytes-to-u32.ts';
import { EDGES, makeInputs } from '../contract/signatures/i32-i32-to-i32.ts';
import type { ArtifactKind } from '../loader.ts';
import { UsageError } from '../plan/cases.ts';
import {
  type FunctionEntry,
  importConfig,
  OWN_SIGNATURES,
  type Reference,
  referenceOf,
  toFunction,
} from './functions.ts';

/** A plugin of the user's. */
export interface OwnPlugin {
  /** Of the config, for messages: `plugin-bench.config.js`. */
  readonly file: string;
  /** That it lies in, absolute. */
  readonly folder: string;
  /** Of that folder. */
  readonly name: string;
  readonly sha256: string;
  readonly functions: readonly PluginFunction[];
  /** Absolute paths. */
  readonly artifacts: Partial<Record<ArtifactKind, string>>;
  /** Names of scenarios, where nothing else is asked for; empty: those that suit its functions. */
  readonly scenarios: readonly string[];
  /** Values of parameters of scenarios, where no others are asked for. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

/** In this order. */
const NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `plugin-bench.config.${ending}`);
/** What a config may name: files of one kind each, and a module in JavaScript. */
export const OWN_KINDS: readonly ArtifactKind[] = ['javascript', 'script', ...GIVABLE_KINDS];

const KIND = z.enum(OWN_KINDS as [ArtifactKind, ...ArtifactKind[]]);
const NO_KIND = `is no kind of artifact; there are ${OWN_KINDS.join(', ')}`;
/** A name in C, in JavaScript and in WebAssembly, and in ids. */
const NAME = z.string().regex(/^[A-Za-z_]\w{0,99}$/, 'is no name of a function: letters, digits and _');
const TEXT = z.string().min(1, 'is empty');
const FUNCTION = z.strictObject({
  signature: z.enum(OWN_SIGNATURES),
  reference: z.custom<Reference>((value) => typeof value === 'function', 'is no function').optional(),
  vectors: z.array(z.array(z.unknown())).min(1, 'is empty').optional(),
  exports: z.partialRecord(KIND, NAME).optional(),
  artifacts: z.array(KIND).min(1, 'is empty').optional(),
});
const SCHEMA = z.strictObject({
  $schema: TEXT.optional(),
  functions: z.record(NAME, FUNCTION).refine((functions) => Object.keys(functions).length > 0, 'names none'),
  artifacts: z.partialRecord(KIND, TEXT).refine((artifacts) => Object.keys(artifacts).length > 0, 'names no file'),
  scenarios: z.array(TEXT).optional(),
  parameters: z.record(TEXT, z.array(z.union([TEXT, z.number()])).min(1, 'is empty')).optional(),
});

/**
 * @param path of a config, or of the folder that it lies in; absolute
 * @throws UsageError
 */
export async function loadConfig(path: string): Promise<OwnPlugin> {
  const file = findConfig(path);
  const name = basename(file);
  const fail = (field: string, what: string): never => {
    throw new UsageError(`${name}: ${field === '' ? '' : `${field} `}${what}.`);
  };
  const url = pathToFileURL(file).href;
  const parsed = SCHEMA.safeParse(await read(url, fail));
  if (!parsed.success) return explain(parsed.error.issues[0] as z.core.$ZodIssue, fail);
  const config = parsed.data;
  const artifacts: Partial<Record<ArtifactKind, string>> = {};
  for (const [kind, given] of Object.entries(config.artifacts) as [ArtifactKind, string][]) {
    const target = resolve(dirname(file), given);
    const problem = problemOf(target) ?? strangeness(kind, target);
    if (problem !== null) fail(`artifacts.${kind}`, `names ${given}, which ${problem}`);
    artifacts[kind] = target;
  }
  const functions: PluginFunction[] = [];
  for (const [called, entry] of Object.entries(config.functions)) {
    const absent = entry.artifacts?.find((kind) => artifacts[kind] === undefined);
    if (absent !== undefined) fail(`functions.${called}.artifacts`, `has ${absent}, and artifacts names no ${absent}`);
    const reference = await referenceFor(config, called, url, fail);
    functions.push(toFunction(called, entry, checkedReference(called, entry, reference, fail), url));
  }
  return {
    file: name,
    folder: dirname(file),
    name: basename(dirname(file)),
    sha256: sha256(readFileSync(file)),
    functions,
    artifacts,
    scenarios: config.scenarios ?? [],
    parameters: Object.fromEntries(
      Object.entries(config.parameters ?? {}).map(([key, values]) => [key, values.map(String)]),
    ),
  };
}

type Fail = (field: string, what: string) => never;

function findConfig(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new UsageError(`${path} does not exist; give a ${NAMES[2]}, or the folder of one.`);
  if (!status.isDirectory()) {
    if (/\.(m?[jt]s|json)$/.test(path)) return path;
    throw new UsageError(`${path} is no config; it has to end with .js, .mjs, .ts, .mts or .json.`);
  }
  const found = NAMES.map((name) => join(path, name)).find((file) => existsSync(file));
  if (found === undefined) {
    throw new UsageError(`${path} has no ${NAMES[2]}; "plugin-bench init" writes one, docs/own-plugin.md tells more.`);
  }
  return found;
}

async function read(url: string, fail: Fail): Promise<unknown> {
  try {
    return await importConfig(url);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      return fail(
        '',
        `this Node.js (${process.version}) reads no TypeScript; take JavaScript, or Node.js 22.18 or newer`,
      );
    }
    return fail('', `it cannot be read: ${String(message ?? error).split('\n')[0]}`);
  }
}

/** The first thing that is wrong, in words. */
function explain(issue: z.core.$ZodIssue, fail: Fail): never {
  const field = issue.path.map(String).join('.');
  const at = (key: string) => (field === '' ? key : `${field}.${key}`);
  switch (issue.code) {
    case 'unrecognized_keys':
      if (/(^|\.)(artifacts|exports)$/.test(field)) return fail(at(issue.keys[0] as string), NO_KIND);
      return fail(at(issue.keys[0] as string), `is no field; ${knownFields(field)}`);
    case 'invalid_key': {
      const [inner] = issue.issues;
      if (inner?.code === 'invalid_value') return fail(field, NO_KIND);
      return fail(field, inner?.message ?? 'is no name');
    }
    case 'invalid_value':
      return fail(field, `has to be one of ${issue.values.join(', ')}`);
    case 'invalid_type':
      if (issue.path.length === 0) return fail('', 'it has to export an object by default');
      return fail(
        field,
        issue.input === undefined && isRequired(issue) ? 'is missing' : `has to be a ${issue.expected}`,
      );
    case 'custom':
    case 'invalid_format':
    case 'too_small':
      return fail(field, issue.message);
    default:
      return fail(field, `is not as it should be (${issue.message})`);
  }
}

/** Zod says so in words only. */
function isRequired({ message }: z.core.$ZodIssue): boolean {
  return /received undefined/.test(message);
}

function knownFields(field: string): string {
  return `there are ${Object.keys(field === '' ? SCHEMA.shape : FUNCTION.shape)
    .filter((key) => key !== '$schema')
    .join(', ')}`;
}

/** WebAssembly begins with these bytes, and with a version that says what it is (https://webassembly.github.io/spec/core/binary/modules.html). */
const WASM_MAGIC = '\0asm';
const COMPONENT_VERSION = 0x0d;
const WASM_KINDS = /^(wasm|wasi|extism)-/;

/** Why a file is not of the kind that it is said to be, to follow its path; null: it may be. */
function strangeness(kind: ArtifactKind, path: string): string | null {
  if (kind === 'javascript' || kind === 'script') return null;
  const head = Buffer.alloc(8);
  const file = openSync(path, 'r');
  readSync(file, head, 0, head.length, 0);
  closeSync(file);
  const isWasm = head.toString('latin1', 0, 4) === WASM_MAGIC;
  const isComponent = isWasm && head[4] === COMPONENT_VERSION;
  if (!WASM_KINDS.test(kind)) return isWasm ? `is WebAssembly, and no ${kind}` : null;
  if (!isWasm) return `is no WebAssembly, as a ${kind} is`;
  if (kind === 'wasm-component') return isComponent ? null : 'is a core module, and no component';
  return isComponent ? `is a component, and no ${kind}` : null;
}

async function referenceFor(config: z.infer<typeof SCHEMA>, name: string, url: string, fail: Fail): Promise<Reference> {
  const own = config as Parameters<typeof referenceOf>[0];
  let found: Reference | undefined;
  try {
    found = await referenceOf(own, name, url);
  } catch (error) {
    fail('artifacts.javascript', `cannot be imported: ${String((error as Error).message ?? error).split('\n')[0]}`);
  }
  if (found !== undefined) return found;
  return fail(
    `functions.${name}.reference`,
    config.artifacts.javascript === undefined
      ? 'is missing: give a function that answers rightly, or a JavaScript artifact that has it'
      : `is missing, and ${config.artifacts.javascript} exports no function "${name}"`,
  );
}

/** Random arguments that the reference has to answer, besides the vectors. */
const TRIALS = 256;
const LENGTHS = [0, 1, 7, 256, 4096];

/** Plugins are held against it, so it has to answer every argument, always the same, by a number of the right range. */
function checkedReference(name: string, entry: FunctionEntry, reference: Reference, fail: Fail): Reference {
  const isBytes = entry.signature === 'bytes-to-u32';
  const arity = isBytes ? 1 : 2;
  const field = `functions.${name}`;
  const ask = (values: readonly unknown[]): number => {
    const shown = `(${values.map((value) => (value instanceof Uint8Array ? `${value.length} bytes` : String(value))).join(', ')})`;
    const once = (): unknown => {
      try {
        return (reference as (...all: readonly unknown[]) => unknown)(...values);
      } catch (error) {
        return fail(`${field}.reference`, `throws for ${shown}: ${String((error as Error)?.message ?? error)}`);
      }
    };
    const answer = once();
    if (answer instanceof Promise) {
      // Nobody waits for it.
      answer.catch(() => {});
      return fail(`${field}.reference`, 'answers by a promise; it has to answer at once');
    }
    const right = isBytes ? (answer as number) >>> 0 : (answer as number) | 0;
    if (typeof answer !== 'number' || right !== answer) {
      return fail(
        `${field}.reference`,
        `answers ${String(answer)} for ${shown}, which is no ${isBytes ? 'unsigned ' : ''}integer of 32 bits`,
      );
    }
    if (once() !== answer) return fail(`${field}.reference`, `answers ${shown} with ${answer}, and later otherwise`);
    return answer;
  };
  for (const [index, vector] of (entry.vectors ?? []).entries()) {
    const at = `${field}.vectors.${index}`;
    if (vector.length !== arity + 1)
      fail(at, `has to have ${arity === 1 ? 'the bytes' : 'two numbers'} and the answer`);
    const problem = isBytes ? problemOfBytes(vector[0]) : vector.slice(0, 2).find((value) => !isInteger32(value));
    if (problem !== undefined && problem !== null)
      fail(at, isBytes ? String(problem) : `has ${String(problem)}, which is no integer of 32 bits`);
  }
  const { vectors } = toFunction(name, entry, reference, '');
  for (const [index, values] of vectors.entries()) {
    const [answer, said] = [ask(values), entry.vectors?.[index]?.[arity]];
    if (entry.vectors !== undefined && answer !== said)
      fail(`${field}.vectors.${index}`, `says ${String(said)}, and the reference answers ${answer}`);
  }
  if (isBytes) for (const length of LENGTHS) ask([randomBytes(length + 1, length)]);
  else {
    const { a, b } = makeInputs(1);
    for (let trial = 0; trial < TRIALS; trial++) ask([a[trial], b[trial]]);
  }
  for (const values of isBytes ? BYTES_EDGES : EDGES) ask(values);
  return reference;
}

function isInteger32(value: unknown): boolean {
  return typeof value === 'number' && (value | 0) === value;
}

function problemOfBytes(value: unknown): string | null {
  if (typeof value === 'string' || value instanceof Uint8Array) return null;
  const isList = Array.isArray(value) && value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255);
  return isList ? null : 'has to begin with text, or with an array of bytes';
}
