/** What mutants share: a real plugin to cheat with, and the scenario whose loop they run in. */
import type { NumbersFunction } from '../contract/function.ts';
import type { CallSync } from '../contract/signatures/i32-i32-to-i32.ts';
import { importLoader, importScenario } from '../discover.ts';
import type { Loader } from '../loader.ts';
import type { Routine, Scenario, ScenarioContext } from '../scenario.ts';
import type { Mutant } from './mutant.ts';

type Cheat = Pick<Mutant, 'name' | 'cheat'>;

/** A mutant of the WebAssembly loader: `cheat` gets the real function and returns the one that is measured. */
export async function mutateCallee({ name, cheat }: Cheat, distort: (min: CallSync) => CallSync): Promise<Mutant> {
  const wasm = await importLoader('wasm');
  const loader: Loader = {
    ...wasm,
    async openHost() {
      const host = await wasm.openHost();
      return {
        ...host,
        async load(artifactPath, asked, endPhase) {
          const plugin = await host.load(artifactPath, asked, endPhase);
          if (plugin.callStyle === 'async') throw new Error('The loader to mutate calls synchronously.');
          return { ...plugin, call: distort(plugin.call) };
        },
      };
    },
  };
  return { name, cheat, loader, scenario: await importScenario('call') };
}

/** A mutant of the timed loop: `distort` gets the real routine and returns the one that is measured. */
export async function mutateLoop(
  { name, cheat }: Cheat,
  distort: (routine: Routine, min: CallSync, context: ScenarioContext) => Routine,
): Promise<Mutant> {
  const [loader, call] = await Promise.all([importLoader('wasm'), importScenario('call')]);
  const scenario: Scenario<NumbersFunction> = {
    ...call,
    async prepare(context) {
      const host = await context.loader.openHost();
      const plugin = await host.load(context.artifactPath, context.function, () => {});
      return distort(await call.prepare(context), plugin.call as CallSync, context);
    },
  };
  return { name, cheat, loader, scenario };
}
