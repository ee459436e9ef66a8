/**
 * The article's benchmark made fair: from nothing to the first answer, in a fresh process for every sample.
 * The host library has not been imported, the plugin has not been opened; file contents are in the page cache, and
 * Node.js itself has imported modules and read files before.
 */

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { assertChecksum, checkAnswers } from '../contract/answers.ts';
import type { NumbersFunction } from '../contract/function.ts';
import { callableOf, type Host, type Plugin } from '../loader.ts';
import type { Scenario } from '../scenario.ts';

const NATIVE = { kind: 'first', checkMs: 20, discardedLoads: 0 } as const;
const ANY_FILE = new URL(import.meta.url);

const setup: Scenario<NumbersFunction> = {
  name: 'setup',
  title: 'First load, in a fresh process',
  description:
    'From nothing to the first answer: import and start the host library, load the plugin, call min once. Every sample is the first load of a fresh process; file contents are in the page cache.',
  order: 2,
  function: 'min',
  iterationsPerSample: 1,
  samplesPerRunner: 'one',
  samplesPerBlock: { default: 3, quick: 1, compared: 1 },
  margin: 0.1,
  native: NATIVE,

  async prepare({ loader, function: asked, artifactPath, inputs, deadline }) {
    const [a, b] = [inputs.a[0] as number, inputs.b[0] as number];
    // Node.js's own first read of a file costs more than many a load, and would be charged to whoever reads one.
    readFileSync(ANY_FILE);
    await readFile(ANY_FILE);
    let host: Host | undefined;
    let plugin: Plugin | undefined;
    return {
      async run(_iterations, markPhase) {
        host = await loader.openHost();
        markPhase('host-open');
        plugin = await host.load(artifactPath, asked, markPhase);
        // One more call would show in the figure: it is made only where it has something to say.
        if (typeof plugin.call !== 'function') callableOf(plugin, asked);
        const answer = await plugin.call(a, b);
        markPhase('first-call');
        return answer;
      },
      async afterSample(answer) {
        assertChecksum(answer, asked.answer(a, b), 1);
        if (plugin !== undefined) await checkAnswers(plugin.call, asked, inputs, deadline(NATIVE.checkMs));
      },
      async close() {
        await plugin?.close();
        await host?.close();
      },
    };
  },
};

export default setup;
