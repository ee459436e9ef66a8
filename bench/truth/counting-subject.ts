/**
 * A subject for a runner: a loader that opens the counting build, through the real `call` scenario with all its checks.
 * The query says which: `mechanism` or `mutant`, and `instances`, see crossing.ts.
 */
import type { PluginFunction } from '../contract/function.ts';
import min from '../contract/functions/min.ts';
import { countedAnswer } from '../contract/functions/spin.ts';
import { importLoader, importScenario } from '../discover.ts';
import type { Instances } from './crossing.ts';
import { importMutant } from './mutant.ts';

export default async function makeSubject(query: URLSearchParams) {
  const mutant = query.get('mutant');
  const subject =
    mutant === null
      ? { loader: await importLoader(query.get('mechanism') ?? ''), scenario: await importScenario('call') }
      : await importMutant(mutant);
  const counting = countingFunction(query.get('instances') as Instances, subject.loader.callsPerAnswer ?? 1);
  return { loader: subject.loader, scenario: subject.scenario, function: counting };
}

/** `min` of the counting build, which counts along: it has to be asked for every call, in order. */
function countingFunction(instances: Instances, callsPerAnswer: number): PluginFunction {
  let calls = 0;
  return {
    ...min,
    answer(a, b) {
      let answer = a;
      for (let call = 0; call < callsPerAnswer; call++) {
        calls = instances === 'one' ? calls + 1 : 1;
        answer = countedAnswer(min.answer(answer, b), calls);
      }
      return answer;
    },
  };
}
