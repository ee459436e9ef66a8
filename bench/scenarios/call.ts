/** Steady cost of one call: chained calls over a table of random arguments, in one process that has warmed up. */

import { assertChecksum, checkAnswers } from '../contract/answers.ts';
import type { NumbersFunction } from '../contract/function.ts';
import { callChain, callChainAsync, expectedChecksum, setArguments } from '../contract/signatures/i32-i32-to-i32.ts';
import { callableOf } from '../loader.ts';
import { type Scenario, STEADY } from '../scenario.ts';

const call: Scenario<NumbersFunction> = {
  name: 'call',
  title: 'Call',
  description:
    'Steady cost of one call of min. Arguments come from a seeded random table, each result feeds the next call, and a checksum of all answers is verified after every sample.',
  order: 1,
  function: 'min',
  iterationsPerSample: 'calibrate',
  samplesPerRunner: 'many',
  samplesPerBlock: { default: 20, quick: 6, compared: 10 },
  native: STEADY,

  async prepare({ loader, function: asked, artifactPath, inputs, deadline }) {
    setArguments(inputs);
    const host = await loader.openHost();
    const plugin = await host.load(artifactPath, asked, () => {});
    await checkAnswers(callableOf(plugin, asked), asked, inputs, deadline(STEADY.checkMs));

    // Samples of one runner repeat the same number of iterations, hence the same checksum.
    const checksums = new Map<number, number>();
    return {
      // Beside an await it does not matter which compiler made the loop.
      ...(plugin.callStyle === 'sync' ? { watched: { loop: callChain, callee: plugin.call } } : {}),
      run:
        plugin.callStyle === 'sync'
          ? (iterations) => callChain(plugin.call, iterations)
          : (iterations) => callChainAsync(plugin.call, iterations),
      async afterSample(checksum, iterations) {
        const expected = checksums.get(iterations) ?? expectedChecksum(asked, inputs, iterations);
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
