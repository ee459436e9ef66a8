/** When rows of a comparison are looked at while it is measured, and what each look may spend. Pure. */
import type { Look } from './decide.ts';

/** Blocks at the looks between: each is half as many again as the one before. Fewer than six make no interval that says anything. */
const INTERIM = [6, 9, 14, 21, 32, 48];
/** Share of the error that each of them spends; the last look, whenever it comes, spends what is left: at least 40 %. */
const INTERIM_SHARE = 0.1;
/** After so many blocks more of them change an interval by little. */
export const MOST_BLOCKS = 64;

/** The look that is due when so many blocks are measured, or null. */
export function interimLook(blocks: number): Look | null {
  return INTERIM.includes(blocks) ? { blocks, share: INTERIM_SHARE } : null;
}

export function lastLook(blocks: number, looks: readonly Look[]): Look {
  const spent = looks.reduce((sum, { share }) => sum + share, 0);
  // As it is stored: with the digits that sums of tenths have.
  return { blocks, share: Number((1 - spent).toFixed(9)) };
}
