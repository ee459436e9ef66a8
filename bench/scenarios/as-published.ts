/**
 * The article's benchmark as it was: everything from opening the host library to the answer, again and again in one process,
 * the same file each time. What a cache may keep between iterations it keeps; that is why the article itself calls it unfair.
 */

import { assertChecksum, checkAnswers } from '../contract/answers.ts';
import type { NumbersFunction } from '../contract/function.ts';
import { expectedChecksum } from '../contract/signatures/i32-i32-to-i32.ts';
import { callableOf } from '../loader.ts';
import type { Scenario } from '../scenario.ts';

const NATIVE = { kind: 'lifetimes', checkMs: 20, discardedLoads: 0 } as const;

const asPublished: Scenario<NumbersFunction> = {
  name: 'as-published',
  title: 'The article as published',
  description:
    'Open the host library, load the plugin, call min, close everything: again and again in one process, as the article measured it.',
  order: 4,
  function: 'min',
  isExtra: true,
  iterationsPerSample: 'calibrate',
  samplesPerRunner: 'many',
  samplesPerBlock: { default: 20, quick: 6, compared: 10 },
  native: NATIVE,

  async prepare({ loader, function: asked, artifactPath, inputs, deadline }) {
    const { a, b, mask } = inputs;
    const load = async () => {
      const host = await loader.openHost();
      return { host, plugin: await host.load(artifactPath, asked, () => {}) };
    };
    const first = await load();
    await checkAnswers(callableOf(first.plugin, asked), asked, inputs, deadline(NATIVE.checkMs));
    await first.plugin.close();
    await first.host.close();
    return {
      async run(iterations) {
        let result = 0;
        let checksum = 0;
        for (let i = 0; i < iterations; i++) {
          const { host, plugin } = await load();
          result = await plugin.call(result ^ (a[i & mask] as number), b[i & mask] as number);
          checksum = ((checksum << 1) | (checksum >>> 31)) ^ result;
          await plugin.close();
          await host.close();
        }
        return checksum;
      },
      async afterSample(checksum, iterations) {
        assertChecksum(checksum, expectedChecksum(asked, inputs, iterations), iterations);
      },
      async close() {},
    };
  },
};

export default asPublished;
