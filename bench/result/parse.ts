/** From text to a document, or to one sentence that names the field that is wrong. */
import { z } from 'zod';
import { type ResultDocument, resultDocumentSchema, SCHEMA_VERSION } from './document.ts';
import { MOST_ENTRIES, printable, tidy } from './printable.ts';

/** A stored document cannot be used; the message says why and what to do. */
export class DocumentError extends Error {
  override name = 'DocumentError';
}

/**
 * @param name file name for the message
 * @throws DocumentError
 */
export function parseDocument(text: string, name: string): ResultDocument {
  const value = parseJson(text, name, 'it is truncated or not a result; measure again');
  const version =
    typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (version !== SCHEMA_VERSION) {
    throw new DocumentError(
      `${name} has schema version ${quoted(version)}, this plugin-bench reads version ${SCHEMA_VERSION}; measure again.`,
    );
  }
  const parsed = resultDocumentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new DocumentError(`${name} is not a valid result: ${describeIssue(issue)}; measure again.`);
}

/**
 * From text to a value whose strings are printable.
 * @param remedy end of the sentence for what is no document
 * @throws DocumentError
 */
export function parseJson(text: string, name: string, remedy: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DocumentError(`${name} is not JSON (${cut((error as Error).message)}): ${remedy}.`);
  }
  const wrong = tidy(value, printable, MOST_ENTRIES);
  if (wrong !== null) throw new DocumentError(`${name} is not valid: ${cut(wrong)}: ${remedy}.`);
  return value;
}

/** The field that is wrong, and why. */
export function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  return cut(`${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'unknown'}`);
}

/** Longest part of a document that a sentence quotes, in characters. */
const QUOTED = 200;

/** What a stranger wrote, for a sentence of ours. */
function cut(text: string): string {
  const line = printable(text);
  return line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line;
}

function quoted(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'that is no number' : cut(String(JSON.stringify(value)));
}

/** JSON Schema (draft 2020-12) of the document, for other tools. */
export function documentJsonSchema(): object {
  return { title: 'plugin-bench result', ...z.toJSONSchema(resultDocumentSchema) };
}
