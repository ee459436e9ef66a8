/** From text to a truth document, or to one sentence that names the field that is wrong. */
import { DocumentError, describeIssue, parseJson } from '../result/parse.ts';
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
  const value = parseJson(text, name, 'it is truncated or no truth report; run "plugin-bench doctor --full" again');
  const parsed = truthDocumentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new DocumentError(
    `${name} is not a valid truth report: ${describeIssue(issue)}; run "plugin-bench doctor --full" again.`,
  );
}
