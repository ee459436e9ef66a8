/** What every peer times: the same functions of the same plugin, in bodies as one would write them for that harness. */
import { type MinSync, makeInputs } from '../../contract.ts';
import { importLoader } from '../../discover.ts';

/** Request to a peer: one mechanism in one process. */
export interface PeerRequest {
  readonly mechanism: string;
  readonly artifactPath: string;
  /** Rungs of the ladder, beside `min`. */
  readonly steps: readonly number[];
}

/** Mean nanoseconds per call as the harness prints it, by name of the body. */
export type PeerAnswer = Record<string, number>;

export const MIN_BODY = 'min';
export const spinBody = (steps: number) => `spin ${steps}`;

/** Bodies without arguments, by name. Arguments come from a table; the result is returned, as harnesses ask for. */
export async function makeBodies({ mechanism, artifactPath, steps }: PeerRequest): Promise<Map<string, () => number>> {
  const loader = await importLoader(mechanism);
  const host = await loader.openHost();
  const plugin = await host.load(artifactPath, () => {});
  if (plugin.callStyle === 'async' || plugin.bind === undefined) throw new Error(`${mechanism} is not for peers.`);
  const { a, b } = makeInputs(1);
  const spin: MinSync = plugin.bind('spin');
  // The plugin is kept by the body: a library whose handle is collected is unloaded.
  const { min } = plugin;
  let i = 0;
  const bodies = new Map([[MIN_BODY, () => min(a[i++ & 4095] as number, b[i & 4095] as number)]]);
  for (const k of steps) bodies.set(spinBody(k), () => spin(a[i++ & 4095] as number, k));
  return bodies;
}
