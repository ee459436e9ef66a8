/** From text to a truth document, or to one sentence that names the field that is wrong. */
import { DocumentError } from '../result/parse.ts';
import { type TruthDocument, truthDocumentSchema } from './document.ts';

/** Whether a text is meant to be a truth document; whether it is a valid one is for `parseTruth` to say. */
export function looksLikeTruth(text: string): boolean {
  return /^\s*\{\s*"kind":\s*"plugin-bench truth"/.test(text);
}

/**
 * @param name file name for the message
 * @throws DocumentError
 */
export function parseTruth(text: string, name: string): TruthDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const detail = (error as Error).message.replace(/\s+/g, ' ');
    throw new DocumentError(
      `${name} is not JSON (${detail}): it is truncated; run "plugin-bench doctor --full" again.`,
    );
  }
  const parsed = truthDocumentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new DocumentError(
    `${name} is not a valid truth report: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'unknown'}; run "plugin-bench doctor --full" again.`,
  );
}
