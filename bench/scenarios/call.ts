/** Steady cost of one call: chained calls over a table of random arguments, in one process that has warmed up. */
import {
  assertChecksum,
  checkContract,
  expectedChecksum,
  MIN_CONTRACT,
  type MinAsync,
  type MinSync,
  RANDOM_PAIR_COUNT,
} from '../contract.ts';
import type { Scenario } from '../scenario.ts';

const CONTRACT_CHECK_MS = 60;
/**
 * The arguments, filled at run time. Constants of the module, because V8 then knows their length and drops the bounds
 * checks: the empty loop costs 0.6 ns instead of 1.1, which is as much as an inlined call.
 */
const A = new Int32Array(RANDOM_PAIR_COUNT);
const B = new Int32Array(RANDOM_PAIR_COUNT);
const MASK = RANDOM_PAIR_COUNT - 1;

const call: Scenario = {
  name: 'call',
  title: 'Call',
  description:
    'Steady nanoseconds per call of min. Arguments come from a seeded random table, each result feeds the next call, and a checksum of all answers is verified after every sample.',
  order: 1,
  iterationsPerSample: 'calibrate',
  samplesPerRunner: 'many',
  samplesPerBlock: { default: 20, quick: 6 },

  async prepare({ loader, artifactPath, inputs, deadline }) {
    const contract = loader.contract ?? MIN_CONTRACT;
    A.set(inputs.a);
    B.set(inputs.b);
    const host = await loader.openHost();
    const plugin = await host.load(artifactPath, () => {});
    await checkContract(plugin.min, contract, inputs, deadline(CONTRACT_CHECK_MS));

    // Samples of one runner repeat the same number of iterations, hence the same checksum.
    const checksums = new Map<number, number>();
    return {
      // Beside an await it does not matter which compiler made the loop.
      ...(plugin.callStyle === 'sync' ? { watched: { loop: callChain, callee: plugin.min } } : {}),
      run:
        plugin.callStyle === 'sync'
          ? (iterations) => callChain(plugin.min, iterations)
          : (iterations) => callChainAsync(plugin.min, iterations),
      async afterSample(checksum, iterations) {
        const expected = checksums.get(iterations) ?? expectedChecksum(contract, inputs, iterations);
        checksums.set(iterations, expected);
        assertChecksum(checksum, expected, iterations);
      },
      async close() {
        await plugin.close();
        await host.close();
      },
    };
  },
};

export default call;

function callChain(min: MinSync, iterations: number): number {
  let result = 0;
  let checksum = 0;
  for (let i = 0; i < iterations; i++) {
    result = min(result ^ (A[i & MASK] as number), B[i & MASK] as number);
    checksum = ((checksum << 1) | (checksum >>> 31)) ^ result;
  }
  return checksum;
}

async function callChainAsync(min: MinAsync, iterations: number): Promise<number> {
  let result = 0;
  let checksum = 0;
  for (let i = 0; i < iterations; i++) {
    result = await min(result ^ (A[i & MASK] as number), B[i & MASK] as number);
    checksum = ((checksum << 1) | (checksum >>> 31)) ^ result;
  }
  return checksum;
}
