/** A case, its table, and its arm: ids are made here and nowhere else. */

/** Parameter of a scenario -> value. */
export type CaseParameters = Readonly<Record<string, string>>;

/** What is read of a case when it names no other metric: a file in sampling/meters/. */
export const TIME = 'time';

/**
 * What stands between host and plugin. `script`: nothing, and the plugin is JavaScript. `native`: nothing, and it is machine code. Both
 * are to be trusted. `sandbox`: memory of its own within the process of the host. `process`: a process of its own. `none`: no plugin.
 */
export const BOUNDARIES = ['none', 'script', 'native', 'sandbox', 'process'] as const;
export type Boundary = (typeof BOUNDARIES)[number];

/** What is measured: a way to reach a plugin, in what executes it, and what is timed of it. */
export interface Case {
  readonly scenario: string;
  readonly mechanism: string;
  /** Name of the runtime; null for the one that runs plugin-bench. */
  readonly runtime: string | null;
  readonly parameters?: CaseParameters | undefined;
}

/** `call/koffi`, `call/wasm@node-26`, `payload/koffi?bytes=64`. */
export function caseId({ scenario, mechanism, runtime, parameters }: Case): string {
  return `${scenario}/${mechanism}${runtime === null ? '' : `@${runtime}`}${queryOf(parameters)}`;
}

/**
 * The table of a case: what is sampled together, ranked together, and compared with one reference. A scenario with parameters
 * has one for each of their values: `call`, `payload?bytes=64`.
 */
export function tableId({ scenario, parameters }: Pick<Case, 'scenario'> & Partial<Pick<Case, 'parameters'>>): string {
  return scenario + queryOf(parameters);
}

/** The table of a case, of its id: `payload/koffi?bytes=64` is in `payload?bytes=64`. */
export function tableOfCase(id: string): string {
  return id.replace(/\/[^?]*/, '');
}

/**
 * That id of these; else the first that differs from it by its function alone, as those of a user's plugin do: `call/null`,
 * `call/null?function=add`. Of cases and of tables.
 */
export function idOfAnyFunction(ids: readonly string[], id: string): string | undefined {
  return ids.includes(id)
    ? id
    : ids.find((other) => /^\?function=\w+$/.test(other.slice(id.length)) && other.startsWith(id));
}

function queryOf(parameters: CaseParameters = {}): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Name of the metric that was read. It is a parameter of the case, left out where it is time. */
export function metricOf({ parameters }: Pick<Case, 'parameters'>): string {
  return parameters?.['metric'] ?? TIME;
}

/** In words: `bytes 64, codec json`; empty without parameters. */
export function describeParameters(parameters: CaseParameters = {}): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** Every combination of the values of parameters, in the order of the values; one empty combination without parameters. */
export function combinations(parameters: Readonly<Record<string, readonly string[]>> = {}): CaseParameters[] {
  return Object.entries(parameters).reduce<CaseParameters[]>(
    (partial, [name, values]) => partial.flatMap((known) => values.map((value) => ({ ...known, [name]: value }))),
    [{}],
  );
}

/**
 * One side of a comparison within a run: the build that runs it, another build (`--against`), or a case measured once more, to
 * be held against itself. What is collected is kept by arm and case.
 */
export type Arm = 'current' | 'base' | 'control' | 'batches';
