/** The one place that makes the first request to a runner. */
import { PROTOCOL_VERSION, type PrepareRequest } from './protocol.ts';

/** How long code is run before it is sampled, and how long a sample lasts, about. */
export const WARM_UP_NS = 150e6;
export const TARGET_NS = 2e6;

type Given = Pick<PrepareRequest, 'scenario' | 'mechanism' | 'artifactPath' | 'inputSeed' | 'sampleCount'>;

export function prepareRequest(given: Given & Partial<PrepareRequest>): PrepareRequest {
  return {
    parameters: {},
    artifactKind: null,
    copiesFolder: '',
    warmUpNs: WARM_UP_NS,
    targetNs: TARGET_NS,
    batch: null,
    ...given,
    type: 'prepare',
    protocol: PROTOCOL_VERSION,
  };
}
