/** Steady cost of passing bytes to the plugin: chained calls with payloads of one length, in one process that has warmed up. */
import { assertChecksum, checkBytes } from '../contract/answers.ts';
import type { BytesFunction } from '../contract/function.ts';
import {
  callBytes,
  callBytesAsync,
  expectedBytesChecksum,
  MOST_BYTES,
  makePayloads,
} from '../contract/signatures/bytes-to-u32.ts';
import { callableOf } from '../loader.ts';
import { type Scenario, STEADY } from '../scenario.ts';

const payloadIn: Scenario<BytesFunction> = {
  name: 'payload-in',
  title: 'Payload in',
  description:
    'Steady cost of one call that passes so many bytes to the plugin. Payloads of random bytes take turns, the low byte of each answer becomes the first byte of the next payload, and a checksum of all answers is verified after every sample.',
  order: 5,
  function: 'touch',
  parameters: { bytes: ['0', '16', '256', '4096', '65536', '1048576'] },
  quickParameters: { bytes: ['0', '256', '4096', '1048576'] },
  ranges: { bytes: [0, MOST_BYTES] },
  isExtra: true,
  family: 'data',
  iterationsPerSample: 'calibrate',
  samplesPerRunner: 'many',
  samplesPerBlock: { default: 12, quick: 6, compared: 10 },
  margin: 0.05,

  async prepare({ loader, function: asked, artifactPath, inputSeed, parameters, deadline }) {
    const payloads = makePayloads(inputSeed, Number(parameters['bytes']));
    const host = await loader.openHost();
    if (host.loadBytes === undefined) throw new Error(`${loader.mechanism} does not carry bytes.`);
    const plugin = await host.loadBytes(artifactPath, asked, () => {});
    await checkBytes(callableOf(plugin, asked), asked, payloads, deadline(STEADY.checkMs));

    // Samples of one runner repeat the same number of iterations, hence the same checksum.
    const checksums = new Map<number, number>();
    return {
      ...(plugin.callStyle === 'sync' ? { watched: { loop: callBytes, callee: plugin.call } } : {}),
      run:
        plugin.callStyle === 'sync'
          ? (iterations) => callBytes(plugin.call, payloads, iterations)
          : (iterations) => callBytesAsync(plugin.call, payloads, iterations),
      async afterSample(sum, iterations) {
        const expected = checksums.get(iterations) ?? expectedBytesChecksum(asked, payloads, iterations);
        checksums.set(iterations, expected);
        assertChecksum(sum, expected, iterations);
      },
      async close() {
        await plugin.close();
        await host.close();
      },
    };
  },
};

export default payloadIn;
