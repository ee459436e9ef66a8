/** A case, and its name: made here and nowhere else. */

/** What is measured: a way to reach a plugin, in what executes it, and what is timed of it. */
export interface Case {
  readonly scenario: string;
  readonly mechanism: string;
  /** Name of the runtime; null for the one that runs plugin-bench. */
  readonly runtime: string | null;
}

/** `call/koffi`, `call/wasm@node-26`. */
export function caseId({ scenario, mechanism, runtime }: Case): string {
  return `${scenario}/${mechanism}${runtime === null ? '' : `@${runtime}`}`;
}

/**
 * The table of a case: what is sampled together, ranked together, and compared with one reference. Today that is all of a
 * scenario; a scenario with a parameter will have a table for each of its values.
 */
export function tableId({ scenario }: Pick<Case, 'scenario'>): string {
  return scenario;
}
