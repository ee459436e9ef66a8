/** What may be said of a row, in a word or two, the same everywhere. */
import type { Claim } from './comparison.ts';

export const CLAIM_WORDS: Readonly<Record<Claim, string>> = {
  slower: 'slower',
  missing: 'missing',
  none: 'no claim',
  faster: 'faster',
  added: 'new',
  same: 'not slower',
};
