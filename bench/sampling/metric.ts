/** The interface of a metric: what a meter reads of a case. Each file in `meters/` default-exports one; nothing else lists them. */

export interface Metric {
  /** Equal to the file name. */
  readonly name: string;
  /** Of its values: `ns`, `instructions`. */
  readonly unit: string;
  /** Why it cannot be read here, or null. */
  unavailable(): string | null;
  /** Opens the meter, in the runner. */
  open(): Meter;
}

export interface Meter {
  /** A running total, in the unit of the metric: what a batch took is the difference of two readings. */
  read(): bigint;
}
