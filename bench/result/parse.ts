/** From text to a document, or to one sentence that names the field that is wrong. */
import { z } from 'zod';
import { type ResultDocument, resultDocumentSchema, SCHEMA_VERSION } from './document.ts';

/** A stored document cannot be used; the message says why and what to do. */
export class DocumentError extends Error {
  override name = 'DocumentError';
}

/**
 * @param name file name for the message
 * @throws DocumentError
 */
export function parseDocument(text: string, name: string): ResultDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const detail = (error as Error).message.replace(/\s+/g, ' ');
    throw new DocumentError(`${name} is not JSON (${detail}): it is truncated or not a result; measure again.`);
  }
  const version =
    typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (version !== SCHEMA_VERSION) {
    throw new DocumentError(
      `${name} has schema version ${JSON.stringify(version)}, this plugin-bench reads version ${SCHEMA_VERSION}; measure again.`,
    );
  }
  const parsed = resultDocumentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new DocumentError(
    `${name} is not a valid result: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'unknown'}; measure again.`,
  );
}

/** JSON Schema (draft 2020-12) of the document, for other tools. */
export function documentJsonSchema(): object {
  return { title: 'plugin-bench result', ...z.toJSONSchema(resultDocumentSchema) };
}
