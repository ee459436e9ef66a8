/**
 * A subject for a runner: a loader that opens the counting build, through the real `call` scenario with all its checks.
 * The query says which: `mechanism` or `mutant`, and `instances`, see crossing.ts.
 */
import { type Contract, countedAnswer, MIN_CONTRACT } from '../contract.ts';
import { importLoader, importScenario } from '../discover.ts';
import type { Instances } from './crossing.ts';
import { importMutant } from './mutant.ts';

export default async function makeSubject(query: URLSearchParams) {
  const mutant = query.get('mutant');
  const subject =
    mutant === null
      ? { loader: await importLoader(query.get('mechanism') ?? ''), scenario: await importScenario('call') }
      : await importMutant(mutant);
  const contract = countingContract(query.get('instances') as Instances, subject.loader.callsPerAnswer ?? 1);
  return { loader: { ...subject.loader, contract }, scenario: subject.scenario };
}

/** The contract of the counting build, which counts along: it has to be asked for every call, in order. */
function countingContract(instances: Instances, callsPerAnswer: number): Contract {
  let calls = 0;
  return {
    name: 'the counting build',
    answer(a, b) {
      let answer = a;
      for (let call = 0; call < callsPerAnswer; call++) {
        calls = instances === 'one' ? calls + 1 : 1;
        answer = countedAnswer(MIN_CONTRACT.answer(answer, b), calls);
      }
      return answer;
    },
  };
}
