/** Small wordings shared by the sections of the page. Numbers are rounded by `format.ts`. */
import type { Interval } from '../../statistics/median-interval.ts';
import { formatAmount, formatSignificant, isInterval } from '../format.ts';

/** Full precision for sorting and for spreadsheets, without the noise of binary fractions. */
export function plainNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** As much of a number as is drawn. */
export function drawnNumber(value: number): number {
  return Number(plainNumber(value));
}

export function intervalAmount(low: number, high: number, unit: string): string {
  return `${formatAmount(low, unit)} to ${formatAmount(high, unit)}`;
}

/** Empty where one block says nothing of it. */
export function intervalRatio({ low, high, level }: Interval): string {
  if (!isInterval(level)) return '';
  return `[${formatSignificant(low, 3)}, ${formatSignificant(high, 3)}]`;
}

export { countOf } from '../format.ts';

/** `2025-11-22T13:50:07Z` -> `2025-11-22 13:50 UTC`. Dates stay as stored: no time zone of the reader, no locale. */
export function formatInstant(isoDate: string): string {
  return `${isoDate.slice(0, 10)} ${isoDate.slice(11, 16)} UTC`;
}
