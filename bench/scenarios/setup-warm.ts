/**
 * Further loads in a process whose host library is open already. Each one is real: a file that was never mapped before,
 * WebAssembly bytes that were never compiled, a URL that was never imported; a cache hit would be several times cheaper.
 */

import { assertChecksum, checkAnswers } from '../contract/answers.ts';
import type { NumbersFunction } from '../contract/function.ts';
import { callableOf, type Plugin } from '../loader.ts';
import type { FreshCopy, Scenario } from '../scenario.ts';

/** The first loads of a process compile the host library's own JavaScript, or fault in its pages: they belong to `setup`. */
const NATIVE = { kind: 'again', checkMs: 20, discardedLoads: 2 } as const;

const setupWarm: Scenario<NumbersFunction> = {
  name: 'setup-warm',
  title: 'Further loads, host open',
  description:
    'From an open host library to the first answer of one more plugin: load it, call min once. Every load is of a fresh copy (new file, new WebAssembly bytes, new URL), never a cache hit, and comes after a pause in which others were measured, as loads of plugins do: caches of the processor are cold.',
  order: 3,
  function: 'min',
  iterationsPerSample: 1,
  samplesPerRunner: 'many',
  samplesPerBlock: { default: 8, quick: 4, compared: 4 },
  margin: 0.1,
  native: NATIVE,

  async prepare({ loader, function: asked, artifactPath, inputs, freshCopy, deadline }) {
    const [a, b] = [inputs.a[0] as number, inputs.b[0] as number];
    const host = await loader.openHost();
    let copy: FreshCopy | undefined;
    let plugin: Plugin | undefined;

    const release = async () => {
      await plugin?.close();
      await copy?.remove();
      plugin = undefined;
      copy = undefined;
    };

    for (let i = 0; i < NATIVE.discardedLoads; i++) {
      copy = loader.artifact === null ? undefined : await freshCopy();
      plugin = await host.load(copy?.path ?? artifactPath, asked, () => {});
      await checkAnswers(callableOf(plugin, asked), asked, inputs, deadline(NATIVE.checkMs));
      await release();
    }

    return {
      async beforeSample() {
        copy = loader.artifact === null ? undefined : await freshCopy();
      },
      async run(_iterations, markPhase) {
        plugin = await host.load(copy?.path ?? artifactPath, asked, markPhase);
        const answer = await plugin.call(a, b);
        markPhase('first-call');
        return answer;
      },
      async afterSample(answer) {
        assertChecksum(answer, asked.answer(a, b), 1);
        await release();
      },
      async close() {
        await release();
        await host.close();
      },
    };
  },
};

export default setupWarm;
