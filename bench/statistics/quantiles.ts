/** Order statistics of plain number arrays. No function here changes its argument. */

export function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** Least and largest of any number of values, which need not fit into the arguments of a call. */
export function extremes(values: readonly number[]): { readonly least: number; readonly most: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return { least, most };
}

/**
 * Quantile with linear interpolation between order statistics (type 7 of Hyndman & Fan, "Sample Quantiles in Statistical
 * Packages", Am. Stat. 50(4), 1996: the default of R and NumPy).
 * @param probability 0..1
 * @throws RangeError when there are no values
 */
export function quantile(values: readonly number[], probability: number): number {
  return quantileOfSorted(sorted(values), probability);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Median of all values but the one at that place. @throws RangeError when there is no other */
export function medianWithout(ascending: readonly number[], place: number): number {
  const count = ascending.length - 1;
  if (count < 1) throw new RangeError('A median needs at least one value.');
  const at = (index: number) => ascending[index < place ? index : index + 1] as number;
  const [from, to] = [at(Math.floor((count - 1) / 2)), at(Math.ceil((count - 1) / 2))];
  return from + (to - from) * ((count - 1) / 2 - Math.floor((count - 1) / 2));
}

export function quantileOfSorted(ascending: readonly number[], probability: number): number {
  if (ascending.length === 0) throw new RangeError('A quantile needs at least one value.');
  const position = (ascending.length - 1) * probability;
  const lower = Math.floor(position);
  const [from, to] = [ascending[lower] as number, ascending[Math.ceil(position)] as number];
  return from + (to - from) * (position - lower);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Median absolute deviation times 1.4826, which makes it estimate the standard deviation of normal values. */
export function robustDeviation(values: readonly number[]): number {
  const centre = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)));
}
