/**
 * What the first calls cost more than later ones, while engines compile: whole workloads of three sizes. Between them, the set-up and
 * the steady call lies what "plugin-bench advise" predicts.
 */
import type { BytesFunction } from '../contract/function.ts';
import type { Scenario } from '../scenario.ts';
import workload from './workload.ts';

const warmUp: Scenario<BytesFunction> = {
  ...workload,
  name: 'warm-up',
  title: 'Warming up',
  description:
    'From nothing to the last of so many calls of touch with so many bytes, in a fresh process for every sample. The calls are interpreted at first, and compiled on the way.',
  order: 7,
  parameters: { calls: ['1000', '10000', '100000'], bytes: ['16'] },
  family: 'data',
  callStyles: { sync: true, async: 'An asynchronous call costs so much that warming up does not show.' },
  samplesPerBlock: { default: 2, quick: 1, compared: 1 },
};

export default warmUp;
