/**
 * A whole workload: from nothing to the last of so many calls, in a fresh process for every sample. What "plugin-bench advise" predicts,
 * and with --check measures.
 */
import { assertChecksum, checkBytes } from '../contract/answers.ts';
import type { BytesFunction } from '../contract/function.ts';
import {
  callBytes,
  callBytesAsync,
  expectedBytesChecksum,
  MOST_BYTES,
  makePayloads,
} from '../contract/signatures/bytes-to-u32.ts';
import { type BytesPlugin, callableOf, type Host } from '../loader.ts';
import type { Scenario } from '../scenario.ts';

const CHECK_MS = 20;

const workload: Scenario<BytesFunction> = {
  name: 'workload',
  title: 'A whole workload',
  description:
    'From nothing to the last answer: import and start the host library, load the plugin, and call touch so many times with so many bytes. Every sample is a fresh process; what V8 compiles meanwhile is in it.',
  order: 6,
  function: 'touch',
  parameters: { calls: ['1000'], bytes: ['4096'] },
  ranges: { calls: [1, 1e9], bytes: [0, MOST_BYTES] },
  isExtra: true,
  iterationsPerSample: 1,
  samplesPerRunner: 'one',
  samplesPerBlock: { default: 3, quick: 1, compared: 1 },
  margin: 0.1,

  async prepare({ loader, function: asked, artifactPath, inputSeed, parameters, deadline }) {
    const calls = Number(parameters['calls']);
    const payloads = makePayloads(inputSeed, Number(parameters['bytes']));
    let host: Host | undefined;
    let plugin: BytesPlugin | undefined;
    return {
      async run(_iterations, markPhase) {
        host = await loader.openHost();
        markPhase('host-open');
        if (host.loadBytes === undefined) throw new Error(`${loader.mechanism} does not carry bytes.`);
        plugin = await host.loadBytes(artifactPath, asked, markPhase);
        const checksum =
          plugin.callStyle === 'sync'
            ? callBytes(plugin.call, payloads, calls)
            : await callBytesAsync(plugin.call, payloads, calls);
        markPhase('first-call');
        return checksum;
      },
      async afterSample(checksum) {
        assertChecksum(checksum, expectedBytesChecksum(asked, payloads, calls), calls);
        if (plugin !== undefined) await checkBytes(callableOf(plugin, asked), asked, payloads, deadline(CHECK_MS));
      },
      async close() {
        await plugin?.close();
        await host?.close();
      },
    };
  },
};

export default workload;
