/** What of a document says whether it can be compared with another one. */
import type { ResultDocument } from './document.ts';

/** As much as the gate reads, and a page keeps, besides the rows. */
export interface Circumstances {
  readonly pair: ResultDocument['pair'];
  readonly tool: { readonly version: string };
  /** A plugin of the user's; default: it is ours. */
  readonly plugin?: ResultDocument['plugin'];
  /** How it sampled: minima of fewer samples are larger. */
  readonly settings: Pick<ResultDocument['settings'], 'quick' | 'samplesPerBlock' | 'looks'>;
  readonly environment: Pick<
    ResultDocument['environment'],
    'machineDigest' | 'cpuModel' | 'cpuCount' | 'memoryBytes' | 'virtualization' | 'platform' | 'arch' | 'nodeVersion'
  > & {
    readonly flags: readonly string[];
    readonly cpuLimit?: number | undefined;
    readonly passedVariables?: readonly string[] | undefined;
    /** The host first. */
    readonly runtimes: readonly { readonly name: string; readonly version: string }[];
  };
  readonly selfCheck: {
    readonly control:
      | { readonly status: 'skipped' }
      | {
          readonly status: 'measured';
          readonly of: string;
          readonly agrees: boolean;
          readonly ratio: { readonly median: number };
        };
  };
}
