/** What is tried with every plugin to see what its mechanism makes of arguments that are no two 32-bit integers. */
import type { NumbersFunction } from '../contract/function.ts';
import min from '../contract/functions/min.ts';
import type { Loader } from '../loader.ts';

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

/** What is asked of a freshly loaded plugin, and with which arguments. */
export interface Probe {
  readonly asked: NumbersFunction;
  readonly values: readonly unknown[];
  /** Why it does not apply to a mechanism, or null. */
  impossible(loader: Loader): string | null;
}

/** Probe -> how it is tried. */
export const PROBES: Readonly<Record<string, Probe>> = {
  ...Object.fromEntries(
    Object.entries(CALLS).map(([name, values]) => [name, { asked: min, values, impossible: () => null }]),
  ),
  'declared as double(double, double), called with (2.5, 1.5)': {
    asked: { ...min, signature: 'f64-f64-to-f64' },
    values: MISDECLARED,
    impossible: ({ signatures = [] }) =>
      signatures.includes('f64-f64-to-f64')
        ? null
        : 'no signature is declared, or the loader has no way to declare another',
  },
  'an export that is missing': {
    asked: { ...min, name: NO_SUCH_EXPORT, exports: {} },
    values: [1, 2],
    impossible: ({ functions }) =>
      functions === undefined ? null : 'no export is named, or the loader names one only',
  },
};

/** A value as JavaScript writes it. */
export function writeValue(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
