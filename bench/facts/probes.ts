/** What is tried with every plugin to see what its mechanism makes of arguments that are no two 32-bit integers. */
import type { Plugin } from '../loader.ts';

type AnyMin = (...values: unknown[]) => unknown;

/** Each asks `min` for the smaller of its arguments; what a probe is called is what it passes. */
const CALLS: Readonly<Record<string, readonly unknown[]>> = {
  'min(2**40, 5)': [2 ** 40, 5],
  'min(1.7, 5)': [1.7, 5],
  "min('3', 5)": ['3', 5],
  'min(-0, 5)': [-0, 5],
  'min(NaN, 5)': [Number.NaN, 5],
  'min(5)': [5],
  'min(1, 2, 3)': [1, 2, 3],
  'min(3n, 5)': [3n, 5],
};

/** A name that no plugin exports. */
const NO_SUCH_EXPORT = 'no_such_export';

/** Two doubles for a function of two integers; the smaller one second, because a first argument may come back untouched. */
const MISDECLARED = [2.5, 1.5] as const;

/** The probe did not apply: the mechanism has no such thing. */
export class Impossible extends Error {
  override name = 'Impossible';
}

/** Probe -> how it is tried on a freshly loaded plugin. */
export const PROBES: Readonly<Record<string, (plugin: Plugin) => unknown>> = {
  ...Object.fromEntries(
    Object.entries(CALLS).map(([name, values]) => [name, (plugin: Plugin) => (plugin.min as AnyMin)(...values)]),
  ),
  'declared as double(double, double), called with (2.5, 1.5)'(plugin) {
    if (plugin.callStyle === 'async' || plugin.misdeclare === undefined) {
      throw new Impossible('no signature is declared, or the loader has no way to declare another');
    }
    return plugin.misdeclare()(...MISDECLARED);
  },
  'an export that is missing'(plugin) {
    if (plugin.bind === undefined) throw new Impossible('no export is named, or the loader names one only');
    const bound = plugin.bind(NO_SUCH_EXPORT) as AnyMin | undefined;
    return bound === undefined ? undefined : bound(1, 2);
  },
};

/** A value as JavaScript writes it. */
export function writeValue(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
