/** Numbers as people read them. All rounding of the project happens here. */

/** A value with three significant digits and no unit: `0.63`, `37.4`, `5,860,000`. */
export function formatValue(value: number): string {
  return formatSignificant(value, 3);
}

/** A value in the unit of its metric: `37.4 ns`, `182 µs`, `514 instructions`. */
export function formatAmount(value: number, unit: string): string {
  return unit === 'ns' ? formatDuration(value) : `${formatSignificant(value, 3)} ${unit}`;
}

/** A duration with the unit that suits it: `37.4 ns`, `182 µs`, `1.24 s`. */
export function formatDuration(ns: number): string {
  const [divisor, unit] =
    ns >= 999.5e6 ? [1e9, 's'] : ns >= 999.5e3 ? [1e6, 'ms'] : ns >= 999.5 ? [1e3, 'µs'] : [1, 'ns'];
  return `${formatSignificant(ns / divisor, 3)} ${unit}`;
}

/** How many times the reference: `1.00×`, `39.1×`, `6,120,000×`. */
export function formatRatio(ratio: number): string {
  return `${formatSignificant(ratio, 3)}×`;
}

/** In place of an interval, which nothing can be said about from one block. */
export const ONE_BLOCK = 'one block';

/** Whether an interval says anything: that of a single block covers nothing. @param level what it covers, 0..1 */
export function isInterval(level: number): boolean {
  return level > 0;
}

/** What intervals a table has, for a legend. @param level of the least certain row */
export function intervalLegend(level: number): string {
  return isInterval(level) ? `intervals of ${wholePercent(level)}` : 'one block gives no interval';
}

/** Signed percentage of a change: `+4.2 %`, `−0.3 %`. */
export function formatChange(ratio: number): string {
  const percent = (ratio - 1) * 100;
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`;
}

/** A fraction as a percentage: `0.7 %`. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Bytes with a decimal unit: `175 B`, `76.6 kB`. */
export function formatBytes(bytes: number): string {
  const [divisor, unit] =
    bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : bytes >= 1e3 ? [1e3, 'kB'] : [1, 'B'];
  return `${formatSignificant(bytes / divisor, 3)} ${unit}`;
}

/** Rounds to significant digits without an exponent, with thousands separated: 5863211 -> `5,860,000`. */
export function formatSignificant(value: number, digits: number): string {
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  // As many as there can be: a document may have values that no clock reads.
  const decimals = Math.min(100, Math.max(0, digits - 1 - magnitude));
  const rounded = Number(value.toPrecision(digits));
  const [whole = '', fraction] = rounded.toFixed(decimals).split('.');
  const grouped = formatWhole(Number(whole));
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A fraction where its decimals would say nothing: `95 %`. */
export function wholePercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Thousands separated: 1008 -> `1,008`. */
export function formatWhole(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `263.4` -> `4 min 23 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** An interval as distances from its median: `−1.2 … +0.8 %`. */
export function formatIntervalAround({
  low,
  median,
  high,
}: Readonly<Record<'low' | 'median' | 'high', number>>): string {
  if (median === 0) return '';
  const distance = (end: number) => formatChange(end / median).replace(' %', '');
  return `${distance(low)} … ${distance(high)} %`;
}

/** The longer of those distances: `±1.2 %`. */
export function formatReach({ low, median, high }: Readonly<Record<'low' | 'median' | 'high', number>>): string {
  return median === 0 ? '' : `±${formatShare(Math.max(median - low, high - median) / median)}`;
}

/** A large number with the prefix that suits it: `1.60 G`, `27.5 M`, `386`. */
export function formatCompact(value: number): string {
  const [divisor, prefix] =
    value >= 999.5e6 ? [1e9, ' G'] : value >= 999.5e3 ? [1e6, ' M'] : value >= 999.5 ? [1e3, ' k'] : [1, ''];
  return formatSignificant(value / divisor, 3) + prefix;
}

/** `1 block`, `12 blocks`. */
export function countOf(count: number, noun: string): string {
  return `${formatWhole(count)} ${noun}${count === 1 ? '' : 's'}`;
}
