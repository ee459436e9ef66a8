/** What every peer times: the same functions of the same plugin, in bodies as one would write them for that harness. */

import type { NumbersFunction } from '../../contract/function.ts';
import min from '../../contract/functions/min.ts';
import spin from '../../contract/functions/spin.ts';
import { type CallSync, makeInputs } from '../../contract/signatures/i32-i32-to-i32.ts';
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
  const load = async (asked: NumbersFunction): Promise<CallSync> => {
    const plugin = await host.load(artifactPath, asked, () => {});
    if (plugin.callStyle === 'async') throw new Error(`${mechanism} is not for peers.`);
    return plugin.call;
  };
  const { a, b } = makeInputs(1);
  // Both are kept by their bodies: a library whose handle is collected is unloaded.
  const [callMin, callSpin] = [await load(min), await load(spin)];
  let i = 0;
  const bodies = new Map([[MIN_BODY, () => callMin(a[i++ & 4095] as number, b[i & 4095] as number)]]);
  for (const k of steps) bodies.set(spinBody(k), () => callSpin(a[i++ & 4095] as number, k));
  return bodies;
}
