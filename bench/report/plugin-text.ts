/** A plugin of the user's in a few words. */
import type { ResultDocument } from '../result/document.ts';

/** `plugin filters: hash (bytes-to-u32), add (i32-i32-to-i32)`. */
export function pluginText({ name, functions }: NonNullable<ResultDocument['plugin']>): string {
  return `plugin ${name}: ${functions.map(({ name: called, signature }) => `${called} (${signature})`).join(', ')}`;
}
