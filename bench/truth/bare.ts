/**
 * A bare loop: what somebody would write by hand against a library, without this suite's loader and scenario between. Each
 * file in bare/ is one; the check `overhead` holds the suite's own row against it.
 */
import { assertChecksum } from '../contract/answers.ts';
import min from '../contract/functions/min.ts';
import { expectedChecksum, type Inputs } from '../contract/signatures/i32-i32-to-i32.ts';
import type { Loader } from '../loader.ts';
import type { Scenario } from '../scenario.ts';

/** A library, opened by hand, and the loop around its function. */
export interface BareLoop {
  /** Chained calls as those of scenarios/call.ts, and their checksum. */
  run(iterations: number): number | Promise<number>;
  close(): void | Promise<void>;
}

/** @param open takes the built plugin and the arguments; the file's own */
export function bareSubject(
  mechanism: string,
  open: (artifactPath: string, inputs: Inputs) => Promise<BareLoop>,
): { loader: Loader; scenario: Scenario } {
  const loader: Loader = {
    mechanism,
    title: `${mechanism}, by hand`,
    group: 'core',
    boundary: 'script',
    artifact: null,
    callStyle: 'sync',
    packages: [],
    openHost: () => Promise.reject(new Error('A bare loop opens its library itself.')),
  };
  const scenario: Scenario = {
    name: 'call',
    title: 'Bare loop',
    description: 'The loop of the scenario call, written by hand around one library.',
    order: 1,
    function: 'min',
    iterationsPerSample: 'calibrate',
    samplesPerRunner: 'many',
    samplesPerBlock: { default: 16, quick: 6 },
    async prepare({ artifactPath, inputs }) {
      const loop = await open(artifactPath, inputs);
      return {
        run: (iterations) => loop.run(iterations),
        async afterSample(checksum, iterations) {
          assertChecksum(checksum, expectedChecksum(min, inputs, iterations), iterations);
        },
        async close() {
          await loop.close();
        },
      };
    },
  };
  return { loader, scenario };
}
