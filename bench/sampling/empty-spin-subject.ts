/**
 * A subject for a runner: `spin(x, 0)` as a row of `call`, which is what the lowest rung of a ladder has to agree with. The query
 * says which `mechanism`.
 */
import spin from '../contract/functions/spin.ts';
import { PAIR_COUNT } from '../contract/signatures/i32-i32-to-i32.ts';
import { importLoader, importScenario } from '../discover.ts';
import type { Scenario, ScenarioContext } from '../scenario.ts';

export default async function makeSubject(query: URLSearchParams) {
  const [loader, call] = await Promise.all([importLoader(query.get('mechanism') ?? ''), importScenario('call')]);
  return { loader, scenario: withoutSteps(call), function: spin };
}

function withoutSteps(call: Scenario): Scenario {
  const noSteps = new Int32Array(PAIR_COUNT);
  return {
    ...call,
    prepare: (context: ScenarioContext) => call.prepare({ ...context, inputs: { ...context.inputs, b: noSteps } }),
  };
}
